"""Weights: how much of a case's score each family and each piece of evidence makes up."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.explanation.reasons import family_shares
from models.family_judgement import Suspicion, recalled_families
from models.peer_group import Indices
from models.scoring import Scored
from pipeline.case import Weight

# Smaller shares of a score are not worth a line.
LEAST_SHARE = 0.005


def family_weights(scored: Scored, rows: Indices) -> list[dict[str, float]]:
    """Return for each account at `rows` (m,) the share of each family in its score.

    By the family's code, largest first; shares below `LEAST_SHARE` are left out.
    """
    suspicion = Suspicion.of(scored.table)
    judgement = recalled_families(scored.table, suspicion, scored.scores)
    total = scored.scores["score"].to_numpy(dtype=np.float64)
    found = family_shares(scored.table, suspicion, judgement, rows, total)
    codes = [family.value for family in judgement.families]
    return [_largest_first(dict(zip(codes, row.tolist(), strict=True))) for row in found]


def evidence_weights(scored: Scored, row: int) -> dict[str, Weight]:
    """Return share and stability of the features of the account at index `row`, by name.

    Empty where `scored` has no reasons for it.
    """
    place = None if scored.reasons is None else scored.reasons.place(row)
    if scored.reasons is None or place is None:
        return {}
    shares, stability = scored.reasons.shares(place), scored.reasons.stability[place]
    return {
        feature.name: Weight(float(share), float(steady))
        for feature, share, steady in zip(scored.table.features, shares, stability, strict=True)
        if share > 0
    }


def _largest_first(shares: Mapping[str, float]) -> dict[str, float]:
    order = sorted(shares, key=lambda code: -shares[code])
    return {code: shares[code] for code in order if shares[code] >= LEAST_SHARE}

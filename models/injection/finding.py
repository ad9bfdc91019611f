"""Findings: what became of each attack in the judgement of its round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.window import Flags, Floats
from models.injection.draw import Placement


@dataclass(frozen=True)
class Finding:
    """One attack and what was found of it.

    rank: 1 plus the untouched accounts with at least its score. auc: share of the untouched
    accounts with a lower score, ties half. is_listed: score and rank reach the list.
    is_named: a means was suspected that describes the attack. hidden_share: of the account's
    own energy since the onset; NaN where unknown.
    """

    placement: Placement
    score: float
    rank: int
    auc: float
    is_listed: bool
    is_named: bool
    hidden_share: float


@dataclass(frozen=True)
class Round:
    """Accounts judged together: the findings, and the untouched ones beside them."""

    findings: tuple[Finding, ...]
    untouched: int
    false_alarms: int


def judge_round(
    scores: pd.DataFrame,
    placements: Sequence[Placement],
    hidden: Floats,
    *,
    score_at_least: float,
    length: int,
) -> Round:
    """Compare attacked with untouched accounts in table `scores` of one round.

    scores: one row an account of the window. placements: of this round. hidden: (v,) share
    of energy hidden. score_at_least, length: as the list has them.
    """
    score, judged = judged_scores(scores)
    untouched = judged.copy()
    untouched[[placement.row for placement in placements]] = False
    others = score[untouched]
    findings = tuple(
        _finding(
            (float(score[placement.row]), scores["means"].iloc[placement.row]),
            others,
            placement,
            float(share),
            (score_at_least, length),
        )
        for placement, share in zip(placements, hidden, strict=True)
    )
    return Round(findings, len(others), int((others >= score_at_least).sum()))


def judged_scores(scores: pd.DataFrame) -> tuple[Floats, Flags]:
    """(n,) scores, zero where an account was not judged, and (n,) who was."""
    judged = scores["disqualified"].isna().to_numpy()
    values = scores["score"].to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(judged, np.nan_to_num(values), 0.0), judged


def _finding(
    judgement: tuple[float, str | None],
    others: Floats,
    placement: Placement,
    hidden: float,
    the_list: tuple[float, int],
) -> Finding:
    own, means = judgement
    rank = 1 + int((others >= own).sum())
    below = (others < own).mean() + 0.5 * (others == own).mean() if len(others) else np.nan
    return Finding(
        placement=placement,
        score=own,
        rank=rank,
        auc=float(below),
        is_listed=own >= the_list[0] and rank <= the_list[1],
        is_named=means in {one.value for one in placement.case.attack.means},
        hidden_share=hidden,
    )

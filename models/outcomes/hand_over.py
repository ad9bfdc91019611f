"""Hand-over: the scores of a day with what outcomes taught."""

from __future__ import annotations

import dataclasses

import numpy as np

from models.outcomes.model import OutcomeModel
from models.scoring import Scored
from pipeline.contract import family_column
from pipeline.contract.vocabulary import Family

_FAMILY_COLUMNS = [family_column(family).name for family in Family]


def hand_over(scored: Scored, model: OutcomeModel | None) -> Scored:
    """Fill `probability` and blend `score`; without a model nothing changes.

    An account that could not be judged keeps its score and has no probability.
    """
    if model is None:
        return scored
    frame = scored.scores
    names = tuple(feature.name for feature in scored.table.features)
    families = frame[_FAMILY_COLUMNS].to_numpy(dtype=np.float64)
    cold = frame["score"].to_numpy(dtype=np.float64)
    seen = (scored.table.matrix(), names, families, cold)
    is_out = frame["disqualified"].notna().to_numpy()
    theft = model.probabilities(*seen)[:, 0]
    return dataclasses.replace(
        scored,
        scores=frame.assign(
            score=np.where(is_out, cold, model.blended(*seen)),
            probability=np.where(is_out, np.nan, theft),
        ),
    )

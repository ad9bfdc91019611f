"""Layout of table `scores`: every column of the contract for every account."""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.registry import FeatureTable
from features.window import Floats, Window
from models.family_judgement import FamilyJudgement
from pipeline.contract import family_column
from pipeline.contract.vocabulary import Family

NOTHING_JUDGED = "no feature could be judged from the channels and days there are"


def score_table(
    window: Window, table: FeatureTable, judgement: FamilyJudgement, total: Floats
) -> pd.DataFrame:
    """Return the scores (n rows) without the columns that tell of the loss; null is NaN or None."""
    accounts, days = window.shape
    families = {family_column(family).name: np.full(accounts, np.nan) for family in Family}
    for place, family in enumerate(judgement.families):
        families[family_column(family).name] = judgement.scores[:, place]
    return pd.DataFrame(
        {
            "run_date": np.full(accounts, window.date(days - 1), dtype=object),
            "account_id": window.account_ids.astype(object),
            "score": total,
            "probability": np.full(accounts, np.nan),
            **families,
            "coverage": table.coverage,
            "disqualified": _reasons(table, judgement),
        }
    )


def _reasons(table: FeatureTable, judgement: FamilyJudgement) -> list[str | None]:
    is_judged = np.isfinite(judgement.scores).any(axis=1)
    return [
        str(reason) if reason else (None if judged else NOTHING_JUDGED)
        for reason, judged in np.column_stack([table.disqualified.astype(object), is_judged])
    ]

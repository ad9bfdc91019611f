"""Judged accounts from short rows, by way of the public functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from models.evaluation.judged import Judged, judge
from models.evaluation.ranking import Ranking, rank
from models.evaluation.truth import OPTIONAL, REQUIRED, truth_of

DATE = dt.date(2026, 4, 14)
Judge = Callable[..., Judged]
Account = tuple[float, bool, int]
Weighted = Callable[[list[Account]], tuple[Ranking, np.ndarray]]
FOUND = ("probability", "means", "onset", "kwh_per_day", "disqualified")


def truth_frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """A truth of the given rows."""
    columns = [*REQUIRED, *OPTIONAL]
    cells = [
        [None if row.get(name) is None else str(row[name]) for name in columns] for row in rows
    ]
    return truth_of(
        pd.DataFrame(cells, columns=columns, dtype=object), "truth.csv", "Asia/Shanghai"
    )


def score_frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of table `scores`; what is found has the prefix `found_` in a row."""
    made = [
        {"account_id": row["account_id"], "score": row["score"]}
        | {name: row.get(f"found_{name}") for name in FOUND}
        for row in rows
        if "score" in row
    ]
    frame = pd.DataFrame(made, columns=["account_id", "score", *FOUND])
    numbers = dict.fromkeys(("score", "probability", "kwh_per_day"), "float64")
    return frame.astype({**numbers, "means": object, "disqualified": object})


@pytest.fixture(scope="session")
def judged() -> Judge:
    """Judge rows that hold the truth of an account (label...) and what was found (score...)."""

    def build(*rows: dict[str, Any], at_least: float = 0.5, length: int = 200) -> Judged:
        named = [{"account_id": f"A{place:03d}", **row} for place, row in enumerate(rows)]
        known = [row for row in named if "label" in row]
        return judge(truth_frame(*known), score_frame(*named), DATE, at_least, length)

    return build


@pytest.fixture(scope="session")
def weighted() -> Weighted:
    """Rank accounts given as score, is a thief, how often it counts."""

    def build(accounts: list[Account]) -> tuple[Ranking, np.ndarray]:
        scores, thieves, counts = (np.array(column) for column in zip(*accounts, strict=True))
        ids = np.array([f"A{place:02d}" for place in range(len(scores))])
        ranking = rank(scores.astype(float), ids, thieves.astype(bool))
        return ranking, counts[ranking.order][None, :].astype(np.int64)

    return build

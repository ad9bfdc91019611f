"""Data quality: how much of what was delivered was refused, and of each day was read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

LATELY_DAYS = 7


@dataclass(frozen=True)
class TableQuality:
    """Rows of one table that were delivered and refused, over all time and lately.

    Lately: by the deliveries of the last seven days before the latest one, all tables
    together. Shares are NaN where nothing came.
    """

    table: str
    read_rows: int
    quarantined_rows: int
    quarantined_share: float
    lately_share: float
    earlier_share: float


@dataclass(frozen=True)
class ScoredDay:
    """What a finished run says of its day: scores and how much stood behind them.

    judged_share: accounts that could be judged. coverage: mean share of the window that was
    read. score_high: the score that one account in a hundred reaches.
    """

    date: dt.date
    accounts: int
    judged_share: float
    coverage: float
    score_median: float
    score_high: float
    listed: int

    @classmethod
    def of(cls, date: dt.date, scores: pd.DataFrame, listed: int) -> ScoredDay:
        """Summarise rows of table `scores`: columns score, coverage, disqualified."""
        judged = scores["disqualified"].isna().to_numpy(bool)
        known = scores["score"].to_numpy(np.float64)[judged]
        known = known[np.isfinite(known)]
        coverage = scores["coverage"].to_numpy(np.float64)
        coverage = coverage[np.isfinite(coverage)]
        median, high = np.quantile(known, [0.5, 0.99]) if len(known) else (np.nan, np.nan)
        return cls(
            date=date,
            accounts=len(scores),
            judged_share=float(judged.mean()) if len(judged) else np.nan,
            coverage=float(coverage.mean()) if len(coverage) else np.nan,
            score_median=float(median),
            score_high=float(high),
            listed=listed,
        )


def table_quality(deliveries: pd.DataFrame) -> tuple[TableQuality, ...]:
    """Sum up table `deliveries` by the table that a file was taken for, by name."""
    if not len(deliveries):
        return ()
    at = deliveries["delivered_at"]
    rows = deliveries.assign(
        is_late=at > at.max() - pd.Timedelta(days=LATELY_DAYS),
        read=deliveries["read_rows"].fillna(0).astype("int64"),
        refused=deliveries["quarantined_rows"].fillna(0).astype("int64"),
    )
    return tuple(_quality(str(name), group) for name, group in rows.groupby("table", sort=True))


def _quality(name: str, rows: pd.DataFrame) -> TableQuality:
    late = rows["is_late"]
    return TableQuality(
        table=name,
        read_rows=int(rows["read"].sum()),
        quarantined_rows=int(rows["refused"].sum()),
        quarantined_share=_share(rows),
        lately_share=_share(rows[late]),
        earlier_share=_share(rows[~late]),
    )


def _share(rows: pd.DataFrame) -> float:
    read = int(rows["read"].sum())
    return float(rows["refused"].sum() / read) if read else float("nan")

"""Scored windows as a plan needs them, made by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from features.window import Window
from models.loss import Loss
from models.scoring import Scored
from models.visits.case_state import CaseStates
from models.visits.records import Records
from pipeline.contract import SCORES, TABLES

DAYS = 30
FIRST = dt.date(2026, 1, 1)
TODAY = FIRST + dt.timedelta(days=DAYS - 1)


@pytest.fixture(scope="session")
def make_scored(make_window: Callable[..., Window]) -> Callable[..., Scored]:
    """Make a scored window: accounts with scores that lose `lost_kwh` a day since day 20."""

    def made(
        ids: Sequence[str],
        score: Sequence[float],
        lost_kwh: Sequence[float] | None = None,
        *,
        columns: Mapping[str, Any] | None = None,
        **window: Any,
    ) -> Scored:
        n = len(ids)
        lost = np.full(n, 5.0) if lost_kwh is None else np.asarray(lost_kwh, dtype=np.float64)
        onset = np.where(np.isfinite(lost), 20, -1).astype(np.int32)
        none = np.full(n, -1, dtype=np.int32)
        loss = Loss(onset, none * 0, onset - 1, onset + 1, none, lost, 0.5 * lost, 1.5 * lost)
        frame = pd.DataFrame({name: [None] * n for name in SCORES.names})
        frame = frame.assign(
            run_date=TODAY, account_id=list(ids), score=np.asarray(score, dtype=np.float64)
        )
        numbers = [name for name in SCORES.names if name.startswith(("score_", "prob", "cov"))]
        frame[numbers] = np.nan
        frame = frame.assign(kwh_per_day=lost, **dict(columns or {}))
        table: Any = None
        order = np.full((n, 1), -1, dtype=np.intp)
        return Scored(frame, make_window(ids, **window), table, order, loss)

    return made


@pytest.fixture(scope="session")
def make_records() -> Callable[..., Records]:
    """Make records of tuples: inspections (account, days ago, outcome) and the others alike."""

    def made(
        inspections: Sequence[tuple[str, int, str]] = (),
        dispositions: Sequence[tuple[str, int, str]] = (),
        tips: Sequence[tuple[str, int]] = (),
        planned: Sequence[tuple[str, int]] = (),
        scores_then: pd.DataFrame | None = None,
        date: dt.date = TODAY,
    ) -> Records:
        def ago(days: int) -> dt.date:
            return TODAY - dt.timedelta(days=days)

        rows = {
            "inspections": [
                {"account_id": one, "inspected_on": ago(days), "outcome": outcome}
                for one, days, outcome in inspections
            ],
            "dispositions": [
                {
                    "account_id": one,
                    "decided_at": dt.datetime.combine(ago(days), dt.time(9), dt.UTC),
                    "decision": decision,
                }
                for one, days, decision in dispositions
            ],
            "tips": [{"account_id": one, "received_on": ago(days)} for one, days in tips],
            "visits": [{"account_id": one, "run_date": ago(days)} for one, days in planned],
        }
        tables = {
            name: pa.Table.from_pylist(given, TABLES[name].arrow_schema).to_pandas()
            for name, given in rows.items()
        }
        nothing = pd.DataFrame(columns=["score", "kwh_per_day", *_families()])
        then = nothing if scores_then is None else scores_then
        return Records.known_on(date, "UTC", tables, then)

    return made


@pytest.fixture(scope="session")
def make_states() -> Callable[..., CaseStates]:
    """Make states of n accounts; every flag false unless given as a list of rows."""

    def made(n: int, **rows: Sequence[int]) -> CaseStates:
        names = ("is_open", "is_cooling_off", "is_tracked", "has_alarm", "is_set_aside")
        flags = {name: np.zeros(n, dtype=bool) for name in names}
        for name, given in rows.items():
            flags[name][list(given)] = True
        return CaseStates(**flags)

    return made


def _families() -> list[str]:
    return [name for name in SCORES.names if name.startswith("score_")]

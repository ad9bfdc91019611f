"""Lists and inspections from short rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import pytest

from models.backtesting.as_of_list import AsOfList, Origin
from models.backtesting.cases import Cases, cases_of, conclusive, visits_in_reach
from models.backtesting.visits import read_visits

FIRST = dt.date(2026, 3, 1)
Visit = tuple[str, int, str]
MakeList = Callable[..., AsOfList]
MakeInspections = Callable[..., pd.DataFrame]
MakeCases = Callable[..., Cases]


def _list(day: int, scores: Mapping[str, float], listed: Sequence[str]) -> AsOfList:
    """Return a list of `day` days after FIRST; `listed` by rank, nothing else is on it."""
    return AsOfList(
        FIRST + dt.timedelta(days=day),
        Origin.COMPUTED,
        pd.Series(dict(scores), dtype="float64"),
        pd.Series({account: rank for rank, account in enumerate(listed, 1)}, dtype="int64"),
    )


def _inspections(*visits: Visit, **columns: Sequence[object]) -> pd.DataFrame:
    """Rows of table `inspections`: account, days after FIRST, outcome; more by column."""
    frame = pd.DataFrame(visits, columns=["account_id", "day", "outcome"])
    frame["inspected_on"] = [FIRST + dt.timedelta(days=int(day)) for day in frame["day"]]
    frame["means"] = pd.Series(columns.get("means", [None] * len(frame)), dtype=object)
    recovered = columns.get("recovered_kwh", [np.nan] * len(frame))
    frame["recovered_kwh"] = pd.Series(recovered, dtype="float64")
    return frame.drop(columns="day")


def _cases(lists: list[AsOfList], inspections: pd.DataFrame, horizon: int = 90) -> Cases:
    """Return all conclusive visits in reach beside their latest list."""
    days = [one.day for one in lists]
    reached = visits_in_reach(read_visits(inspections), days, horizon)
    return cases_of(conclusive(reached), lists)


@pytest.fixture(scope="session")
def make_list() -> MakeList:
    return _list


@pytest.fixture(scope="session")
def make_inspections() -> MakeInspections:
    return _inspections


@pytest.fixture(scope="session")
def make_cases() -> MakeCases:
    return _cases

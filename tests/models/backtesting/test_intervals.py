"""Intervals by accounts."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from models.backtesting.as_of_list import AsOfList
from models.backtesting.cases import Cases
from models.backtesting.intervals import figures_with_intervals

MakeList = Callable[..., AsOfList]
MakeInspections = Callable[..., pd.DataFrame]
MakeCases = Callable[..., Cases]


@pytest.fixture
def visited(
    make_list: MakeList, make_inspections: MakeInspections, make_cases: MakeCases
) -> Callable[[int, int], Cases]:
    """So many accounts, each visited so many times; every second one is a thief."""

    def build(accounts: int, times: int) -> Cases:
        visits = [
            (f"A{k:03d}", 1 + time, "theft" if k % 2 else "clean")
            for k in range(accounts)
            for time in range(times)
        ]
        scores = {f"A{k:03d}": float(k % 7) for k in range(accounts)}
        listed = sorted(scores, key=lambda account: -scores[account])[: accounts // 2]
        return make_cases([make_list(0, scores, listed)], make_inspections(*visits))

    return build


def test_the_figure_lies_within_its_bounds(visited: Callable[[int, int], Cases]) -> None:
    found = figures_with_intervals(visited(60, 1), 10, 7)
    rate = found["hit_rate_of_all_visits"]
    assert rate["value"] == 0.5
    # 95 % of samples of 60 fair coins lie between 37 and 63 %.
    assert rate["low"] == pytest.approx(0.37, abs=0.04)
    assert rate["high"] == pytest.approx(0.63, abs=0.04)


def test_more_visits_to_the_same_accounts_tell_no_more(
    visited: Callable[[int, int], Cases],
) -> None:
    once, often = (
        figures_with_intervals(visited(40, times), 10, 7)["hit_rate_of_all_visits"]
        for times in (1, 5)
    )
    assert once == pytest.approx(often)


def test_same_seed_same_bounds(visited: Callable[[int, int], Cases]) -> None:
    assert figures_with_intervals(visited(30, 1), 5, 3) == figures_with_intervals(
        visited(30, 1), 5, 3
    )


def test_what_is_unknown_has_no_bounds(visited: Callable[[int, int], Cases]) -> None:
    found = figures_with_intervals(visited(1, 1), 10, 7)
    assert found["recall"] == {"value": None, "low": None, "high": None}
    assert found["hit_rate_of_all_visits"] == {"value": 0.0, "low": 0.0, "high": 0.0}

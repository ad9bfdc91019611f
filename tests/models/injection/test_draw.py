"""The draw: honest-looking accounts alone, few at a time, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from features.window import Window
from models.injection.draw import (
    LEAST_DAYS_BEFORE,
    ONSET_DAYS,
    Case,
    candidates,
    draw_placements,
    victims_a_round,
)
from models.injection.registry import ATTACKS

ACCOUNTS, DAYS = 100, 91
CASES = [Case(attack, attack.strengths[0]) for attack in ATTACKS[:7]]
EVERYWHERE = np.ones((len(CASES), ACCOUNTS), dtype=bool)


@pytest.fixture
def window(make_window: Callable[..., Window]) -> Window:
    made = make_window([f"A{k:03d}" for k in range(ACCOUNTS)], days=DAYS)
    return replace(made, history_kwh=np.full((ACCOUNTS, 120), 10.0))


def honest(window: Window, **changes: object) -> np.ndarray:
    """Rows that are candidates when every score is zero and everybody was judged."""
    everybody = np.ones(ACCOUNTS, dtype=bool)
    changed = replace(window, **changes)  # type: ignore[arg-type]
    return candidates(changed, np.zeros(ACCOUNTS), everybody, 0.5)


def test_cases_come_in_turn_few_at_a_time(window: Window) -> None:
    placements = draw_placements(window, CASES, EVERYWHERE, 21, 4)
    assert Counter(Counter(id(one.case) for one in placements).values()) == {3: 7}
    assert Counter(Counter(one.round for one in placements).values()) == {3: 7}
    assert victims_a_round(ACCOUNTS) == 3
    for number in range(7):
        rows = [one.row for one in placements if one.round == number]
        assert len(set(rows)) == len(rows)


def test_the_seed_decides(window: Window) -> None:
    one, same, other = (draw_placements(window, CASES, EVERYWHERE, 30, seed) for seed in (4, 4, 5))
    assert one == same
    assert [place.row for place in one] != [place.row for place in other]


def test_onsets_leave_days_before_and_after(window: Window) -> None:
    young = np.full((ACCOUNTS, 120), np.nan)
    young[:, -40:] = 10.0
    placements = draw_placements(replace(window, history_kwh=young), CASES, EVERYWHERE, 60, 4)
    days = {one.days for one in placements}
    assert min(days) >= ONSET_DAYS[0]
    assert max(days) <= 40 - LEAST_DAYS_BEFORE
    for one in placements:
        assert (window.date(DAYS - 1) - one.onset).days + 1 == one.days


def test_a_case_is_laid_where_it_is_possible_alone(window: Window) -> None:
    possible = np.zeros_like(EVERYWHERE)
    possible[:, 17] = True
    placements = draw_placements(window, CASES, possible, 6, 4)
    assert {one.row for one in placements} == {17}
    assert len({one.round for one in placements}) == len(placements)


def test_who_may_be_attacked(window: Window) -> None:
    assert honest(window).all()
    kwh = window.kwh.copy()
    kwh[3] = 0.2
    assert np.flatnonzero(~honest(window, kwh=kwh)).tolist() == [3]
    past = window.history_kwh.copy()
    past[4, : -LEAST_DAYS_BEFORE - ONSET_DAYS[0] + 1] = np.nan
    past[5, -3:] = np.nan
    assert np.flatnonzero(~honest(window, history_kwh=past)).tolist() == [4, 5]
    sun = np.arange(ACCOUNTS) == 6
    assert np.flatnonzero(~honest(window, has_pv=sun)).tolist() == [6]


def test_suspects_and_the_unjudged_are_left_alone(window: Window) -> None:
    scores = np.where(np.arange(ACCOUNTS) == 8, 0.5, 0.1)
    judged = np.arange(ACCOUNTS) != 9
    assert np.flatnonzero(~candidates(window, scores, judged, 0.5)).tolist() == [8, 9]


def test_a_monthly_reading_three_weeks_ago_is_recent(window: Window) -> None:
    past = window.history_kwh.copy()
    past[:, -20:] = np.nan
    spread = np.ones((ACCOUNTS, DAYS), dtype=bool)
    assert not honest(window, history_kwh=past).any()
    monthly = replace(window, history_kwh=past, kwh_is_spread=spread)
    assert honest(monthly).all()
    placements = draw_placements(monthly, CASES, EVERYWHERE, 30, 4)
    assert min(one.days for one in placements) >= 20 + ONSET_DAYS[0]

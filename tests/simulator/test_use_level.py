from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from pipeline.contract.vocabulary import TariffClass
from simulator.population import build_roster
from simulator.timeline import Timeline
from simulator.use_level import AWAY_LEFT, UseLevel

ACCOUNTS, DAYS = 400, 90


def _levels(day_spread: float, drift_spread: float, holiday: float = 1.0) -> np.ndarray:
    """(d, n) levels of every day."""
    rng = np.random.default_rng(4)
    timeline = Timeline(dt.date(2026, 3, 2), DAYS, "Asia/Shanghai")
    spreads = {"day_spread": day_spread, "drift_spread": drift_spread, "holiday": holiday}
    given = {name: np.full(ACCOUNTS, value) for name, value in spreads.items()}
    level = UseLevel(build_roster(ACCOUNTS, 5), rng=rng, **given)
    return np.stack([level.draw(timeline.day(k), rng) for k in range(DAYS)])


def _holidays() -> np.ndarray:
    timeline = Timeline(dt.date(2026, 3, 2), DAYS, "Asia/Shanghai")
    return np.array([timeline.day(k).is_holiday for k in range(DAYS)])


def test_without_spread_only_trips_and_holidays_are_left() -> None:
    levels = _levels(0, 0, holiday=0.5)[~_holidays()]
    assert set(np.unique(levels)) == {AWAY_LEFT, 1.0}


def test_drift_goes_on_for_weeks_and_moods_for_days() -> None:
    def resembling(levels: np.ndarray, lag: int) -> float:
        log = np.log(levels[:, (levels > 2 * AWAY_LEFT).all(axis=0)])
        return float((log[lag:] * log[:-lag]).mean() / (log**2).mean())

    drift, mood = _levels(0, 0.15), _levels(0.15, 0)
    assert resembling(drift, 14) > 0.5
    assert 0.3 < resembling(mood, 1) < 0.85
    assert resembling(mood, 10) < 0.4


def test_holidays_lower_the_level_of_those_who_close() -> None:
    levels = _levels(0, 0, holiday=0.5)
    closed = levels[_holidays()]
    usual = levels[~_holidays()]
    assert len(closed) > 3
    assert np.median(closed) / np.median(usual) == pytest.approx(0.5, abs=0.05)


def test_homes_alone_go_on_trips_of_a_few_days() -> None:
    away = _levels(0, 0) == AWAY_LEFT
    homes = build_roster(ACCOUNTS, 5).is_class(TariffClass.RESIDENTIAL)
    assert not away[:, ~homes].any()
    starts = (away[1:] & ~away[:-1]).sum()
    assert starts > 10
    assert 1.5 < away[1:].sum() / starts < 3.5

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.load_realism import (
    DAYS,
    _stretches,
    daily_statistics,
    half_hourly_statistics,
    simulated,
)


def test_statistics_of_a_weekly_rhythm_are_what_it_is_made_of() -> None:
    week = np.array([10.0, 10, 10, 10, 10, 5, 5])
    found = daily_statistics(np.tile(week, DAYS // 7)[None, :])
    assert found["weekend over workday"][0] == pytest.approx(0.5)
    assert found["variation of days (CV)"][0] == pytest.approx(week.std() / week.mean())
    assert found["correlation a week later"][0] == pytest.approx(1)
    assert found["days below 40 % of median"][0] == 0
    assert found["drift between months |ln|"][0] == 0


def test_low_days_high_days_and_drift_are_counted() -> None:
    kwh = np.full((1, DAYS), 8.0)
    kwh[0, DAYS // 2 :] = 4.0
    kwh[0, :7], kwh[0, -7:] = 0.5, 30.0
    found = daily_statistics(kwh)
    assert found["days below 40 % of median"][0] == pytest.approx(7 / DAYS)
    assert found["days above twice the median"][0] == pytest.approx(7 / DAYS)
    assert found["drift between months |ln|"][0] == pytest.approx(np.log(2), abs=0.02)


def test_half_hours_of_a_daily_spike_repeat_after_a_day() -> None:
    day = np.ones(48)
    day[36] = 20
    found = half_hourly_statistics(np.tile(day, DAYS)[None, :])
    assert found["correlation of half hours, a day"][0] == pytest.approx(1, abs=0.03)
    assert abs(found["correlation half an hour later"][0]) < 0.05
    assert found["skewness of half hours"][0] > 5


def test_stretches_begin_on_mondays_without_gaps_and_are_lived_in() -> None:
    index = pd.date_range("2026-01-01", periods=4 * DAYS, freq="D")  # a Thursday
    kwh = pd.Series(np.where(index.day_of_week == 0, 20.0, 5.0), index)
    kwh.iloc[DAYS + 30] = np.nan
    kwh.iloc[2 * DAYS + 10 :] = 0.1
    blocks = _stretches(kwh, 1)
    assert blocks.shape == (1, DAYS)
    assert (blocks[0, ::7] == 20).all()


def test_simulated_homes_have_whole_half_hours() -> None:
    homes = simulated(20, 3)
    assert homes.shape[1] == DAYS * 48
    assert len(homes) > 10
    assert (homes > 0).any(axis=1).all()

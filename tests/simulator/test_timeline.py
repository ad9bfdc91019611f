from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from pipeline.calendar import local_day
from simulator.timeline import REST_DAY, SATURDAY, WORKDAY, Timeline


@pytest.mark.parametrize(
    ("date", "slots"),
    [(dt.date(2026, 3, 28), 96), (dt.date(2026, 3, 29), 92), (dt.date(2026, 10, 25), 100)],
)
def test_days_of_23_and_25_hours(date: dt.date, slots: int) -> None:
    day = Timeline(date, 1, "Europe/Berlin").day(0)
    assert day.slots == slots
    assert day.ends_us[-1] == local_day(date, "Europe/Berlin").end_us


def test_spring_day_jumps_over_the_missing_hour() -> None:
    hours = Timeline(dt.date(2026, 3, 29), 1, "Europe/Berlin").day(0).hours
    assert not ((hours > 2) & (hours < 3)).any()
    assert hours[-1] == pytest.approx(23.875)


def test_autumn_day_has_one_hour_twice() -> None:
    hours = Timeline(dt.date(2026, 10, 25), 1, "Europe/Berlin").day(0).hours
    assert ((hours > 2) & (hours < 3)).sum() == 8


def test_kinds_of_day() -> None:
    timeline = Timeline(dt.date(2026, 3, 6), 3, "Asia/Shanghai")  # a Friday
    assert [timeline.day(k).kind for k in range(3)] == [WORKDAY, SATURDAY, REST_DAY]


def test_holidays_are_rest_days_within_the_run() -> None:
    timeline = Timeline(dt.date(2026, 3, 1), 45, "Asia/Shanghai")
    assert len(timeline.holidays) == 5
    for date in timeline.holidays:
        index = (date - timeline.start).days
        assert 0 <= index < 45
        assert timeline.day(index).kind == REST_DAY


def test_slot_at_and_between() -> None:
    day = Timeline(dt.date(2026, 3, 2), 1, "Asia/Shanghai").day(0)
    assert day.slot_at(8.0) == 32
    assert day.slot_at(24.0) == 95
    assert day.start_us(day.slot_at(8.0)) == local_day(day.date, "Asia/Shanghai").start_us + (
        8 * 3_600_000_000
    )
    night = day.between(22.0, 6.0)
    assert night.sum() == 32
    assert np.flatnonzero(~night)[0] == 24

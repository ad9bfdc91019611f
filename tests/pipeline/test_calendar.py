"""Local days, with clocks that change at two, at midnight and by half an hour."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.calendar import date_range, holiday_dates, local_day, local_days_of

MINUTE = 60_000_000
ZONES = (
    "UTC",
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Havana",
    "Asia/Kathmandu",
    "Pacific/Apia",
)


def _us(*parts: int, zone: str, fold: int = 0) -> int:
    moment = dt.datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold)  # type: ignore[arg-type, misc]
    return round(moment.timestamp() * 1e6)


@pytest.mark.parametrize(
    ("date", "zone", "minutes", "transition", "shift"),
    [
        (dt.date(2026, 3, 28), "Europe/Berlin", 1440, -1, 0),
        (dt.date(2026, 3, 29), "Europe/Berlin", 1380, 120, 60),
        (dt.date(2026, 10, 25), "Europe/Berlin", 1500, 180, -60),
        (dt.date(2026, 3, 8), "America/New_York", 1380, 120, 60),
        (dt.date(2026, 10, 4), "Australia/Lord_Howe", 1410, 120, 30),
        (dt.date(2026, 4, 23), "Africa/Cairo", 1440, -1, 0),
        (dt.date(2026, 4, 24), "Africa/Cairo", 1380, 0, 60),
        (dt.date(2026, 10, 29), "Africa/Cairo", 1500, 1440, -60),
        (dt.date(2026, 11, 1), "America/Havana", 1500, 60, -60),
        (dt.date(2026, 3, 29), "Asia/Shanghai", 1440, -1, 0),
    ],
)
def test_length_and_clock_change_of_a_day(
    date: dt.date, zone: str, minutes: int, transition: int, shift: int
) -> None:
    day = local_day(date, zone)
    assert (day.minutes, day.transition_minute, day.shift_minutes) == (minutes, transition, shift)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2037, 12, 30)), st.sampled_from(ZONES))
def test_days_follow_each_other_without_hole_or_overlap(date: dt.date, zone: str) -> None:
    today, tomorrow = local_day(date, zone), local_day(date + dt.timedelta(days=1), zone)
    assert today.end_us == tomorrow.start_us
    assert today.minutes + today.shift_minutes == 1440


@given(st.dates(dt.date(1990, 1, 1), dt.date(2037, 12, 30)), st.sampled_from(ZONES))
def test_elapsed_minutes_give_back_the_local_clock(date: dt.date, zone: str) -> None:
    day = local_day(date, zone)
    for elapsed in range(0, day.minutes, 30):
        is_after = 0 <= day.transition_minute <= elapsed
        clock = elapsed + (day.shift_minutes if is_after else 0)
        moment = dt.datetime.fromtimestamp(
            (day.start_us + elapsed * MINUTE) / 1e6, tz=ZoneInfo(zone)
        )
        assert moment.date() == date
        assert moment.hour * 60 + moment.minute == clock


def test_midnight_belongs_to_the_day_that_it_closes() -> None:
    midnight = _us(2026, 3, 2, zone="Asia/Shanghai")
    days = local_days_of(np.array([midnight - 1, midnight, midnight + 1]), "Asia/Shanghai")
    first = (dt.date(2026, 3, 1) - dt.date(1970, 1, 1)).days
    assert days.tolist() == [first, first, first + 1]
    assert days.dtype == np.int32


@pytest.mark.parametrize(
    ("date", "quarters"), [(dt.date(2026, 3, 29), 92), (dt.date(2026, 10, 25), 100)]
)
def test_a_day_of_clock_change_has_its_own_number_of_quarter_hours(
    date: dt.date, quarters: int
) -> None:
    start = _us(date.year, date.month, date.day, zone="Europe/Berlin")
    ends = start + 15 * MINUTE * np.arange(-200, 300)
    of_the_day = local_days_of(ends, "Europe/Berlin") == (date - dt.date(1970, 1, 1)).days
    assert of_the_day.sum() == quarters


@given(
    st.lists(
        st.datetimes(dt.datetime(1995, 1, 1), dt.datetime(2036, 1, 1)),  # noqa: DTZ001
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(ZONES),
)
def test_the_day_of_an_instant_is_the_one_that_holds_it(
    moments: list[dt.datetime], zone: str
) -> None:
    instants = np.array(
        [round(moment.replace(tzinfo=dt.UTC).timestamp() * 1e6) for moment in moments]
    )
    for instant, number in zip(instants, local_days_of(instants, zone), strict=True):
        day = local_day(dt.date(1970, 1, 1) + dt.timedelta(days=int(number)), zone)
        assert day.start_us < instant <= day.end_us


def test_no_instants_have_no_days() -> None:
    assert local_days_of(np.empty(0, dtype=np.int64), "UTC").shape == (0,)


def test_a_date_range_holds_both_ends() -> None:
    assert date_range(dt.date(2024, 2, 28), dt.date(2024, 3, 1)) == [
        dt.date(2024, 2, 28),
        dt.date(2024, 2, 29),
        dt.date(2024, 3, 1),
    ]
    assert date_range(dt.date(2024, 3, 1), dt.date(2024, 2, 28)) == []


def test_holidays_are_the_countrys_and_the_named_ones_of_the_span() -> None:
    extra = (dt.date(2026, 5, 20), dt.date(2027, 1, 1))
    found = holiday_dates("DE", extra, dt.date(2026, 5, 1), dt.date(2026, 5, 31))
    assert dt.date(2026, 5, 1) in found
    assert dt.date(2026, 5, 20) in found
    assert dt.date(2027, 1, 1) not in found
    assert dt.date(2026, 5, 19) not in found


def test_without_a_country_only_the_named_days_are_holidays() -> None:
    extra = (dt.date(2026, 5, 20),)
    assert holiday_dates(None, extra, dt.date(2026, 1, 1), dt.date(2026, 12, 31)) == set(extra)

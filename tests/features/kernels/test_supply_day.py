"""Supply facts of made days against a slow oracle, and the days on which clocks change."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.kernels import SUPPLY_FLOATS, UnsortedError, day_columns, supply_facts
from pipeline.calendar import local_day

ZONES = {
    "plain": ("Asia/Shanghai", dt.date(2026, 3, 1)),
    "short": ("Europe/Berlin", dt.date(2026, 3, 29)),
    "long": ("Europe/Berlin", dt.date(2026, 10, 25)),
    "half": ("Australia/Lord_Howe", dt.date(2026, 10, 4)),
    "midnight skipped": ("Africa/Cairo", dt.date(2026, 4, 24)),
    "midnight twice": ("Africa/Cairo", dt.date(2026, 10, 29)),
}
HOURS = [f"hour_{hour:02d}_kwh" for hour in range(24)]


def walk(day, ends, kwh):
    """Facts of one node whose intervals end `ends` minutes after midnight."""
    ts_us = day.start_us + np.round(np.asarray(ends, float) * 60e6).astype(np.int64)
    columns = day_columns(ts_us, {"interval_kwh": np.asarray(kwh, float)})
    found = supply_facts(columns, np.zeros(len(ts_us), dtype=np.int32), day)
    return dict(zip(SUPPLY_FLOATS, found.floats[0].tolist(), strict=True)) | {"kwh": found.kwh[0]}


def whole(day, step):
    return np.arange(step, day.minutes + 0.5, step)


def oracle(day, zone, ends, kwh):
    """The same from a frame of intervals, a row each, by the wall clock of the zone."""
    end = pd.Series(pd.to_datetime(day.start_us, unit="us", utc=True)) + pd.Timedelta(0)
    rows = pd.DataFrame({"end": np.asarray(ends, float), "kwh": np.asarray(kwh, float)})
    just_before = end.iloc[0] + pd.to_timedelta(rows["end"], unit="min") - pd.Timedelta("1us")
    rows["hour"] = just_before.dt.tz_convert(zone).dt.hour
    facts = {"intervals_count": len(rows), "kwh": rows["kwh"].sum()}
    facts["negative_count"] = (rows["kwh"] < 0).sum()
    spacing = rows["end"].diff()
    if len(rows) == 1:
        return facts | {"overlap_count": 0, "irregular_count": 0}
    step = np.sort(spacing[1:])[(len(rows) - 2) // 2]
    rows["cover"] = spacing.where(spacing <= 1.5 * step, step)
    steps = spacing[1:] / step
    facts["step_minutes"] = step
    facts["coverage"] = min(rows["cover"].sum() / day.minutes, 1)
    facts["zero_minutes"] = rows.loc[rows["kwh"] == 0, "cover"].sum()
    run = (rows["kwh"] != rows["kwh"].shift()).cumsum()
    runs = rows.groupby(run)["cover"].agg(["sum", "size"])
    facts["still_minutes"] = runs.loc[runs["size"] > 1, "sum"].max() if len(runs) else 0
    facts["overlap_count"] = (steps < 0.9).sum()
    facts["irregular_count"] = ((steps >= 0.9) & ((steps - steps.round()).abs() > 0.1)).sum()
    if step <= 60:
        facts |= hours_of(day, zone, rows, step)
    return facts


def hours_of(day, zone, rows, step):
    clock = pd.date_range(
        pd.to_datetime(day.start_us, unit="us", utc=True), periods=day.minutes, freq="min"
    )
    minutes = pd.Series(clock.tz_convert(ZoneInfo(zone)).hour).value_counts()
    found = {}
    for hour in range(24):
        due = minutes.get(hour, 0)
        mine = rows[rows["hour"] == hour]
        if due == 0 or mine["cover"].sum() > due - step / 2:
            found[HOURS[hour]] = mine["kwh"].sum()
    return found


@st.composite
def made_days(draw):
    zone, date = ZONES[draw(st.sampled_from(sorted(ZONES)))]
    day = local_day(date, zone)
    step = draw(st.sampled_from([5, 10, 15, 30, 60, 120, 360, 1440]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    ends = np.arange(draw(st.sampled_from([step, step / 2])), day.minutes + 0.5, step)
    # A day's only interval ends with it, also where the day is short.
    ends = ends if len(ends) else np.array([float(day.minutes)])
    if draw(st.booleans()) and len(ends) > 4:
        ends = np.sort(np.append(ends, rng.uniform(1, day.minutes, 2)))
    kept = rng.random(len(ends)) >= draw(st.sampled_from([0.0, 0.05, 0.4]))
    kept[0] |= not kept.any()
    ends = np.unique(ends[kept])
    kwh = rng.integers(draw(st.sampled_from([-1, 0])), 4, len(ends)) / 4.0
    return day, zone, ends, kwh


@settings(max_examples=150, deadline=None)
@given(made_days())
def test_facts_equal_the_oracle(made):
    day, zone, ends, kwh = made
    found, expected = walk(day, ends, kwh), oracle(day, zone, ends, kwh)
    for name in found:
        value = expected.get(name, np.nan)
        value = 0.0 if name == "still_minutes" and len(ends) > 1 and np.isnan(value) else value
        assert found[name] == pytest.approx(value, rel=1e-5, abs=1e-5, nan_ok=True), name


def test_the_hour_that_comes_twice_holds_both():
    zone, date = ZONES["long"]
    day = local_day(date, zone)
    found = walk(day, whole(day, 15), np.ones(100))
    assert found["hour_02_kwh"] == 8
    assert {found[name] for name in HOURS if name != "hour_02_kwh"} == {4}
    assert (found["coverage"], found["kwh"]) == (1, 100)


def test_half_of_the_hour_that_comes_twice_is_not_the_hour():
    zone, date = ZONES["long"]
    day = local_day(date, zone)
    ends = [end for end in whole(day, 15) if not 180 < end <= 240]
    found = walk(day, ends, np.ones(96))
    assert np.isnan(found["hour_02_kwh"])
    assert found["coverage"] == pytest.approx(0.96)


def test_the_hour_that_is_skipped_is_zero():
    for name, hour in (("short", "hour_02_kwh"), ("midnight skipped", "hour_00_kwh")):
        zone, date = ZONES[name]
        day = local_day(date, zone)
        found = walk(day, whole(day, 60), np.ones(23))
        assert [one for one in HOURS if found[one] == 0] == [hour]


def test_an_hour_without_one_of_its_intervals_is_unknown():
    day = local_day(dt.date(2026, 3, 1), "UTC")
    found = walk(day, np.delete(whole(day, 15), 50), np.ones(95))
    assert [one for one in HOURS if np.isnan(found[one])] == ["hour_12_kwh"]


def test_intervals_longer_than_an_hour_have_no_hours():
    day = local_day(dt.date(2026, 3, 1), "UTC")
    found = walk(day, whole(day, 120), np.ones(12))
    assert all(np.isnan(found[one]) for one in HOURS)
    assert (found["coverage"], found["step_minutes"]) == (1, 120)


def test_one_interval_does_not_tell_how_long_it_is():
    day = local_day(dt.date(2026, 3, 1), "UTC")
    found = walk(day, [1440.0], [0.0])
    unknown = {"step_minutes", "coverage", "still_minutes", "zero_minutes", *HOURS}
    assert {name for name, value in found.items() if np.isnan(value)} == unknown
    assert (found["kwh"], found["intervals_count"]) == (0, 1)


def test_a_stuck_meter_is_told_from_a_live_one():
    day = local_day(dt.date(2026, 3, 1), "UTC")
    live = np.arange(96.0)
    assert walk(day, whole(day, 15), live)["still_minutes"] == 0
    live[20:60] = 7.5
    assert walk(day, whole(day, 15), live)["still_minutes"] == 600
    assert walk(day, whole(day, 15), np.zeros(96))["zero_minutes"] == 1440


def test_what_is_wrong_is_counted():
    day = local_day(dt.date(2026, 3, 1), "UTC")
    ends = np.sort([*whole(day, 60), 90.0, 307.0])
    found = walk(day, ends, np.r_[-1.0, -2.0, np.ones(24)])
    assert (found["negative_count"], found["kwh"]) == (2, 21)
    assert (found["overlap_count"], found["irregular_count"]) == (4, 0)
    missed = [end for end in whole(day, 60) if end not in (300, 360)]
    shifted = [end + 20 if end > 600 else end for end in missed[:-1]]
    found = walk(day, shifted, np.ones(len(shifted)))
    assert (found["overlap_count"], found["irregular_count"]) == (0, 1)


def test_rows_out_of_order_or_apart_are_refused():
    day = local_day(dt.date(2026, 3, 1), "UTC")
    with pytest.raises(UnsortedError, match="order of time"):
        walk(day, [30.0, 15.0], [1.0, 1.0])
    with pytest.raises(UnsortedError, match="order of time"):
        walk(day, [15.0, 15.0], [1.0, 1.0])
    columns = day_columns(day.start_us + np.arange(1, 4), {"interval_kwh": np.ones(3)})
    with pytest.raises(UnsortedError, match="not together"):
        supply_facts(columns, np.array([0, 1, 0], dtype=np.int32), day)


def test_nodes_stand_in_order_of_appearance():
    day = local_day(dt.date(2026, 3, 1), "UTC")
    ts = day.start_us + np.array([60, 120, 60, 60, 120]) * 60_000_000
    columns = day_columns(ts, {"interval_kwh": np.arange(5.0)})
    found = supply_facts(columns, np.array([4, 4, 9, 2, 2], dtype=np.int32), day)
    assert found.codes.tolist() == [4, 9, 2]
    assert found.kwh.tolist() == [1, 2, 7]
    nothing = supply_facts(
        day_columns(ts[:0], {"interval_kwh": np.empty(0)}), np.empty(0, dtype=np.int32), day
    )
    assert len(nothing.kwh) == 0

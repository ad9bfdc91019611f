"""Every fact of Hypothesis-made days against the oracle, and what holds for any day."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.kernels import (
    DOUBLE_FACTS,
    FLOAT_FACTS,
    LONG_FACTS,
    UnsortedError,
    day_columns,
    day_facts,
)

# The strategies come from a fixture, so they are drawn inside the test.
DATA = st.data()
MADE = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def make_day(made_runs, day, devices):
    """Readings of each device and its terminal, and the same as columns."""
    runs = [
        tuple(
            [] if habit is None else made_runs.make_readings(habit, day.minutes) for habit in pair
        )
        for pair in devices
    ]
    return runs, *columns_of(made_runs, day, runs)


def columns_of(made_runs, day, runs):
    rows = [
        (device, is_terminal, reading)
        for device, run in enumerate(runs)
        for is_terminal, readings in enumerate(run)
        for reading in readings
    ]
    ts = np.array([day.start_us + round(r["m"] * 60e6) for *_, r in rows], dtype=np.int64)
    names = (*made_runs.DOUBLES, *made_runs.ELECTRICAL)
    channels = {
        name: np.array([r.get(name, np.nan) for *_, r in rows])
        for name in names
        if any(name in r for *_, r in rows)
    }
    codes = np.array([device for device, *_ in rows], dtype=np.int32)
    terminal = np.array([is_terminal for _, is_terminal, _ in rows], dtype=bool)
    return day_columns(ts, channels), codes, terminal


def assert_same(name, expected, found, context):
    if expected is None:
        assert np.isnan(found), f"{name}: {found} instead of null; {context}"
        return
    scale = 1e-3 if name.endswith("_std") else 1e-4
    message = f"{name}: {found} instead of {expected}; {context}"
    assert found == pytest.approx(expected, rel=3e-4, abs=scale), message


@MADE
@given(data=DATA)
def test_every_fact_agrees_with_the_oracle(data, oracle, made_runs):
    day = data.draw(made_runs.days)
    runs, columns, codes, terminal = make_day(made_runs, day, data.draw(made_runs.devices))
    facts = day_facts(columns, codes, day, terminal=terminal)
    for row, device in enumerate(facts.codes):
        expected = oracle.facts_of(*runs[device], day)
        assert facts.longs[row] == expected.pop("seen_slots"), "seen_slots"
        for name in (*FLOAT_FACTS, *DOUBLE_FACTS):
            found = float(facts.fact(name)[row])
            assert_same(name, expected.pop(name, None), found, runs[device])
        assert not expected, f"the kernels do not know {sorted(expected)}"


@MADE
@given(data=DATA, threads=st.integers(2, 5))
def test_threads_do_not_change_a_bit(data, threads, made_runs):
    day = data.draw(made_runs.days)
    _, columns, codes, terminal = make_day(made_runs, day, data.draw(made_runs.devices))
    alone = day_facts(columns, codes, day, terminal=terminal)
    shared = day_facts(columns, codes, day, terminal=terminal, threads=threads)
    for name in ("codes", "floats", "doubles", "longs"):
        assert getattr(alone, name).tobytes() == getattr(shared, name).tobytes()


def test_a_day_without_readings_has_no_facts(made_runs):
    day = made_runs.DAYS[0]
    facts = day_facts(day_columns(np.empty(0, np.int64), {}), np.empty(0, np.int32), day)
    assert len(facts.codes) == len(facts.longs) == 0
    assert facts.floats.shape == (0, len(FLOAT_FACTS))


@pytest.mark.parametrize(
    ("codes", "minutes"),
    [([0, 1, 0], [15, 15, 30]), ([0, 0, 0], [15, 45, 30]), ([0, 0], [15, 15])],
    ids=["meter in two places", "time runs back", "instant twice"],
)
def test_unsorted_rows_are_refused(codes, minutes, made_runs):
    day = made_runs.DAYS[0]
    ts = day.start_us + np.array(minutes, dtype=np.int64) * 60_000_000
    with pytest.raises(UnsortedError, match="2026-03-01"):
        day_facts(day_columns(ts, {}), np.array(codes, dtype=np.int32), day)


def test_columns_of_other_lengths_are_refused():
    with pytest.raises(ValueError, match="p_kw has 2 rows, ts has 3"):
        day_columns(np.arange(3), {"p_kw": np.zeros(2)})


def test_seen_slots_is_the_only_long_fact():
    assert LONG_FACTS == ("seen_slots",)

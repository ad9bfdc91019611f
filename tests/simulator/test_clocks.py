from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from pipeline.contract.vocabulary import EventCode
from simulator.clocks import DAY_US, FAST_LIMIT_S, MEMORY_SLOTS, SLOW_LIMIT_S, US, Clocks
from simulator.display import CURVES, Display
from simulator.journal import Event, Journal
from simulator.meter_models import USUAL
from simulator.population import build_roster
from simulator.region import Region
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from simulator.timeline import Timeline

TIMELINE = Timeline(dt.date(2026, 3, 1), 40, "Asia/Shanghai")
ROSTER = build_roster(40, 1)
REGISTERS = USUAL.registers(40)
OWN = np.ones((40, 96), dtype=bool)


def _clocks(ahead_s: float, since_day: float = 0.0, until_day: float = 99.0) -> Clocks:
    """Return clocks of which the first one is wrong as said, and the others are right."""
    clocks = Clocks(ROSTER, TIMELINE, 1.0, 3)
    begin = TIMELINE.day(0).start_us(0)
    clocks.start_s[:], clocks.drift_s[:] = 0.0, 0.0
    clocks.start_s[0] = ahead_s
    clocks.since_us[:] = begin + int(since_day * DAY_US)
    clocks.until_us[:] = begin + int(until_day * DAY_US)
    clocks._jumps[:] = False
    clocks._jumps[0] = since_day > 0
    return clocks


def _display(day: int, kw: float = 1.0) -> Display:
    """Return a register of `kw` since the run's begin, and a power that tells its slot."""
    slots = np.arange(96 * day + 1, 96 * (day + 1) + 1)
    register = np.tile(kw * slots / 4, (40, 1))
    curves = {name: np.tile(slots, (40, 1)).astype(np.float32) for name in CURVES}
    return Display(register, np.zeros_like(register), curves)


def test_without_wrong_clocks_nothing_changes() -> None:
    clocks = Clocks(ROSTER, TIMELINE, 0.0, 3)
    display = _display(0)
    assert clocks.shift(display, TIMELINE.day(0), OWN, REGISTERS) is display


def test_a_fast_clock_stamps_the_values_of_an_earlier_moment_over_midnight_too() -> None:
    clocks = _clocks(3600.0)
    for day in range(3):
        shown = clocks.shift(_display(day), TIMELINE.day(day), OWN, REGISTERS)
        expected = _display(day).register_kwh[0] - 1.0
        place = slice(4, None) if day == 0 else slice(None)
        np.testing.assert_allclose(shown.register_kwh[0, place], expected[place], atol=0.011)
        np.testing.assert_allclose(
            shown.curves["p_kw"][0, place], _display(day).curves["p_kw"][0, place] - 4
        )
        np.testing.assert_array_equal(shown.register_kwh[1:], _display(day).register_kwh[1:])


def test_a_slow_clock_stamps_those_of_a_later_moment_within_the_day() -> None:
    clocks = _clocks(-300.0)
    shown = clocks.shift(_display(0), TIMELINE.day(0), OWN, REGISTERS)
    gain = shown.register_kwh[0] - _display(0).register_kwh[0]
    np.testing.assert_allclose(gain[:-1], 1 / 12, atol=0.011)
    assert gain[-1] == pytest.approx(0.0)


@pytest.mark.parametrize("ahead_s", [-600.0, -30.0, 45.0, 1800.0, FAST_LIMIT_S])
def test_registers_never_go_back_when_a_clock_is_wrong_or_set(ahead_s: float) -> None:
    clocks = _clocks(ahead_s, 0.0, 1.4)
    days = [clocks.shift(_display(k, 7.3), TIMELINE.day(k), OWN, REGISTERS) for k in range(3)]
    register = np.concatenate([one.register_kwh[0] for one in days])
    assert (np.diff(register) >= 0).all()
    np.testing.assert_allclose(register[-96:], _display(2, 7.3).register_kwh[0], atol=0.011)
    quanta = register / USUAL.quantum_kwh
    np.testing.assert_allclose(quanta, np.round(quanta), atol=1e-6)


def test_a_leap_ahead_leaves_stamps_that_no_reading_has() -> None:
    clocks = _clocks(2 * 3600.0, 1.5)
    skipped = [clocks.skipped(TIMELINE.day(k)) for k in range(3)]
    assert [one.sum() for one in skipped] == [0, 7, 0]
    assert np.flatnonzero(skipped[1][0]).tolist() == list(range(48, 55))
    days = [clocks.shift(_display(k), TIMELINE.day(k), OWN, REGISTERS) for k in range(3)]
    register = np.concatenate([one.register_kwh[0] for one in days])
    kept = register[~np.concatenate([one[0] for one in skipped])]
    assert (np.diff(kept) >= 0).all()


def test_an_exchanged_meter_has_a_clock_of_its_own_that_is_right() -> None:
    clocks = _clocks(1800.0)
    own = OWN.copy()
    own[0, 40:] = False
    shown = clocks.shift(_display(0), TIMELINE.day(0), own, REGISTERS)
    truth = _display(0).register_kwh[0]
    assert (shown.register_kwh[0, 5:40] < truth[5:40]).all()
    np.testing.assert_array_equal(shown.register_kwh[0, 40:], truth[40:])


def test_a_fallen_register_is_no_line_between_two_values() -> None:
    clocks = _clocks(450.0)
    display = _display(0)
    display.register_kwh[0, 50:] -= display.register_kwh[0, 50]
    shown = clocks.shift(display, TIMELINE.day(0), OWN, REGISTERS).register_kwh[0]
    assert (np.diff(shown) < 0).sum() == 1
    assert shown[50] == display.register_kwh[0, 49]


def test_events_bear_the_time_of_the_wrong_clock() -> None:
    clocks = _clocks(600.0, 0.0, 2.0)
    begin, meter = TIMELINE.day(0).start_us(0), str(ROSTER.meter_id[0])
    events = [
        Event(begin + DAY_US, meter, EventCode.POWER_DOWN.value),
        Event(begin + 3 * DAY_US, meter, EventCode.POWER_DOWN.value),
        Event(begin + DAY_US, "L000001", EventCode.POWER_DOWN.value),
    ]
    shifted = [
        after.ts_us - before.ts_us
        for after, before in zip(clocks.stamped(events), events, strict=True)
    ]
    assert shifted == [600 * US, 0, 0]


def test_drawn_clocks_are_as_many_as_asked_and_within_bounds() -> None:
    roster = build_roster(2000, 1)
    clocks = Clocks(roster, TIMELINE, 0.05, 3)
    assert 0.035 < len(clocks.rows) / 2000 < 0.065
    ends = np.concatenate([TIMELINE.day(k).ends_us for k in range(40)])
    ahead = clocks.ahead_s(ends)
    assert ahead.min() >= SLOW_LIMIT_S
    assert ahead.max() <= FAST_LIMIT_S < MEMORY_SLOTS * 900
    assert (ahead > 600).any(axis=1).mean() > 0.15
    assert ((ahead != 0).any(axis=1)).mean() > 0.9
    journal = Journal()
    clocks.report(journal)
    told = {event.code for event in journal.events}
    assert told == {EventCode.CLOCK_FAULT, EventCode.CLOCK_SET}


def test_a_city_of_wrong_clocks_and_many_makes_has_registers_that_only_rise() -> None:
    region = Region(wrong_clocks=0.3, varied_meters=True)
    timeline = Timeline(dt.date(2026, 3, 27), 4, "Europe/Berlin")  # a day of 23 hours within
    simulation = Simulation(200, timeline, 6, Scenario(region=region))
    days = [simulation.deliver(k) for k in range(4)]
    shown = np.concatenate([day.meters.register_kwh for day in days], axis=1)
    arrives = np.concatenate([day.on_time | day.late for day in days], axis=1)
    capacity = simulation.meters.registers.capacity_kwh
    assert len(simulation.clocks.rows) > 30
    for row in range(200):
        steps = np.diff(shown[row][arrives[row]])
        assert (steps[steps < 0] + capacity[row] < 100).all()
    true_kwh = np.concatenate([day.true_kw for day in days], axis=1).sum(axis=1) / 4
    advance = (shown[:, -1] - shown[:, 0]) % capacity * simulation.roster.multiplier
    assert advance.sum() == pytest.approx(true_kwh.sum(), rel=0.02)

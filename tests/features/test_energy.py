"""Daily energy over the seams: conservation, spans, falls, rollovers, daylight saving."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.energy import ENERGY_FACTS, daily_energy

NAN = np.nan


def one(**facts: list[float]) -> dict[str, np.ndarray]:
    """Facts of one device."""
    return {name: np.array([values], dtype=float) for name, values in facts.items()}


def once_a_day(registers: list[float]) -> dict[str, np.ndarray]:
    """Facts of a register read at midnight, or not at all (NaN)."""
    read = np.isfinite(registers)
    minute = list(np.where(read, 1440.0, NAN))
    return one(
        rows_count=list(np.where(read, 1.0, NAN)),
        first_minute=minute,
        last_minute=minute,
        register_first_kwh=registers,
        register_last_kwh=registers,
        register_first_minute=minute,
        register_last_minute=minute,
    )


def days(count: int) -> np.ndarray:
    return np.full(count, 1440.0)


def oracle_kwh(instants: np.ndarray, registers: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Register by interpolation at the days' bounds; NaN outside what was read."""
    at_bounds = np.interp(bounds, instants, registers, left=NAN, right=NAN)
    return np.diff(at_bounds)


@st.composite
def read_registers(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Day lengths, and strictly later instants with a register that never falls."""
    lengths = draw(st.lists(st.sampled_from([1440.0, 1380.0, 1500.0]), min_size=2, max_size=12))
    total = int(sum(lengths))
    instants = draw(st.sets(st.integers(1, total), min_size=2, max_size=60))
    steps = draw(st.lists(st.floats(0, 50), min_size=len(instants), max_size=len(instants)))
    return np.array(lengths), np.array(sorted(instants), dtype=float), 5000 + np.cumsum(steps)


def facts_of(
    lengths: np.ndarray, instants: np.ndarray, registers: np.ndarray
) -> dict[str, np.ndarray]:
    """Facts of each day from readings; a day is (start, end]."""
    bounds = np.concatenate(([0.0], np.cumsum(lengths)))
    facts = {name: np.full((1, len(lengths)), NAN) for name in ENERGY_FACTS}
    for day in range(len(lengths)):
        inside = (instants > bounds[day]) & (instants <= bounds[day + 1])
        if not inside.any():
            continue
        minutes, values = instants[inside] - bounds[day], registers[inside]
        found = {
            "rows_count": len(values),
            "first_minute": minutes[0],
            "last_minute": minutes[-1],
            "register_first_kwh": values[0],
            "register_last_kwh": values[-1],
            "register_first_minute": minutes[0],
            "register_last_minute": minutes[-1],
        }
        if len(values) > 1:
            found["register_kwh"] = values[-1] - values[0]
        for name, value in found.items():
            facts[name][0, day] = value
    return facts


@settings(deadline=None, max_examples=150)
@given(made=read_registers())
def test_whole_days_agree_with_interpolating_the_register(
    made: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    lengths, instants, registers = made
    energy = daily_energy(facts_of(lengths, instants, registers), lengths)
    bounds = np.concatenate(([0.0], np.cumsum(lengths)))
    expected = oracle_kwh(instants, registers, bounds)
    whole = np.isfinite(expected)
    np.testing.assert_allclose(energy.kwh[0][whole], expected[whole], rtol=1e-6, atol=1e-6)


@settings(deadline=None, max_examples=100)
@given(steps=st.lists(st.none() | st.floats(0, 100), min_size=2, max_size=40))
def test_days_between_first_and_last_register_sum_up_to_its_advance(
    steps: list[float | None],
) -> None:
    registers = 100 + np.cumsum([0 if step is None else step for step in steps])
    registers = np.where([step is None for step in steps], NAN, registers)
    energy = daily_energy(once_a_day(list(registers)), days(len(steps)))
    known = registers[np.isfinite(registers)]
    advance = known[-1] - known[0] if len(known) else 0.0
    assert np.nansum(energy.kwh) == pytest.approx(advance)


def test_a_monthly_register_is_spread_evenly_and_marked() -> None:
    energy = daily_energy(once_a_day([10.0, *[NAN] * 29, 310.0]), days(31))
    np.testing.assert_allclose(energy.kwh[0], [NAN, *[10.0] * 30])
    assert energy.is_spread[0].tolist() == [False, *[True] * 30]


def test_a_daily_register_is_not_spread() -> None:
    energy = daily_energy(once_a_day([10.0, 12.0, 15.0]), days(3))
    np.testing.assert_allclose(energy.kwh[0], [NAN, 2.0, 3.0])
    assert not energy.is_spread.any()


def test_a_fall_is_no_energy_and_is_reported() -> None:
    energy = daily_energy(once_a_day([900.0, 910.0, 400.0, 405.0]), days(4))
    np.testing.assert_allclose(energy.kwh[0], [NAN, 10.0, NAN, 5.0])
    np.testing.assert_allclose(energy.seam_register_decrease_kwh[0], [NAN, 0, 510.0, 0])
    np.testing.assert_allclose(energy.seam_register_kwh[0], [NAN, 10.0, NAN, 5.0])


def test_a_rollover_at_the_seam_is_energy() -> None:
    energy = daily_energy(once_a_day([999_998.0, 3.0]), days(2))
    assert energy.kwh[0, 1] == pytest.approx(5.0)
    assert energy.seam_register_decrease_kwh[0, 1] == 0


def test_a_daily_interval_counts_for_its_day_alone() -> None:
    facts = one(
        rows_count=[1, 1, NAN, NAN, 1, 1],
        first_minute=[1440, 1440, NAN, NAN, 1440, 1440],
        last_minute=[1440, 1440, NAN, NAN, 1440, 1440],
        interval_kwh=[5, 6, NAN, NAN, 7, 8],
    )
    energy = daily_energy(facts, days(6))
    np.testing.assert_allclose(energy.kwh[0], [5, 6, NAN, NAN, 7, 8])
    assert not energy.is_spread.any()
    np.testing.assert_allclose(energy.seam_gap_minutes[0], [NAN, 0, NAN, NAN, 2880, 0])


def test_a_monthly_interval_is_spread_over_its_month() -> None:
    read = np.zeros(90, dtype=bool)
    read[[29, 59, 89]] = True
    minute = list(np.where(read, 1440.0, NAN))
    facts = one(
        rows_count=list(np.where(read, 1.0, NAN)),
        first_minute=minute,
        last_minute=minute,
        interval_kwh=list(np.where(read, 300.0, NAN)),
    )
    energy = daily_energy(facts, days(90))
    np.testing.assert_allclose(energy.kwh[0], np.full(90, 10.0))
    assert energy.is_spread.all()


def test_a_missing_day_of_quarter_hours_prefers_intervals_to_spreading() -> None:
    """Registers once a month, intervals every quarter of an hour."""
    facts = once_a_day([0.0, NAN, NAN, 60.0])
    facts |= one(
        rows_count=[96, 96, 96, 96],
        coverage=[1, 1, 1, 1],
        step_minutes=[15] * 4,
        interval_kwh=[1, 10, 20, 30],
    )
    energy = daily_energy(facts, days(4))
    np.testing.assert_allclose(energy.kwh[0], [1, 10, 20, 30])
    assert not energy.is_spread.any()


def test_intervals_and_power_are_scaled_up_from_90_per_cent_and_dropped_below() -> None:
    for name in ("interval_kwh", "power_kwh"):
        facts = one(rows_count=[96, 90, 40], coverage=[1, 0.95, 0.5], **{name: [10, 9.5, 5]})
        np.testing.assert_allclose(daily_energy(facts, days(3)).kwh[0], [10, 10, NAN])


def test_the_seam_gap_counts_minutes_beyond_the_step() -> None:
    facts = one(
        rows_count=[96, 40, NAN, 96],
        step_minutes=[15, 15, NAN, 15],
        first_minute=[15, 15, NAN, 30],
        last_minute=[1440, 600, NAN, 1440],
    )
    found = daily_energy(facts, days(4)).seam_gap_minutes[0]
    np.testing.assert_allclose(found, [NAN, 0, NAN, 840 + 1440 + 30 - 15])


def test_facts_of_other_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="one shape"):
        daily_energy({"rows_count": np.zeros((2, 3))}, days(4))


@pytest.mark.parametrize(("coverage", "kwh"), [(0.89, NAN), (0.91, 10 / 0.91)])
def test_a_day_is_scaled_up_from_nine_tenths(coverage: float, kwh: float) -> None:
    facts = one(rows_count=[96], coverage=[coverage], power_kwh=[10])
    assert daily_energy(facts, days(1)).kwh[0, 0] == pytest.approx(kwh, nan_ok=True)


@pytest.mark.parametrize(("minutes", "kwh"), [(1290, NAN), (1300, 13 / 1300 * 1440)])
def test_a_register_tells_a_day_from_nine_tenths(minutes: float, kwh: float) -> None:
    facts = one(
        rows_count=[96],
        register_first_kwh=[100],
        register_last_kwh=[113],
        register_first_minute=[1440 - minutes],
        register_last_minute=[1440],
        register_kwh=[13],
    )
    assert daily_energy(facts, days(1)).kwh[0, 0] == pytest.approx(kwh, nan_ok=True)


@pytest.mark.parametrize(("minute", "is_spread"), [(71, False), (73, True)])
def test_a_day_is_spread_where_over_a_twentieth_spans_days(minute: float, is_spread: bool) -> None:
    facts = one(
        rows_count=[96, NAN, 96],
        register_first_kwh=[100, NAN, 120],
        register_last_kwh=[110, NAN, 130],
        register_first_minute=[15, NAN, minute],
        register_last_minute=[1440, NAN, 1440],
        register_kwh=[10, NAN, 10],
    )
    assert daily_energy(facts, days(3)).is_spread[0].tolist() == [False, True, is_spread]


def test_rollover_between_monthly_readings_is_energy() -> None:
    registers = [NAN] * 121
    registers[0::30] = [8300.0, 8900.0, 9500.0, 150.0, 750.0]
    found = daily_energy(once_a_day(registers), days(121))
    assert np.nansum(found.seam_register_decrease_kwh) == 0
    assert np.nansum(found.kwh) == pytest.approx(2450.0, rel=0.01)


def test_fall_to_where_usual_use_does_not_lead_is_no_rollover() -> None:
    registers = [NAN] * 121
    registers[0::30] = [8300.0, 8900.0, 9500.0, 9200.0, 9800.0]
    found = daily_energy(once_a_day(registers), days(121))
    assert np.nansum(found.seam_register_decrease_kwh) == pytest.approx(300.0)


def test_reset_after_few_readings_is_no_rollover() -> None:
    registers = [NAN] * 61
    registers[0::30] = [8900.0, 9500.0, 150.0]
    found = daily_energy(once_a_day(registers), days(61))
    assert np.nansum(found.seam_register_decrease_kwh) == pytest.approx(9350.0)

"""Thresholds of facts, each from just below and just above, and days that hold little."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from features.kernels import day_columns, day_facts
from pipeline.calendar import local_day

DAY = local_day(dt.date(2026, 3, 2), "Asia/Shanghai")
QUARTERS = np.arange(1, 97) * 15.0


def facts_of(minutes, terminal=None, **channels):
    """Facts of one meter by name; `terminal` holds channels of its terminal at the same minutes."""
    minutes = np.asarray(minutes, dtype=float)
    rows = len(minutes) * (1 if terminal is None else 2)
    names = {*channels, *(terminal or {})}
    values = {name: np.full(rows, np.nan) for name in names}
    for start, measured in ((0, channels), (len(minutes), terminal or {})):
        for name, column in measured.items():
            values[name][start : start + len(minutes)] = column
    ts = DAY.start_us + (np.resize(minutes, rows) * 60e6).astype(np.int64)
    found = day_facts(
        day_columns(ts, values),
        np.zeros(rows, dtype=np.int32),
        DAY,
        terminal=np.arange(rows) >= len(minutes),
    )
    return lambda name: float(found.fact(name)[0])


def standing(quantum: float) -> np.ndarray:
    """A register that rises by three quanta each reading, and stands over readings 40 to 43."""
    moves = np.full(96, 3.0)
    moves[40:44] = 0
    return 1000 + np.round(np.cumsum(moves) * quantum, 2)


@pytest.mark.parametrize("quantum", [0.01, 0.1, 1.0])
@pytest.mark.parametrize(("quanta", "minutes"), [(1.9, 0), (2.1, 60)])
def test_a_register_is_frozen_from_two_quanta_owed(quantum, quanta, minutes):
    found = facts_of(QUARTERS, register_kwh=standing(quantum), p_kw=quanta * quantum)
    assert found("frozen_minutes") == found("frozen_longest_minutes") == minutes


@pytest.mark.parametrize(("amperes", "minutes"), [(0.29, 0), (0.31, 60)])
def test_idle_currents_owe_a_register_nothing(amperes, minutes):
    found = facts_of(QUARTERS, register_kwh=standing(0.01), i_a=amperes)
    assert found("frozen_minutes") == minutes


@pytest.mark.parametrize(("share", "minutes"), [(0.24, 0), (0.26, 60)])
def test_a_standing_needs_a_quarter_of_the_current_of_the_rest_of_the_day(share, minutes):
    amperes = np.full(96, 20.0)
    amperes[40:44] *= share
    found = facts_of(QUARTERS, register_kwh=standing(0.1), i_a=amperes)
    assert found("frozen_minutes") == minutes


@pytest.mark.parametrize(("loaded", "minutes"), [(1, 0), (2, 60)])
def test_one_loaded_snapshot_is_no_loaded_hour(loaded, minutes):
    amperes = np.full(96, 2.0)
    amperes[40:44] = [20.0] * loaded + [0.1] * (4 - loaded)
    found = facts_of(QUARTERS, register_kwh=standing(0.01), i_a=amperes)
    assert found("frozen_minutes") == minutes


def test_an_ampere_owes_what_it_cost_in_the_rest_of_the_day():
    # Three quanta a quarter hour at 2 A: a fifteenth of that current owes under a quantum.
    for amperes, minutes in ((2.0, 60), (0.35, 0)):
        current = np.full(96, 2.0)
        current[40:44] = amperes
        moves = np.ones(96)
        moves[40:44] = 0
        register = 1000 + np.round(np.cumsum(moves) * 0.1, 2)
        assert facts_of(QUARTERS, register_kwh=register, i_a=current)("frozen_minutes") == minutes


@pytest.mark.parametrize("step", [15, 30, 60])
@pytest.mark.parametrize("measured", ["p_kw", "i_a"])
def test_a_register_that_stands_while_energy_is_fed_in_is_not_frozen(step, measured):
    minutes = np.arange(1, 1440 // step + 1) * float(step)
    sun = (minutes > 600) & (minutes <= 960)
    taken = 1000 + np.cumsum(np.where(sun, 0.0, 2.0 * step / 60)).round(2)
    fed = 50 + np.cumsum(np.where(sun, 1.0 * step / 60, 0.0)).round(2)
    size = 2.0 if measured == "p_kw" else 9.0
    theft = facts_of(minutes, register_kwh=taken, export_register_kwh=50.0, **{measured: size})
    assert theft("frozen_minutes") == 360
    signed = np.where(sun, -size, size)
    assert facts_of(minutes, register_kwh=taken, **{measured: signed})("frozen_minutes") == 0
    twin = facts_of(minutes, register_kwh=taken, export_register_kwh=fed, **{measured: size})
    assert twin("frozen_minutes") == 0


def test_a_battery_that_holds_the_exchange_at_zero_is_not_frozen():
    register = 1000 + np.cumsum(np.where(QUARTERS > 480, 0.0, 0.3)).round(1)
    amperes = np.where(QUARTERS > 480, 0.13, 5.0)
    assert facts_of(QUARTERS, register_kwh=register, i_a=amperes)("frozen_minutes") == 0


@pytest.mark.parametrize("quantum", [0.01, 0.1, 1.0])
@pytest.mark.parametrize(("quanta", "minutes"), [(1.9, 0), (2.1, 60)])
def test_a_meter_stands_still_from_two_quanta_of_the_terminal(quantum, quanta, minutes):
    terminal = {"interval_kwh": np.full(96, quanta * quantum / 4)}
    found = facts_of(QUARTERS, terminal, register_kwh=standing(quantum))
    assert found("terminal_live_zero_minutes") == minutes


@pytest.mark.parametrize(("share", "minutes"), [(0.79, 60), (0.81, 0)])
def test_a_meter_is_low_below_four_fifths_of_the_terminal(share, minutes):
    kwh = np.full(96, 10.0)
    kwh[40:44] *= share
    found = facts_of(QUARTERS, {"interval_kwh": np.full(96, 10.0)}, interval_kwh=kwh)
    assert found("terminal_ratio_low_minutes") == minutes


@pytest.mark.parametrize(("after", "decreases", "rollovers"), [(99, 0, 1), (101, 1, 0)])
@pytest.mark.parametrize("before", [9901, 9999])
def test_a_rollover_ends_in_the_first_hundredth(before, after, decreases, rollovers):
    found = facts_of([15, 30, 45], register_kwh=[before - 1, before, after])
    assert found("register_decrease_count") == decreases
    assert found("register_rollover_count") == rollovers
    assert found("register_kwh") == 1 + rollovers * (10_000 - before + after)


def test_a_fall_from_below_the_last_hundredth_is_a_decrease():
    found = facts_of([15, 30], register_kwh=[9899, 1])
    assert found("register_decrease_kwh") == 9898


@pytest.mark.parametrize(("spacing", "gaps"), [(22.5, 0), (22.6, 1)])
def test_a_gap_begins_beyond_one_and_a_half_steps(spacing, gaps):
    minutes = np.where(QUARTERS > 600, QUARTERS + spacing - 15, QUARTERS)
    found = facts_of(minutes[minutes <= 1440])
    assert found("gap_count") == gaps


@pytest.mark.parametrize(("volts", "minutes"), [(0.779, 60), (0.781, 0)])
def test_a_phase_is_lost_below_78_percent_of_the_best(volts, minutes):
    u_b = np.full(96, 230.0)
    u_b[40:44] *= volts
    found = facts_of(QUARTERS, u_a=230.0, u_b=u_b, i_a=1.0, i_b=1.0)
    assert found("u_b_lost_minutes") == minutes
    assert found("u_a_lost_minutes") == 0


@pytest.mark.parametrize(("amperes", "minutes"), [(-0.019, 0), (-0.021, 1440)])
def test_a_current_is_reversed_beyond_the_starting_current(amperes, minutes):
    assert facts_of(QUARTERS, i_a=amperes)("i_a_reversed_minutes") == minutes


@pytest.mark.parametrize(("share", "steps"), [(0.81, 0), (0.79, 2)])
def test_a_step_of_a_ratio_is_over_a_fifth(share, steps):
    i_a = np.where((QUARTERS > 600) & (QUARTERS <= 660), 5 * share, 5.0)
    found = facts_of(QUARTERS, i_a=i_a, i_b=5.0, i_c=5.0)
    assert found("ratio_a_step_count") == steps


@pytest.mark.parametrize(("volts", "live"), [(114, 1380), (116, 1440)])
def test_supply_is_live_above_half_the_best_voltage(volts, live):
    u_a = np.full(96, 230.0)
    u_a[40:44] = volts
    assert facts_of(QUARTERS, u_a=u_a)("live_minutes") == live


@pytest.mark.parametrize("minute", [15.0, 720.0, 1440.0], ids=["night", "noon", "midnight"])
def test_one_reading_tells_no_step_and_no_coverage(minute):
    found = facts_of([minute], register_kwh=[5.5], u_a=[230.0])
    assert (found("rows_count"), found("first_minute"), found("last_minute")) == (1, minute, minute)
    assert found("register_first_kwh") == found("register_last_kwh") == 5.5
    assert found("u_a_mean_v") == 230
    assert found("seen_slots") == 1 << int((minute - 1) // 30)
    unknown = ("step_minutes", "coverage", "gap_count", "gap_minutes", "register_kwh", "kw_max")
    assert [name for name in unknown if not np.isnan(found(name))] == []


def scaled(factor: np.ndarray) -> dict[str, np.ndarray]:
    """P, Q and three currents that are scaled together, as a remote shunt does."""
    amperes = {f"i_{k}": 10 * factor for k in "abc"}
    return {"p_kw": 6.6 * factor, "q_kvar": 2.2 * factor, **amperes} | {
        f"u_{k}": np.full(96, 230.0) for k in "abc"
    }


def test_an_edge_pair_across_midnight_is_one_edge_a_day():
    evening = facts_of(QUARTERS, **scaled(np.where(QUARTERS > 1380, 0.5, 1.0)))
    assert (evening("edge_down_count"), evening("edge_up_count")) == (1, 0)
    assert (evening("edge_first_minute"), evening("edge_depth_mean")) == (1395, 0.5)
    assert evening("edge_low_minutes") == 0
    morning = facts_of(QUARTERS, **scaled(np.where(QUARTERS <= 60, 0.5, 1.0)))
    assert (morning("edge_down_count"), morning("edge_up_count")) == (0, 1)
    assert morning("edge_low_minutes") == 0
    assert np.isnan(morning("edge_first_minute"))


def test_an_edge_pair_within_a_day_counts_the_time_between():
    found = facts_of(QUARTERS, **scaled(np.where((QUARTERS > 600) & (QUARTERS <= 720), 0.5, 1.0)))
    assert (found("edge_down_count"), found("edge_up_count")) == (1, 1)
    assert found("edge_low_minutes") == 120


@pytest.mark.parametrize(("log_factor", "edges"), [(0.19, 0), (0.21, 1)])
def test_an_edge_scales_by_over_a_fifth_of_its_logarithm(log_factor, edges):
    factor = np.where(QUARTERS > 600, np.exp(-log_factor), 1.0)
    assert facts_of(QUARTERS, **scaled(factor))("edge_down_count") == edges


def test_a_meter_that_stands_until_midnight_counts():
    register = np.concatenate([standing(0.01)[44:], np.full(44, standing(0.01)[-1])])
    found = facts_of(QUARTERS, {"interval_kwh": np.full(96, 1.0)}, register_kwh=register)
    assert found("terminal_live_zero_minutes") == 44 * 15


def test_a_meter_stands_still_only_while_the_terminal_moves():
    kwh = np.full(96, 1.0)
    kwh[42:] = 0
    found = facts_of(QUARTERS, {"interval_kwh": kwh}, register_kwh=standing(0.01))
    assert found("terminal_live_zero_minutes") == 30


@pytest.mark.parametrize(("pf", "is_known"), [(0.04, False), (0.06, True)])
def test_a_power_factor_near_zero_measures_no_apparent_power(pf, is_known):
    found = facts_of(QUARTERS, p_kw=0.23 * pf, pf=pf, u_a=230.0, i_a=1.0)
    assert np.isfinite(found("apparent_ratio")) == is_known


@pytest.mark.parametrize(("amperes", "is_known"), [(0.49, False), (0.51, True)])
def test_a_phase_is_loaded_from_a_twentieth_of_the_peak(amperes, is_known):
    found = facts_of(QUARTERS, i_a=10.0, i_b=amperes, i_c=amperes)
    assert np.isfinite(found("ratio_a_mean")) == is_known


@pytest.mark.parametrize(("volts", "minutes"), [(19, 0), (21, 1440)])
def test_no_supply_is_live_below_20_volts(volts, minutes):
    assert facts_of(QUARTERS, u_a=volts)("live_minutes") == minutes


@pytest.mark.parametrize(("volts", "share"), [(212, 0.0), (211, 19 / 690)])
def test_a_phase_sags_below_92_percent_of_the_best(volts, share):
    found = facts_of(QUARTERS, u_a=230, u_b=230, u_c=volts, i_a=2, i_b=2, i_c=2)
    assert found("voltage_deficit_share") == pytest.approx(share, rel=1e-4)


def test_one_voltage_alone_has_no_deficit():
    assert np.isnan(facts_of(QUARTERS, u_a=180, i_a=2)("voltage_deficit_share"))


def test_power_is_set_against_volt_amperes_without_reactive_power_too():
    found = facts_of(QUARTERS, p_kw=0.3, u_a=230, i_a=2)
    assert found("active_ratio") == pytest.approx(0.3 / 0.46)
    assert np.isnan(found("apparent_ratio"))

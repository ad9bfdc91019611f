"""Quantities: daily series (n, d) that a theft moves, each signed so that up is guilty.

A quantity of several series has one a phase; the oracle looks at the one that rises most.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from benchmarks.oracle.world import World
from features.window import Floats
from pipeline.contract.facts import PHASES
from pipeline.contract.vocabulary import EventCode, Wiring

Series = tuple[Floats, ...]
Quantity = Callable[[World], Series]

ZERO_SHARE = 0.02
LEAST_KWH = 0.2
LEAST_NEUTRAL_A = 0.1


@cache
def fall_of_use(world: World) -> Series:
    """Minus the log of energy over what was usual for it and its peers."""
    return (-world.usual.residual,)


@cache
def weak_phases(world: World) -> Series:
    """Minus the log of each phase's current over the mean of the others."""
    return tuple(-_log(_fact(world, f"ratio_{phase}_mean")) for phase in PHASES)


@cache
def weak_voltages(world: World) -> Series:
    """Minus the log of each phase's mean voltage over the best phase's."""
    volts = [_fact(world, f"u_{phase}_mean_v") for phase in PHASES]
    best = np.fmax.reduce(volts)
    return tuple(-_log(_over(one, best)) for one in volts)


@cache
def lost_voltage(world: World) -> Series:
    """Hours of each phase below 78 % of the best under current."""
    return tuple(_fact(world, f"u_{phase}_lost_minutes") / 60 for phase in PHASES)


@cache
def reversed_current(world: World) -> Series:
    """Hours of backward current of each phase."""
    return tuple(_fact(world, f"i_{phase}_reversed_minutes") / 60 for phase in PHASES)


@cache
def switching(world: World) -> Series:
    """Co-scaling edges down, each by its depth."""
    edges = _fact(world, "edge_down_count")
    return (edges * np.nan_to_num(_fact(world, "edge_depth_mean")),)


@cache
def below_terminal(world: World) -> Series:
    """Minus the log of the meter's energy over the terminal's, and the same of each current."""
    energy = _over(_fact(world, "terminal_meter_kwh"), _fact(world, "terminal_matched_kwh"))
    return (-_log(energy), *(-_log(_fact(world, f"terminal_i_{phase}_ratio")) for phase in PHASES))


@cache
def power_below_current(world: World) -> Series:
    """Minus the log of active power over the sum of mean voltages times mean currents."""
    apparent = np.nansum(
        [_fact(world, f"u_{k}_mean_v") * _fact(world, f"i_{k}_mean_a") for k in PHASES], axis=0
    )
    return (-_log(_over(np.abs(_fact(world, "p_mean_kw")), apparent)),)


@cache
def angle(world: World) -> Series:
    """Angle between mean active and reactive power, in degrees, both ways."""
    degrees = np.degrees(np.arctan2(_fact(world, "q_mean_kvar"), _fact(world, "p_mean_kw")))
    return (degrees, -degrees)


@cache
def neutral_above_line(world: World) -> Series:
    """Neutral less line current over the larger, of one-phase meters."""
    line, neutral = _fact(world, "i_a_mean_a"), _fact(world, "i_n_mean_a")
    larger = np.fmax(line, neutral)
    is_one_phase = (world.window.text["wiring"] == Wiring.ONE_PHASE.value)[:, None]
    return (_over(neutral - line, np.where(is_one_phase & (larger > LEAST_NEUTRAL_A), larger, 0)),)


@cache
def register_fall(world: World) -> Series:
    """Fall of the register, in days of usual use; an exchanged meter begins anew."""
    inside = np.nan_to_num(_fact(world, "register_decrease_kwh"))
    seam = np.nan_to_num(world.window.seam_register_decrease_kwh.astype(np.float64))
    fallen = (inside + np.where(world.window.meter_changed, 0.0, seam)) * world.window.multiplier
    return (_over(fallen, world.usual.own_median[:, None]),)


@cache
def standstill(world: World) -> Series:
    """Share of a day's usual energy that the register did not count over gaps and stuck values."""
    window = world.window
    gap = _fact(world, "gap_expected_kwh") - _fact(world, "gap_register_kwh")
    lost = _over(np.nan_to_num(gap) * window.multiplier, world.usual.kwh)
    stuck = np.fmax(_fact(world, "stuck_longest_minutes"), _fact(world, "frozen_minutes"))
    return (lost, stuck / 1440)


@cache
def zero_use(world: World) -> Series:
    """1 on days of supply without use."""
    own = world.usual.own_median[:, None]
    live = _fact(world, "live_minutes")
    is_zero = (world.window.kwh <= ZERO_SHARE * own) & ~(live <= 0)
    return (np.where(np.isfinite(world.window.kwh) & (own > 0), is_zero, np.nan),)


@cache
def export(world: World) -> Series:
    """Energy fed back over what is usually used, of customers without generation on record."""
    fed = np.where(world.window.has_pv[:, None], 0.0, _fact(world, "export_kwh"))
    return (_over(fed * world.window.multiplier, world.usual.own_median[:, None]),)


@cache
def lower_ratio(world: World) -> Series:
    """Minus the log of the ratio that is billed, where no work order tells of a change."""
    orders = world.window.work_orders.get("ratio_change", np.zeros(world.window.shape, dtype=bool))
    is_ordered = np.asarray(orders.any(axis=1))[:, None]
    return (np.where(is_ordered, np.nan, -_log(world.window.multiplier)),)


def events(*codes: EventCode) -> Quantity:
    """Return the quantity of events of these codes a day, by the meter itself."""

    @cache
    def counted(world: World) -> Series:
        counts = [np.nan_to_num(_fact(world, f"event_{code.value}_count")) for code in codes]
        return (np.sum(counts, axis=0),)

    return counted


def _fact(world: World, name: str) -> Floats:
    return world.window.fact(name).astype(np.float64)


def _log(values: Floats) -> Floats:
    logs: Floats = np.log(np.where(values > 0, values, np.nan))
    return logs


def _over(part: Floats, whole: Floats) -> Floats:
    part, whole = np.broadcast_arrays(part, whole)
    share = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return np.asarray(share)

"""The walk: one pass over each device's sorted run that fills its row of facts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from features.kernels.current import (
    loaded_floor,
    write_current,
    write_imbalance,
    write_ratios,
    write_reversed,
)
from features.kernels.edges import write_edges
from features.kernels.electrical import electrical_part, part
from features.kernels.intervals import fill_energy, write_gap_energy, write_integral, write_profile
from features.kernels.layout import DOUBLE_FACTS, place
from features.kernels.power import write_power, write_reverse
from features.kernels.registers import write_export, write_register
from features.kernels.spacing import (
    fill_cover,
    fill_minutes,
    find_gaps,
    seen_slots,
    step_minutes,
    write_gaps,
)
from features.kernels.standstill import write_frozen, write_stuck, write_zero
from features.kernels.terminal import COVERAGE as TERMINAL_COVERAGE
from features.kernels.terminal import KWH as TERMINAL_KWH
from features.kernels.terminal import ROWS as TERMINAL_ROWS
from features.kernels.terminal import (
    terminal_kwh,
    write_comparison,
    write_current_ratios,
    write_live_gaps,
)
from features.kernels.voltage import write_voltage, write_voltage_minutes

ROWS = place("rows_count")
STEP = place("step_minutes")
FIRST_MINUTE = place("first_minute")
LAST_MINUTE = place("last_minute")
INTERVAL = DOUBLE_FACTS.index("interval_kwh")


class DayBounds(NamedTuple):
    """One local day as the kernels take it; see `pipeline.calendar.LocalDay`.

    `change_minute` is where `shift_minutes` starts to count.
    """

    start_us: int
    minutes: int
    change_minute: int
    shift_minutes: int


@njit(nogil=True)
def _write_meter(c, low, high, day, minute, cover, energy, scratch, out, doubles):
    """Write all facts of the meter's own rows [low, high); return seen slots and order.

    `minute`, `cover`, `energy`, `scratch` (n,) float32 are filled.
    """
    ts = c.ts_us[low:high]
    n = len(ts)
    e = electrical_part(c, low, high)
    register = part(c.register_kwh, low, high)
    export = part(c.export_register_kwh, low, high)
    interval = part(c.interval_kwh, low, high)
    rises = fill_minutes(ts, day.start_us, minute)
    step = step_minutes(ts)
    fill_cover(minute, step, cover)
    fill_energy(interval, register, e.p, minute, cover, step, energy)
    out[ROWS] = n
    out[STEP] = step
    out[FIRST_MINUTE] = minute[0]
    out[LAST_MINUTE] = minute[n - 1]
    write_register(register, minute, out, doubles)
    write_export(export, out, doubles)
    if len(interval) > 0:
        doubles[INTERVAL] = np.nansum(interval)
    write_voltage(e, out)
    write_current(e, out)
    floor = loaded_floor(e)
    write_imbalance(e, floor, out)
    write_ratios(e, floor, minute, step, scratch, out)
    write_power(e, out)
    if n > 1:
        write_gaps(minute, step, day.minutes, out)
        write_gap_energy(register, minute, step, out)
        write_profile(energy, minute, cover, day.change_minute, day.shift_minutes, out)
        write_integral(e.p, register, minute, cover, step, out)
        write_zero(e, energy, minute, cover, step, out)
        write_frozen(e, register, minute, cover, step, out)
        write_stuck(e, register, export, interval, minute, step, out)
        write_voltage_minutes(e, cover, out)
        write_reversed(e, cover, out)
        write_edges(e, floor, minute, step, out)
        write_reverse(e, cover, out)
    return seen_slots(minute, cover), rises


@njit(nogil=True)
def _write_terminal(c, meter, low, high, day, minute, cover, energy, scratch, out):
    """Write the facts of the terminal's rows [low, high) against the meter's; return order.

    `minute`, `cover`, `energy` belong to the meter's rows `meter` = (low, high).
    """
    ts = c.ts_us[low:high]
    n = len(ts)
    t = electrical_part(c, low, high)
    t_register = part(c.register_kwh, low, high)
    t_interval = part(c.interval_kwh, low, high)
    t_minute, t_cover, t_energy = scratch[0, :n], scratch[1, :n], scratch[2, :n]
    rises = fill_minutes(ts, day.start_us, t_minute)
    step = step_minutes(ts)
    fill_cover(t_minute, step, t_cover)
    fill_energy(t_interval, t_register, t.p, t_minute, t_cover, step, t_energy)
    out[TERMINAL_ROWS] = n
    out[TERMINAL_KWH] = terminal_kwh(t_interval, t_register, t.p, t_cover)
    own_n = meter[1] - meter[0]
    if n > 1:
        _, missing, _, _ = find_gaps(t_minute, step, day.minutes)
        out[TERMINAL_COVERAGE] = 1 - missing / day.minutes
    if n > 1 and own_n != 1:
        own_step = out[STEP]
        write_live_gaps(minute, own_step, day.minutes, t, t_minute, t_cover, t_energy, out)
    if n > 1 and own_n > 1:
        e = electrical_part(c, meter[0], meter[1])
        register = part(c.register_kwh, meter[0], meter[1])
        write_current_ratios(e, t, minute, t_minute, out)
        write_comparison(minute, cover, energy, register, t_minute, t_cover, t_energy, out)
    return rises


@njit(nogil=True)
def longest_run(runs):
    """Return the rows of the longest part of `runs` (devices, 4)."""
    longest = 0
    for k in range(len(runs)):
        longest = max(longest, runs[k, 1] - runs[k, 0], runs[k, 3] - runs[k, 2])
    return longest


def compile_walk(digest: int):  # noqa: ANN201 - a Numba dispatcher
    """Return the walk, compiled at its first call and cached under `digest`.

    Numba tells stale code by the file of the outermost function alone. The digest of all
    kernels' sources is a free variable of it, and so a part of its key in the cache.
    """

    @njit(nogil=True, cache=True)
    def walk(columns, runs, day, out, doubles, longs):
        """Fill `out` (devices, facts), `doubles`, `longs` from `runs` (devices, 4).

        A run holds first and end row of the meter, first and end row of its terminal.
        Return the first device whose rows are not in order of time, -1 if there is none.
        """
        if digest == 0:
            return -2
        longest = longest_run(runs)
        scratch = np.empty((7, longest), dtype=np.float32)
        for k in range(len(runs)):
            low, high = runs[k, 0], runs[k, 1]
            n = high - low
            minute, cover, energy = scratch[0, :n], scratch[1, :n], scratch[2, :n]
            facts = out[k]
            facts[:] = np.nan
            doubles[k, :] = np.nan
            rises = True
            longs[k] = 0
            facts[ROWS] = 0
            facts[TERMINAL_ROWS] = 0
            if n > 0:
                longs[k], rises = _write_meter(
                    columns, low, high, day, minute, cover, energy, scratch[3], facts, doubles[k]
                )
            else:
                write_gaps(minute, np.float32(0), day.minutes, facts)
            if runs[k, 3] > runs[k, 2]:
                rises &= _write_terminal(
                    columns,
                    (low, high),
                    runs[k, 2],
                    runs[k, 3],
                    day,
                    minute,
                    cover,
                    energy,
                    scratch[4:],
                    facts,
                )
            if not rises:
                return k
        return -1

    return walk

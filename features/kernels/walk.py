"""The walk: one pass over each device's sorted run that fills its row of facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from features.kernels.columns import DayColumns
from features.kernels.compiled import cached_kernel, inlined_kernel
from features.kernels.current import (
    loaded_floor,
    write_current,
    write_imbalance,
    write_ratios,
    write_reversed,
)
from features.kernels.edges import write_edges
from features.kernels.electrical import (
    electrical_part,
    electrical_statistics,
    known_end,
    live_voltage,
)
from features.kernels.intervals import (
    fill_energy,
    first_energy,
    write_gap_energy,
    write_integral,
    write_profile,
    write_regular_integral,
)
from features.kernels.layout import DOUBLE_FACTS, place
from features.kernels.numba_types import Array, Scalar
from features.kernels.power import write_power, write_reverse
from features.kernels.registers import fill_rising, write_export, write_register
from features.kernels.spacing import (
    MINUTES_A_MICROSECOND,
    fill_cover,
    fill_minutes,
    fill_regular,
    find_gaps,
    regular_spacing_us,
    seen_slots,
    step_minutes,
    write_gaps,
)
from features.kernels.standstill import write_frozen, write_stuck, write_zero
from features.kernels.statistics import known_total
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


@inlined_kernel
def _write_meter(
    c: DayColumns,
    low: Scalar,
    high: Scalar,
    day: DayBounds,
    minute: Array,
    cover: Array,
    energy: Array,
    scratch: Array,
    wide: Array,
    out: Array,
    doubles: Array,
) -> tuple[Scalar, ...]:
    """Write all facts of the meter's own rows [low, high); return seen slots and order.

    `minute`, `cover`, `energy`, `scratch` (n,) float32 are filled.
    """
    ts = c.ts_us[low:high]
    n = len(ts)
    e = electrical_part(c, low, high)
    register = c.register_kwh[low : known_end(c.register_kwh, low, high)]
    export = c.export_register_kwh[low : known_end(c.export_register_kwh, low, high)]
    interval = c.interval_kwh[low : known_end(c.interval_kwh, low, high)]
    s = electrical_statistics(e)
    is_regular, rises, step = _fill_time(ts, day.start_us, minute, cover, wide[0])
    is_rising = fill_rising(register, energy)
    if is_rising and is_regular and len(interval) == 0:
        energy[0] = first_energy(e.p, step)
    else:
        fill_energy(interval, register, e.p, minute, cover, step, energy)
    out[ROWS] = n
    out[STEP] = step
    out[FIRST_MINUTE] = minute[0]
    out[LAST_MINUTE] = minute[n - 1]
    write_register(register, minute, is_rising, out, doubles)
    write_export(export, out, doubles)
    if len(interval) > 0:
        doubles[INTERVAL] = known_total(interval)
    write_voltage(s, out)
    write_current(s, out)
    floor = loaded_floor(s)
    write_imbalance(e, floor, out)
    write_ratios(e, floor, minute, step, scratch, out)
    write_power(e, s, out)
    if n > 1:
        write_gaps(minute, step, day.minutes, is_regular, out)
        write_gap_energy(register, minute, step, is_regular, out)
        write_profile(
            energy, minute, cover, day.change_minute, day.shift_minutes, is_regular, wide, out
        )
        if is_regular and is_rising and s.p.known == n:
            write_regular_integral(e.p, register, step, out)
        else:
            write_integral(e.p, register, minute, cover, step, out)
        write_zero(e, s, energy, minute, cover, step, out)
        write_frozen(e, register, minute, cover, step, out)
        write_stuck(e, register, export, interval, minute, step, out)
        write_voltage_minutes(e, s, cover, out)
        write_reversed(e, s, cover, out)
        write_edges(e, floor, minute, step, scratch.view(np.int32), out)
        write_reverse(e, s, cover, out)
    return seen_slots(minute, cover, is_regular), rises


@inlined_kernel
def _fill_time(
    ts_us: Array, start_us: Scalar, minute: Array, cover: Array, scratch: Array
) -> tuple[Scalar, ...]:
    """Fill `minute` and `cover`; return whether spacings are all one, time rises, and the step."""
    spacing_us = regular_spacing_us(ts_us)
    if spacing_us > 0:
        step = np.float32(spacing_us * MINUTES_A_MICROSECOND)
        first = np.float32((ts_us[0] - start_us) * MINUTES_A_MICROSECOND)
        fill_regular(first, step, minute, cover)
        return True, True, step
    rises = fill_minutes(ts_us, start_us, minute)
    step = step_minutes(ts_us, scratch)
    fill_cover(minute, step, cover)
    return False, rises, step


@inlined_kernel
def _write_terminal(
    c: DayColumns,
    meter: tuple[int, int],
    low: Scalar,
    high: Scalar,
    day: DayBounds,
    minute: Array,
    cover: Array,
    energy: Array,
    scratch: Array,
    wide: Array,
    out: Array,
) -> Scalar:
    """Write the facts of the terminal's rows [low, high) against the meter's; return order.

    `minute`, `cover`, `energy` belong to the meter's rows `meter` = (low, high).
    """
    ts = c.ts_us[low:high]
    n = len(ts)
    t = electrical_part(c, low, high)
    t_register = c.register_kwh[low : known_end(c.register_kwh, low, high)]
    t_interval = c.interval_kwh[low : known_end(c.interval_kwh, low, high)]
    t_minute, t_cover, t_energy = scratch[0, :n], scratch[1, :n], scratch[2, :n]
    is_regular, rises, step = _fill_time(ts, day.start_us, t_minute, t_cover, wide[0])
    fill_energy(t_interval, t_register, t.p, t_minute, t_cover, step, t_energy)
    out[TERMINAL_ROWS] = n
    out[TERMINAL_KWH] = terminal_kwh(t_interval, t_register, t.p, t_cover)
    own_n = meter[1] - meter[0]
    if n > 1:
        _, missing, _, _ = find_gaps(t_minute, step, day.minutes, is_regular)
        out[TERMINAL_COVERAGE] = 1 - missing / day.minutes
    if n > 1 and own_n != 1:
        own_step = out[STEP]
        threshold_v = live_voltage(electrical_statistics(t))
        write_live_gaps(
            minute, own_step, day.minutes, t, threshold_v, t_minute, t_cover, t_energy, out
        )
    if n > 1 and own_n > 1:
        e = electrical_part(c, meter[0], meter[1])
        register = c.register_kwh[meter[0] : known_end(c.register_kwh, meter[0], meter[1])]
        write_current_ratios(e, t, minute, t_minute, out)
        write_comparison(minute, cover, energy, register, t_minute, t_cover, t_energy, wide, out)
    return rises


def compile_walk(digest: int) -> Callable[..., int]:
    """Return the walk, compiled at its first call and cached under `digest`.

    Numba tells stale code by the file of the outermost function alone. The digest of all
    kernels' sources is a free variable of it, and so a part of its key in the cache.
    """

    @cached_kernel
    def walk(
        columns: DayColumns,
        runs: Array,
        day: DayBounds,
        scratch: Array,
        wide: Array,
        out: Array,
        doubles: Array,
        longs: Array,
    ) -> Scalar:
        """Fill `out` (devices, facts), `doubles`, `longs` from `runs` (devices, 4).

        A run holds first and end row of the meter, first and end row of its terminal.
        `scratch` (7, longest run) float32 and `wide` (3, the same, 24 at least) float64 are
        overwritten.
        Return the first device whose rows are not in order of time, -1 if there is none.
        """
        if digest == 0:
            return -2
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
                    columns,
                    low,
                    high,
                    day,
                    minute,
                    cover,
                    energy,
                    scratch[3, :n],
                    wide,
                    facts,
                    doubles[k],
                )
            else:
                write_gaps(minute, np.float32(0), day.minutes, False, facts)
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
                    wide,
                    facts,
                )
            if not rises:
                return k
        return -1

    return walk

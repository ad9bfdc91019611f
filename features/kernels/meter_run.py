"""Facts of a meter's own run of readings."""

from __future__ import annotations

from typing import NamedTuple

from features.kernels.columns import DayColumns
from features.kernels.compiled import inlined_kernel
from features.kernels.current import (
    loaded_floor,
    write_current,
    write_imbalance,
    write_reversed,
)
from features.kernels.edges import write_edges
from features.kernels.electrical import (
    electrical_part,
    electrical_statistics,
    known_end,
)
from features.kernels.frozen import write_frozen
from features.kernels.gaps import seen_slots, write_gaps
from features.kernels.integral import write_integral, write_regular_integral
from features.kernels.intervals import (
    fill_energy,
    first_energy,
    write_gap_energy,
)
from features.kernels.layout import DOUBLE_FACTS, place
from features.kernels.numba_types import Array, Scalar
from features.kernels.power import write_power, write_reverse
from features.kernels.profile import write_profile
from features.kernels.ratios import write_ratios
from features.kernels.registers import fill_rising, write_export, write_register
from features.kernels.spacing import fill_time
from features.kernels.standstill import write_stuck, write_zero
from features.kernels.statistics import known_total
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
def write_meter(
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
    is_regular, rises, step = fill_time(ts, day.start_us, minute, cover, wide[0])
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
    write_voltage(e, s, out)
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
        write_frozen(e, register, export, minute, cover, step, out)
        write_stuck(e, register, export, interval, minute, step, out)
        write_voltage_minutes(e, s, cover, out)
        write_reversed(e, s, cover, out)
        write_edges(e, floor, minute, step, scratch, out)
        write_reverse(e, s, cover, out)
    return seen_slots(minute, cover, is_regular), rises

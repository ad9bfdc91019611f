"""Facts of a terminal's run of readings, against the meter's."""

from __future__ import annotations

from features.kernels.columns import DayColumns
from features.kernels.compiled import inlined_kernel
from features.kernels.electrical import (
    electrical_part,
    electrical_statistics,
    known_end,
    live_voltage,
)
from features.kernels.gaps import find_gaps
from features.kernels.intervals import fill_energy
from features.kernels.meter_run import STEP, DayBounds
from features.kernels.numba_types import Array, Scalar
from features.kernels.spacing import fill_time
from features.kernels.spans import write_comparison
from features.kernels.terminal import COVERAGE as TERMINAL_COVERAGE
from features.kernels.terminal import KWH as TERMINAL_KWH
from features.kernels.terminal import ROWS as TERMINAL_ROWS
from features.kernels.terminal import (
    terminal_kwh,
    write_current_ratios,
    write_live_gaps,
)


@inlined_kernel
def write_terminal(
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
    is_regular, rises, step = fill_time(ts, day.start_us, t_minute, t_cover, wide[0])
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

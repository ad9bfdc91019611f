"""Standstill: no energy on live supply, and channels that only repeat."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel
from features.kernels.electrical import (
    Electrical,
    ElectricalStatistics,
    current_at,
    has_current,
    has_voltage,
    is_energised,
    live_voltage,
    magnitude_at,
)
from features.kernels.layout import place
from features.kernels.numba_types import Array, Scalar
from features.kernels.repeats import has_repeat
from features.kernels.spacing import GAP_STEPS
from features.kernels.statistics import known_count

ZERO = place("zero_minutes")
ZERO_LONGEST = place("zero_longest_minutes")
STUCK_LONGEST = place("stuck_longest_minutes")


@kernel
def _has_zero(energy: Array) -> bool:
    found = False
    for k in range(len(energy)):
        found |= energy[k] == 0
    return found


@kernel
def write_zero(
    e: Electrical,
    s: ElectricalStatistics,
    energy: Array,
    minute: Array,
    cover: Array,
    step: Scalar,
    out: Array,
) -> None:
    """Write the minutes in which energy and power are zero while the supply is live."""
    if not (has_voltage(e) or has_current(e)):
        return
    threshold_v = live_voltage(s)
    known = known_count(energy)
    total = run = longest = 0.0
    for k in range(len(energy) if known and _has_zero(energy) else 0):
        is_zero = energy[k] == 0 and magnitude_at(e.p, k) == 0
        if k > 0 and minute[k] - minute[k - 1] > GAP_STEPS * step:
            run = 0.0
        if is_zero and is_energised(e, k, threshold_v):
            total += cover[k]
            run += cover[k]
            longest = max(longest, run)
        else:
            run = 0.0
    if known:
        out[ZERO] = total
        out[ZERO_LONGEST] = longest


@kernel
def _repeats(values: Array, k: Scalar) -> Scalar:
    """Tell whether a channel at reading k equals that before; both unknown is equal too."""
    if len(values) == 0:
        return True
    now, before = values[k], values[k - 1]
    return now == before or (now != now and before != before)


@kernel
def write_stuck(
    e: Electrical,
    register: Array,
    export: Array,
    interval: Array,
    minute: Array,
    step: Scalar,
    out: Array,
) -> None:
    """Write the longest time in which every channel repeats while something is measured."""
    if not (has_voltage(e) or has_current(e) or len(e.p) > 0):
        return
    run = longest = np.float32(0)
    # Most runs end here: one channel that never repeats is enough.
    may_repeat = (
        (len(e.u_a) == 0 or has_repeat(e.u_a))
        and (len(e.i_a) == 0 or has_repeat(e.i_a))
        and (len(e.p) == 0 or has_repeat(e.p))
    )
    for k in range(1, len(minute) if may_repeat else 1):
        spacing = minute[k] - minute[k - 1]
        stuck = (
            spacing <= GAP_STEPS * step
            and _repeats(e.u_a, k)
            and _repeats(e.p, k)
            and _repeats(e.i_a, k)
            and _repeats(e.u_b, k)
            and _repeats(e.u_c, k)
            and _repeats(e.i_b, k)
            and _repeats(e.i_c, k)
            and _repeats(e.i_n, k)
            and _repeats(e.q, k)
            and _repeats(e.pf, k)
            and _repeats(register, k)
            and _repeats(export, k)
            and _repeats(interval, k)
            and _measures(e, k)
        )
        run = run + spacing if stuck else np.float32(0)
        longest = max(longest, run)
    out[STUCK_LONGEST] = longest


@kernel
def _measures(e: Electrical, k: Scalar) -> Scalar:
    """Tell whether reading k shows any voltage, current or power at all."""
    voltage = magnitude_at(e.u_a, k) + magnitude_at(e.u_b, k) + magnitude_at(e.u_c, k)
    return voltage + current_at(e, k) + magnitude_at(e.p, k) > 0

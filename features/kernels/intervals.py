"""Energy of each reading's interval, and of the gaps between readings."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import kernel
from features.kernels.layout import place
from features.kernels.numba_types import Array, Scalar
from features.kernels.registers import advance_kwh
from features.kernels.spacing import GAP_STEPS
from features.kernels.statistics import known_count

GAP_REGISTER = place("gap_register_kwh")
GAP_EXPECTED = place("gap_expected_kwh")


@kernel
def fill_energy(
    interval: Array,
    register: Array,
    power: Array,
    minute: Array,
    cover: Array,
    step: Scalar,
    energy: Array,
) -> None:
    """Fill `energy` (n,) with the kWh of each reading's cover, NaN where unknown.

    The delivered interval where most readings have one, else the register's advance from
    the reading just before, else forward power times cover.
    """
    n = len(minute)
    has_interval = 2 * known_count(interval) > n
    has_register = len(register) > 0
    has_power = len(power) > 0
    limit = GAP_STEPS * step
    for k in range(n):
        value = np.nan
        if has_interval:
            value = interval[k]
        if np.isnan(value) and has_register and k > 0 and minute[k] - minute[k - 1] <= limit:
            value = advance_kwh(register[k - 1], register[k])
        if np.isnan(value) and has_power:
            value = max(power[k], np.float32(0)) * cover[k] / 60 if power[k] == power[k] else np.nan
        energy[k] = value


@kernel
def first_energy(power: Array, step: Scalar) -> Scalar:
    """Return the energy of a first reading whose register has no reading before it."""
    if len(power) == 0 or np.isnan(power[0]):
        return np.float32(np.nan)
    return max(power[0], np.float32(0)) * step / np.float32(60)


@kernel
def write_gap_energy(
    register: Array, minute: Array, step: Scalar, is_regular: bool, out: Array
) -> None:
    """Write the register's advance over gaps between readings, and what was to be expected."""
    if len(register) == 0:
        return
    if is_regular:
        out[GAP_REGISTER] = out[GAP_EXPECTED] = np.float32(0)
        return
    covered = covered_minutes = gap = gap_minutes = 0.0
    for k in range(1, len(minute)):
        moved = advance_kwh(register[k - 1], register[k])
        if np.isnan(moved):
            continue
        spacing = minute[k] - minute[k - 1]
        if spacing <= GAP_STEPS * step:
            covered += moved
            covered_minutes += spacing
        else:
            gap += moved
            gap_minutes += spacing
    out[GAP_REGISTER] = gap
    if gap_minutes == 0:
        out[GAP_EXPECTED] = 0
    elif covered_minutes > 0:
        out[GAP_EXPECTED] = covered / covered_minutes * gap_minutes

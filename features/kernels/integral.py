"""Integral of forward power, and power against register where both are known."""

from __future__ import annotations

import numpy as np

from features.kernels.compiled import complete_kernel, kernel
from features.kernels.layout import place
from features.kernels.numba_types import Array, Scalar
from features.kernels.registers import advance_kwh
from features.kernels.spacing import GAP_STEPS

POWER = place("power_kwh")
MATCHED_POWER = place("matched_power_kwh")
MATCHED_REGISTER = place("matched_register_kwh")


@kernel
def write_regular_integral(power: Array, register: Array, step: Scalar, out: Array) -> None:
    """Write the same as `write_integral` for a regular run that knows both everywhere.

    The register (n,) must never fall.
    """
    matched = _forward(power[1:])
    hours = step / np.float32(60)
    out[POWER] = (matched + max(power[0], np.float32(0))) * hours
    out[MATCHED_POWER] = matched * hours
    out[MATCHED_REGISTER] = register[-1] - register[0]


@complete_kernel
def _forward(power: Array) -> Scalar:
    total = np.float32(0)
    for k in range(len(power)):
        total += power[k] if power[k] > 0 else np.float32(0)
    return total


@kernel
def write_integral(
    power: Array, register: Array, minute: Array, cover: Array, step: Scalar, out: Array
) -> None:
    """Write the integral of forward power, and power against register where both are known.

    Between two registers, power is matched where it is known at every reading and there
    is no gap; a decrease matches nothing.
    """
    if len(power) == 0:
        return
    has_register = len(register) > 0
    total = since = matched_power = matched_register = 0.0
    last = np.nan
    matches = 0
    for k in range(len(minute)):
        part = np.nan if np.isnan(power[k]) else max(power[k], np.float32(0)) * cover[k] / 60.0
        total += 0.0 if np.isnan(part) else part
        if not has_register:
            continue
        is_joined = k > 0 and minute[k] - minute[k - 1] <= GAP_STEPS * step
        since = since + part if is_joined else np.nan
        if register[k] == register[k]:
            moved = advance_kwh(last, register[k])
            if since == since and moved == moved:
                matches += 1
                matched_power += since
                matched_register += moved
            last = register[k]
            since = 0.0
    out[POWER] = total
    if matches:
        out[MATCHED_POWER] = matched_power
        out[MATCHED_REGISTER] = matched_register

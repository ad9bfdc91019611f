"""Sum, extremes and known count of one channel of a run, in as few passes as it takes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from features.kernels.compiled import complete_kernel, kernel, summing_kernel
from features.kernels.numba_types import Array, Scalar

INFINITE = np.float32(np.inf)


class Statistics(NamedTuple):
    """One channel of one run: known readings, their sum and extremes, also of magnitudes.

    Without a known reading, `lowest` is +inf, `highest` -inf and the rest 0.
    """

    known: int
    total: Scalar
    magnitude_total: Scalar
    lowest: Scalar
    highest: Scalar
    peak: Scalar


@kernel
def known_count(values: Array) -> Scalar:
    """Count the values that are not NaN."""
    count = 0
    for k in range(len(values)):
        count += values[k] == values[k]
    return count


@kernel
def known_total(values: Array) -> Scalar:
    """Return the sum of the values that are not NaN."""
    total = 0.0
    for k in range(len(values)):
        total += values[k] if values[k] == values[k] else 0.0
    return total


@complete_kernel
def _extremes(values: Array) -> tuple[Scalar, ...]:
    lowest, highest = values[0], values[0]
    for k in range(len(values)):
        lowest = values[k] if values[k] < lowest else lowest
        highest = values[k] if values[k] > highest else highest
    return lowest, highest


@complete_kernel
def total_of(values: Array) -> Scalar:
    """Return the sum of values that are all known."""
    total = np.float32(0)
    for k in range(len(values)):
        total += values[k]
    return total


@summing_kernel
def _total_if_complete(values: Array) -> Scalar:
    """Return the sum of all values, NaN where one is unknown."""
    total = np.float32(0)
    for k in range(len(values)):
        total += values[k]
    return total


@complete_kernel
def _magnitude_total(values: Array) -> Scalar:
    total = np.float32(0)
    for k in range(len(values)):
        total += abs(values[k])
    return total


@kernel
def _of_partial(values: Array) -> tuple[Scalar, ...]:
    total = magnitude_total = np.float32(0)
    lowest, highest = INFINITE, -INFINITE
    for k in range(len(values)):
        value = values[k]
        if value == value:
            total += value
            magnitude_total += abs(value)
            lowest = min(lowest, value)
            highest = max(highest, value)
    return total, magnitude_total, lowest, highest


@kernel
def statistics(values: Array) -> Statistics:
    """Return the `Statistics` of a channel (n,) float32."""
    known = len(values)
    total = _total_if_complete(values)
    magnitude_total = peak = np.float32(0)
    lowest, highest = INFINITE, -INFINITE
    if known > 0 and total == total:
        lowest, highest = _extremes(values)
        magnitude_total = total if lowest >= 0 else _magnitude_total(values)
    elif known > 0:
        known = known_count(values)
        total, magnitude_total, lowest, highest = _of_partial(values)
    if known > 0:
        peak = max(highest, -lowest)
    return Statistics(known, total, magnitude_total, lowest, highest, peak)

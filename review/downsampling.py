"""Downsampling: a long curve with few points, of which no extreme and no gap is missing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Later than so many usual steps, a reading is missing in between.
STEPS = 1.6


def with_gaps(times: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Return the known points of a curve (n,) in order of time, with NaN where some are missing.

    The NaN stands one usual step after the last reading, so that what is measured every
    hour beside what is measured every minute is still a line.
    """
    known = np.isfinite(times) & np.isfinite(values)
    times, values = times[known], values[known]
    after = gap_places(times)
    if not after.size:
        return times, values
    step = np.median(np.diff(times))
    return (
        np.insert(times, after + 1, times[after] + step),
        np.insert(values, after + 1, np.nan),
    )


def gap_places(times: Floats) -> NDArray[np.intp]:
    """Return the places in `times` (n,), rising, after which readings are missing."""
    if times.size < 3:
        return np.empty(0, dtype=np.intp)
    spacing = np.diff(times)
    return np.flatnonzero(spacing > STEPS * np.median(spacing))


def extremes(times: Floats, values: Floats, buckets: int) -> tuple[Floats, Floats]:
    """Reduce a curve (n,), in order of time, to the lowest and highest of each slice of time.

    A slice that holds a NaN keeps its last one, and so the gap that begins there: at most
    three points a slice, each as it was read. A short curve comes back as it is.
    """
    if times.size <= 2 * buckets:
        return times, values
    span = times[-1] - times[0]
    bucket = np.minimum((times - times[0]) * (buckets / span), buckets - 1).astype(np.int64)
    known = np.flatnonzero(np.isfinite(values))
    order = known[np.lexsort((values[known], bucket[known]))]
    changes = np.flatnonzero(np.diff(bucket[order]))
    lowest = order[np.concatenate(([0], changes + 1))] if order.size else order
    highest = order[np.concatenate((changes, [order.size - 1]))] if order.size else order
    gaps = np.flatnonzero(np.isnan(values))
    _, last = np.unique(bucket[gaps][::-1], return_index=True)
    kept = np.unique(np.concatenate((lowest, highest, gaps[::-1][last])))
    return times[kept], values[kept]

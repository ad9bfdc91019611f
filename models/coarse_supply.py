"""Lengths of supply intervals that a day alone does not tell: a day's, a month's, a stray one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from features.robust import row_median
from features.supplied import Floats

MINUTES_A_DAY = 1440.0
# Fewer intervals than these tell nothing certain about their own length.
TELLING_INTERVALS = 3
# A spacing of more than so many usual ones is a gap, and no longer interval.
GAP_SPANS = 1.5


class Intervals(NamedTuple):
    """Supply of m nodes on d days, all (m, d), NaN where unknown; columns of `supply_facts`."""

    intervals_count: Floats
    step_minutes: Floats
    coverage: Floats
    kwh: Floats
    still_minutes: Floats
    zero_minutes: Floats

    def of(self, rows: NDArray[np.bool_]) -> Intervals:
        """Return the nodes of `rows` (m,) alone."""
        return Intervals(*(matrix[rows] for matrix in self))


def fill_lengths(found: Intervals, day_minutes: Floats) -> None:
    """Fill in, in place, what follows from the length of an interval that other days tell.

    A node that mostly sends one interval a day, or fewer, sends intervals of as many days as
    usually lie between them; they are spread evenly over these days. At other nodes a day
    of one or two intervals has those of the node's usual length. day_minutes: (d,).
    """
    count = found.intervals_count
    is_coarse = (count == 1).sum(axis=1) > (count > 1).sum(axis=1)
    has_few = (count < TELLING_INTERVALS).any(axis=1)
    for rows, fill in ((is_coarse, _spread), (has_few & ~is_coarse, _with_usual_step)):
        for matrix, filled in zip(found, fill(found.of(rows), day_minutes), strict=True):
            matrix[rows] = filled


def _with_usual_step(found: Intervals, day_minutes: Floats) -> Intervals:
    telling = np.where(found.intervals_count >= TELLING_INTERVALS, found.step_minutes, np.nan)
    usual = row_median(telling)[:, None]
    few = (found.intervals_count < TELLING_INTERVALS) & np.isfinite(usual)
    step = np.where(few, usual, found.step_minutes)
    covered = np.minimum(found.intervals_count * usual / day_minutes, 1.0)
    is_single = few & (found.intervals_count == 1)
    return found._replace(
        step_minutes=step,
        coverage=np.where(few, covered, found.coverage),
        still_minutes=np.where(is_single, 0.0, found.still_minutes),
        zero_minutes=np.where(is_single, np.where(found.kwh == 0, usual, 0.0), found.zero_minutes),
    )


def _spread(found: Intervals, day_minutes: Floats) -> Intervals:
    """Spread each interval over the days that it covers; unknown where its length is."""
    is_read = np.isfinite(found.kwh)
    span = _span_days(is_read)
    following = _following(is_read)
    at = np.minimum(following, is_read.shape[1] - 1)
    days = np.take_along_axis(span, at, axis=1)
    ahead = following - np.arange(is_read.shape[1])
    covered = (following < is_read.shape[1]) & (ahead < days)
    kwh = np.take_along_axis(found.kwh, at, axis=1) / np.where(covered, days, 1.0)
    kwh = np.where(covered, kwh, np.nan)
    is_still = np.take_along_axis(_equals_neighbour(found.kwh), at, axis=1)

    def minutes(flags: NDArray[np.bool_]) -> Floats:
        return np.where(covered, np.where(flags, day_minutes, 0.0), np.nan)

    return Intervals(
        found.intervals_count,
        np.where(covered, days * MINUTES_A_DAY, np.nan),
        np.where(covered, 1.0, np.nan),
        kwh,
        minutes(is_still),
        minutes(kwh == 0),
    )


def _span_days(is_read: NDArray[np.bool_]) -> Floats:
    """Days (m, d) that the interval ending on a day covers; NaN where nothing tells."""
    days = np.arange(is_read.shape[1])
    before = np.maximum.accumulate(np.where(is_read, days, -1), axis=1)
    before = np.concatenate([np.full((len(is_read), 1), -1), before[:, :-1]], axis=1)
    since = np.where(is_read & (before >= 0), days - before, np.nan)
    # The lower median, as the unknown stand last: a value between two spacings is none.
    middle = np.maximum(np.isfinite(since).sum(axis=1) - 1, 0) // 2
    usual = np.take_along_axis(np.sort(since, axis=1), middle[:, None], axis=1)
    is_longer = (usual > 1) & np.isfinite(since) & (since <= GAP_SPANS * usual)
    return np.where(is_read, np.where(is_longer, since, usual), np.nan)


def _following(is_read: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Day (m, d) on which the next interval ends, this day included; d where none does."""
    days = np.arange(is_read.shape[1])
    ends = np.where(is_read, days, is_read.shape[1])[:, ::-1]
    return np.asarray(np.minimum.accumulate(ends, axis=1)[:, ::-1], dtype=np.int64)


def _equals_neighbour(kwh: Floats) -> NDArray[np.bool_]:
    """Intervals (m, d) with the value of the one before or after."""
    is_read = np.isfinite(kwh)
    equal = np.zeros(kwh.shape, dtype=bool)
    row, day = np.nonzero(is_read)
    value = kwh[row, day]
    same = (row[1:] == row[:-1]) & (value[1:] == value[:-1])
    equal[row[1:][same], day[1:][same]] = True
    equal[row[:-1][same], day[:-1][same]] = True
    return equal

"""Change detector: did the use come back after a visit, and did it fall again?

The use of a day is compared with the peers' movement on that day, so that weather, holidays and
a vacancy that neighbours share cancel. A fall is summed up day by day (CUSUM): small ones need
weeks, large ones days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.robust import row_mad, row_median
from features.window import Codes, Flags, Floats
from pipeline.contract.vocabulary import WatchState

BEFORE_DAYS, REFERENCE_DAYS, LEAST_DAYS = 28, 14, 7
PATIENCE_DAYS = 30
RECOVERED_SHARE, RECOVERED_PART = 0.10, 1.0 / 3.0
LEAST_SIGMA, MOST_SIGMA = 0.15, 0.4
MAD_TO_SIGMA = 1.4826
# In sigmas: a day tells at most so much, falls below the slack are nothing, and the alarm.
MOST_TOLD, SLACK, ALARM, MOST_SUM = 3.0, 1.0, 12.0, 16.0


@dataclass(frozen=True)
class Course:
    """How the use of m accounts went on after their visits, (m,) each.

    before, after, now: log of the use a day against the peers, in the four weeks before the
    visit, the fortnight after it, and the last week; NaN unknown. state: of WatchState.
    alarm_day: index of the first day of the alarm that stands, -1 without one.
    """

    before: Floats
    after: Floats
    now: Floats
    state: NDArray[np.object_]
    alarm_day: Codes


def follow(
    level: Floats, visited: Codes, expected_share: Floats, expects_recovery: Flags
) -> Course:
    """Follow m accounts over d days.

    level: (m, d) log of the use a day less the peers' movement, NaN unknown. visited: (m,) day
    index of the visit, below 0 where it was before the first day. expected_share: (m,) what
    was missing, as a share of the use of then; NaN unknown. expects_recovery: (m,) something
    was found that took energy all day.
    """
    place = np.arange(level.shape[1])[None, :]
    since = place - visited[:, None]
    before = _level(level, (since < 0) & (since >= -BEFORE_DAYS))
    is_reference = (since > 0) & (since <= REFERENCE_DAYS)
    after = _level(level, is_reference)
    later = _level(level, since > 0)
    now = _level(level, np.broadcast_to(place >= level.shape[1] - LEAST_DAYS, level.shape), 3)
    falling = _falling_since(level, since, after, _sigma(level, is_reference))
    elapsed = level.shape[1] - 1 - visited
    known = np.isfinite(before) & np.isfinite(after)
    rise = later - before
    recovered = known & (np.fmax(rise, after - before) >= np.log1p(RECOVERED_SHARE))
    wanted = np.where(
        np.isfinite(expected_share),
        RECOVERED_PART * np.log1p(np.nan_to_num(expected_share)),
        np.log1p(RECOVERED_SHARE),
    )
    missed = known & expects_recovery & (elapsed >= PATIENCE_DAYS) & ~recovered & (rise < wanted)
    state = np.select(
        [falling >= 0, missed, recovered, np.isfinite(after)],
        [
            WatchState.FALLING_AGAIN.value,
            WatchState.NOT_RECOVERED.value,
            WatchState.RECOVERED.value,
            WatchState.STEADY.value,
        ],
        WatchState.QUIET.value,
    ).astype(object)
    alarm = np.where(falling >= 0, falling, np.where(missed, visited + PATIENCE_DAYS, -1))
    return Course(before, after, now, state, alarm.astype(np.int32))


def _level(level: Floats, chosen: Flags, least: int = LEAST_DAYS) -> Floats:
    return row_median(np.where(chosen, level, np.nan), least)


def _sigma(level: Floats, is_reference: Flags) -> Floats:
    """Scatter (m,) of a day around the level right after the visit."""
    spread = MAD_TO_SIGMA * row_mad(np.where(is_reference, level, np.nan), LEAST_DAYS)
    return np.clip(np.nan_to_num(spread, nan=MOST_SIGMA), LEAST_SIGMA, MOST_SIGMA)


def _falling_since(level: Floats, since: NDArray[np.int64], after: Floats, sigma: Floats) -> Codes:
    """Day index (m,) since which the sum of falls stands above the alarm, -1 where not."""
    fall = np.clip((after[:, None] - level) / sigma[:, None], -MOST_TOLD, MOST_TOLD)
    step = np.where((since > REFERENCE_DAYS) & np.isfinite(fall), fall - SLACK, 0.0)
    total = np.zeros(len(level))
    begun = np.full(len(level), -1, dtype=np.int32)
    for day in range(level.shape[1]):
        total = np.clip(total + step[:, day], 0.0, MOST_SUM)
        is_up = total > ALARM
        begun = np.where(is_up, np.where(begun < 0, day, begun), -1).astype(np.int32)
    return begun

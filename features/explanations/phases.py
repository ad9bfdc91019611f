"""Explanations of phases that differ: they always did, or one took on a new load.

Neither weakens anything: features of phases hold each account against its own past, and a
phase that falls against the others because another one rose is not taken for a shunt. Here
it is said, so that the reviewer knows that it was looked at.
"""

from __future__ import annotations

import numpy as np

from features.change_point import find_fall, level_around
from features.registry import Explanation
from features.robust import row_mad, row_median
from features.study import Study
from features.window import Floats
from pipeline.contract.facts import PHASES

RECENT_DAYS, LEAST_DAYS, LEAST_PAST_DAYS = 14, 5, 14
# Of the largest phase; below it a load counts as balanced, within the other it is the same.
UNBALANCED, SAME_WITHIN = 0.3, 0.05
# Logs of current and of use: risen, and as before. The total has to rise by a part of it.
RISEN, AS_BEFORE, SIGMAS = 0.2, 0.08, 2.0
LEAST_TOTAL_SHARE = 0.15


def of_phases(study: Study) -> tuple[Explanation, ...]:
    """Test whether phases differ as they always did, and whether one took on a new load."""
    return _unbalanced_load(study), _new_large_load(study)


def _unbalanced_load(study: Study) -> Explanation:
    unbalance = _unbalance(study)
    # A deed of weeks ago must not pass for the past.
    early = unbalance[:, : unbalance.shape[1] // 3]
    now = row_median(unbalance[:, -RECENT_DAYS:], LEAST_DAYS)
    past = row_median(early, LEAST_PAST_DAYS)
    scatter = row_mad(early, LEAST_PAST_DAYS)
    known = np.isfinite(now) & np.isfinite(past)
    tested = np.asarray(known & (np.nan_to_num(now) > UNBALANCED))
    same = np.abs(now - past) <= SAME_WITHIN + np.nan_to_num(scatter)
    return Explanation(
        "unbalanced_load",
        "The phases were as unbalanced before as they are now: the smallest usually {number} below"
        " the largest.",
        "The unbalance of the phases changed: before, the smallest was usually {number} below the"
        " largest.",
        tested,
        np.asarray(tested & same),
        "The phases are balanced, or their currents are not known for long enough.",
        number=np.nan_to_num(past),
        unit="share",
    )


def _unbalance(study: Study) -> Floats:
    """Share (n, d) by which the smallest phase's mean current is below the largest one's."""
    current = np.stack([study.window.fact(f"i_{phase}_mean_a") for phase in PHASES])
    largest = np.fmax.reduce(current).astype(np.float64)
    smallest = np.fmin.reduce(current).astype(np.float64)
    return np.asarray(1.0 - smallest / np.where(largest > 0, largest, np.nan))


def _new_large_load(study: Study) -> Explanation:
    """One phase rose by a step, the others stayed, and what is counted rose with it."""
    logs = [_logs(study.window.fact(f"i_{phase}_mean_a").astype(np.float64)) for phase in PHASES]
    known = np.asarray([np.isfinite(log).any(axis=1) for log in logs])
    several = known.sum(axis=0) > 1
    applies, rise = np.zeros(len(several), dtype=bool), np.zeros(len(several))
    for place, log in enumerate(logs):
        step = find_fall(-log, LEAST_DAYS, LEAST_DAYS)
        risen = (step.split >= 0) & (step.fall > np.fmax(RISEN, SIGMAS * step.scale))
        split = np.where(risen, step.split, -1).astype(np.int32)
        for other in range(len(PHASES)):
            if other != place:
                before, since = level_around(logs[other], split, LEAST_DAYS)
                risen &= ~known[other] | (np.abs(since - before) < AS_BEFORE)
        before, since = level_around(study.usual.residual, split, LEAST_DAYS)
        new = risen & (since - before > LEAST_TOTAL_SHARE * step.fall) & several
        rise = np.where(new, np.expm1(step.fall), rise)
        applies |= new
    return Explanation(
        "new_large_load",
        "One phase rose by {number}, the others stayed and use rose with it: a new load rather"
        " than a shunt at the others.",
        "No phase took on a new load while the others stayed.",
        np.asarray(several),
        applies,
        "The meter has one phase, or its currents are not known.",
        number=rise,
        unit="share",
    )


def _logs(values: Floats) -> Floats:
    return np.log(np.where(values > 0, values, np.nan))

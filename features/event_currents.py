"""Event currents: a phase that an event weakened against the others.

A magnet on a three-phase meter saturates the nearest transformer most. Use of the day may
hide that; the share of one phase in the currents does not, and it changes with the event.
"""

from __future__ import annotations

import numpy as np

from features.event_effect import LEAST_AFTER, LEAST_BEFORE, on_days
from features.robust import row_mad, row_median
from features.study import Study
from features.window import Flags, Floats
from pipeline.contract.facts import PHASES

BEFORE_DAYS, AFTER_DAYS = 20, 5
SCATTER_FLOOR = 0.04
# The scatter of days before and the drift over some weeks, against a fall of some days.
CLEAR_FALL, CLEAR_SIGMAS = 0.15, (4.0, 8.0)


def weakened_phase(study: Study, happened: Flags) -> Floats:
    """Certainty (n,), 0 to 1, that a phase lost current against the others at the first event.

    happened: (n, d). The five days from the event on are held against twenty before it; NaN
    where the phases are not known on both sides, or the meter has one phase.
    """
    ratios = np.stack([study.window.fact(f"ratio_{phase}_mean") for phase in PHASES])
    account = np.flatnonzero(happened.any(axis=1))
    day = happened[account].argmax(axis=1)[:, None]
    certain = np.full(len(happened), np.nan)
    for ratio in ratios.astype(np.float64):
        level = np.log(np.where(ratio > 0, ratio, np.nan))
        before = on_days(level, account, day + np.arange(-BEFORE_DAYS, 0))
        after = on_days(level, account, day + np.arange(1, AFTER_DAYS + 1))
        fall = row_median(before, LEAST_BEFORE) - row_median(after, LEAST_AFTER)
        sigmas = fall / np.fmax(row_mad(before, LEAST_BEFORE), SCATTER_FLOOR)
        low, high = CLEAR_SIGMAS
        sure = np.clip((sigmas - low) / (high - low), 0.0, 1.0)
        sure = np.where(fall > CLEAR_FALL, sure, np.where(np.isfinite(fall), 0.0, np.nan))
        certain[account] = np.fmax(certain[account], sure)
    return certain

"""Register against intervals: two accounts of one energy that a meter gives, and that part.

Both are counted by the same meter, so over whole days they are equal, or differ always by
the same factor of units. A register that is slowed or set back falls behind the intervals
from that day on.
"""

from __future__ import annotations

import numpy as np

from features.change_point import find_fall
from features.register_step import register_step_kwh
from features.registry import Feature, Measured
from features.robust import row_mean, row_median
from features.study import Study
from features.window import Floats, Window
from pipeline.contract.vocabulary import Family, Means

RECENT_DAYS = 14
LEAST_DAYS = 5
# Below so many steps of the register a day its last digit alone makes a difference.
LEAST_STEPS = 20.0
TOLERANCE = 0.03
MOST_BEHIND = 0.95


def _register_share(window: Window) -> Floats:
    """Advance of the register over the sum of intervals (n, d), on days read without a hole."""
    first = window.fact("register_first_kwh").astype(np.float64)
    last = window.fact("register_last_kwh").astype(np.float64)
    fell = np.nan_to_num(window.seam_register_decrease_kwh.astype(np.float64))
    advance = last - first + window.seam_register_kwh.astype(np.float64) - fell
    intervals = window.fact("interval_kwh").astype(np.float64)
    whole = (window.fact("gap_minutes") <= 0) | (window.fact("rows_count") == 1)
    whole &= np.nan_to_num(window.seam_gap_minutes, nan=np.inf) <= 0
    known = whole & (intervals > LEAST_STEPS * register_step_kwh(window)[:, None])
    return np.where(known, advance / np.where(known, intervals, 1.0), np.nan)


FEATURES = (
    Feature(
        "register_behind_intervals_share",
        "share",
        Family.REGISTER,
        Means.REGISTER_ROLLBACK,
        ("interval_kwh", "register_last_kwh"),
        14,
        0.1,
        "Since {since} the register counts {value} less than the intervals of the same meter, which"
        " it matched before: one of the two was altered.",
        "domain.md section 2, register tamper: sum of intervals against register",
        signal=_register_share,
        label="Register over the sum of intervals",
    ),
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the one feature of FEATURES."""
    window = study.window
    lawful = study.exempt.exchanged | study.exempt.not_supplied
    share = np.where(lawful, np.nan, np.maximum(_register_share(window), 1 - MOST_BEHIND))
    log = np.log(share)
    step = find_fall(log, LEAST_DAYS, LEAST_DAYS)
    recent = row_median(log[:, -RECENT_DAYS:], LEAST_DAYS)
    # What matches again by now is over: late intervals, or a register read late.
    behind = 1.0 - np.exp(-np.minimum(step.fall, step.before - recent))
    clear = (step.split >= 0) & (behind > np.maximum(TOLERANCE, 2 * step.scale))
    # Another meter tells both in units of its own; so does one that fitters set anew.
    at_work = np.take_along_axis(study.exempt.authorised, np.maximum(step.split, 0)[:, None], 1)
    clear &= ~at_work[:, 0]
    value = np.where(clear, behind, 0.0)
    value = np.where(np.isfinite(recent), np.minimum(value, MOST_BEHIND), np.nan)
    onset = np.where(value > 0, step.split, -1).astype(np.int32)
    kwh = row_mean(window.kwh[:, -RECENT_DAYS:]) * value / (1.0 - value)
    return (Measured.of(value, onset=onset, kwh_per_day=np.where(value > 0, kwh, np.nan)),)

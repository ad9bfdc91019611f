"""Lasting change: when an account's use turned down for good, and by how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.change_point import find_fall, level_around
from features.robust import row_mean
from features.study import Study
from features.window import Codes, Floats

LEAST_BEFORE, LEAST_AFTER = 7, 4
# A fall has to stand out of the account's own days, and be worth an explanation.
LEAST_FALL, SIGMAS = 0.1, 1.5


@dataclass(frozen=True)
class LastingChange:
    """Where use steps down, freed of the peers' movement; every field is (n,).

    split: first day of the lower use, -1 where there is none. fall: log of use before over
    use since, 0 without one. lost_kwh: primary kWh a day that it is, NaN without one.
    """

    split: Codes
    fall: Floats
    lost_kwh: Floats


def find_lasting_change(study: Study) -> LastingChange:
    """Find the best single step down of each account's use."""
    step = find_fall(study.usual.residual, LEAST_BEFORE, LEAST_AFTER)
    clear = step.fall > np.fmax(LEAST_FALL, SIGMAS * np.nan_to_num(step.scale))
    split = np.where((step.split >= 0) & clear, step.split, -1).astype(np.int32)
    fall = np.where(split >= 0, step.fall, 0.0)
    before, after = level_around(study.window.kwh, split)
    return LastingChange(split, fall, np.where(split >= 0, before - after, np.nan))


def mean_since(values: Floats, split: Codes, least: int = LEAST_AFTER) -> Floats:
    """Mean (n,) of each row (n, d) from day `split` on; NaN without a split."""
    days = np.arange(values.shape[1])[None, :]
    since = (split[:, None] >= 0) & (days >= split[:, None])
    return row_mean(np.where(since, values, np.nan), least)


def mean_before(values: Floats, split: Codes, least: int = LEAST_BEFORE) -> Floats:
    """Mean (n,) of each row (n, d) before day `split`; NaN without a split."""
    days = np.arange(values.shape[1])[None, :]
    earlier = (split[:, None] >= 0) & (days < split[:, None])
    return row_mean(np.where(earlier, values, np.nan), least)

"""Base load: what runs in the quietest hour, and whether it was led round the meter."""

from __future__ import annotations

import numpy as np

from features.consumption_shape import (
    LEAST_DAYS,
    LEAST_QUANTA,
    WEEK,
    Shape,
    energy_quantum,
    level_residual,
)
from features.level import block_means, lasting_fall, onset_day
from features.robust import row_median, row_quantile
from features.study import Study
from features.window import Codes, Floats, Window


def base_load_loss(study: Study) -> Shape:
    """Share by which the lowest hour of the day fell and stayed down.

    The lowest hour is that of the week's mean day: single hours of a coarse register are
    its quanta, and only means over days show what lies between them.
    """
    lowest = _weekly_lowest(study)
    coarse = row_quantile(lowest, 0.75) < LEAST_QUANTA * energy_quantum(study.window)
    residual = level_residual(study, np.where(coarse[:, None], np.nan, lowest))
    found = lasting_fall(residual)
    days = study.window.shape[1]
    onset = onset_day(found.split, WEEK, days, residual.shape[1], study.usual.residual)
    return Shape(found.share, onset)


def base_energy_weight(study: Study, split: Codes, same_day: Floats) -> Floats:
    """Weight (n,) of a base load lost at `split` by how well it goes with the day's energy.

    It counts in full where it explains the day's loss, or where the day lost by as large a
    share while its hours stayed alike (`same_day`); a quiet hour alone is no lost load.
    """
    lowest, kwh = _weekly_lowest(study), block_means(study.window.kwh, WEEK, LEAST_DAYS)
    lowest = lowest * study.window.multiplier[:, -1:]
    after = (
        np.arange(kwh.shape[1])[None, :] * WEEK >= (split - study.window.shape[1] % WEEK)[:, None]
    )
    base = [row_median(np.where(side, lowest, np.nan)) for side in (~after, after)]
    day = [row_median(np.where(side, kwh, np.nan)) for side in (~after, after)]
    lost_base, lost_day = base[0] - base[1], day[0] - day[1]
    positive = (lost_base > 0) & (lost_day > 0)
    explained = 24 * lost_base / np.where(positive, lost_day, np.nan)
    # More than the day lost cannot have run all day.
    explained = np.minimum(explained, 1.0 / np.where(positive, explained, np.nan))
    alike = (
        same_day
        * (lost_day / np.where(positive, day[0], np.nan))
        * np.where(positive, base[0], np.nan)
        / np.where(positive, lost_base, np.nan)
    )
    return np.asarray(np.clip(np.nan_to_num(np.fmax(explained, alike)), 0.0, 1.0))


def lowest_hour_kwh(window: Window) -> Floats:
    """Primary kWh of each day's lowest hour (n, d), for the chart."""
    lowest = np.fmin.reduce([window.fact(f"hour_{hour:02d}_kwh") for hour in range(24)])
    return np.asarray(lowest, dtype=np.float64) * window.multiplier


def _weekly_lowest(study: Study) -> Floats:
    """Energy of the lowest hour of each week's mean day (n, weeks), secondary kWh."""
    hours = [study.window.fact(f"hour_{hour:02d}_kwh") for hour in range(24)]
    whole = sum(np.isfinite(one).astype(np.int64) for one in hours) >= 20
    usable = whole & ~study.exempt.not_supplied & ~study.exempt.generating
    means = [block_means(np.where(usable, one, np.nan), WEEK, LEAST_DAYS) for one in hours]
    lowest = np.fmin.reduce(means)
    return np.asarray(lowest, dtype=np.float64)

"""The energised floor: a transformer under voltage takes its iron loss, whatever else rests.

A customer metered at high voltage is never at nought while the supply is live: the iron
loss of the own transformer is metered too, some 0.15 % of its rating, and so is whatever
never rested before. Power under half of that, on live days, is power that is not counted.
"""

from __future__ import annotations

import numpy as np

from features.change_point import level_around
from features.robust import first_true, row_median, row_quantile
from features.shunt_switching import Excess
from features.study import Study
from features.window import Floats

RECENT_DAYS, LEAST_DAYS = 14, 3
FLOOR_QUANTILE = 0.1
LEAST_PAST_DAYS = 14
LIVE_SHARE = 0.95
HALF = 0.5
# Of the rating; transformers of low loss have less, old ones more.
IRON_LOSS_SHARE = 0.0015


def floor_deficit(study: Study) -> Excess:
    """Share (n,) of the floor that is missing on recent live days of customers metered at HV.

    0 while the smallest power stays above half of the floor, in kW on the meter's side: the
    10th percentile of the days' smallest power before, at most the iron loss of a transformer
    for the contracted power. Days that were not wholly live do not count.
    """
    window = study.window
    high = window.number.get("pt_ratio", np.ones(window.shape[0])) > 1.0
    live = window.fact("live_minutes") > LIVE_SHARE * window.day_minutes
    usable = live & high[:, None] & ~study.exempt.not_supplied & ~study.exempt.generating
    smallest = window.fact("kw_min").astype(np.float64)
    # Nought itself may be a register too coarse for so little; other families watch zeros.
    lowest = np.where(usable & (smallest > 0), smallest, np.nan)
    past, recent = lowest[:, :-RECENT_DAYS], lowest[:, -RECENT_DAYS:]
    iron = IRON_LOSS_SHARE * window.number["contract_kw"] / window.multiplier[:, -1]
    floor = np.minimum(row_quantile(past, FLOOR_QUANTILE, LEAST_PAST_DAYS), iron)
    share = np.where(
        floor[:, None] > 0, 1.0 - lowest / np.where(floor > 0, floor, 1.0)[:, None], np.nan
    )
    below = share > HALF
    onset = first_true(below & (np.arange(window.shape[1]) >= window.shape[1] - RECENT_DAYS))
    _, since = level_around(share, onset, LEAST_DAYS)
    enough = below[:, -RECENT_DAYS:].sum(axis=1) >= LEAST_DAYS
    value = np.where(enough & (since > HALF), since, 0.0)
    judged = np.isfinite(floor) & np.isfinite(row_median(recent, LEAST_DAYS))
    found: Floats = np.where(judged & high, np.clip(value, 0.0, 1.0), np.nan)
    return Excess(found, floor, np.where(found > 0, onset, -1).astype(np.int32))

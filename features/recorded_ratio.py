"""Recorded ratio: the transformers' ratio in the records is set lower, and no device changes.

Then what is billed falls on that day by the quotient of the ratios, while the meter's own
values go on as before. Where smaller transformers were really built in, the meter's values
rise as the ratio falls, and what is billed stays.
"""

from __future__ import annotations

import numpy as np

from features.exemptions import widened
from features.odd_days import OddDays, explained_share
from features.registry import Feature, Measured
from features.robust import first_true
from features.study import Study
from features.window import Floats, Window
from pipeline.contract.vocabulary import Family, Means

LEAST_FALL = 0.03
# Work orders are entered some days before or after the work.
TICKET_DAYS = 7
SAME_SHARE = 1.001


def _ratio(window: Window) -> Floats:
    """Ratio on record over the highest of the window (n, d)."""
    highest = window.multiplier.max(axis=1, initial=0.0, keepdims=True)
    return window.multiplier / np.where(highest > 0, highest, 1.0)


FEATURES = (
    Feature(
        "recorded_ratio_fall_share",
        "share",
        Family.VOLTAGE_WIRING,
        Means.PARAMETER_CHANGE,
        ("kwh",),
        14,
        0.1,
        "On {since} the ratio on record fell by {value} without a work order, while the meter's"
        " own values went on as before: compare the record with the plates of the transformers.",
        "domain.md section 2, parameters: ratio changed without work order",
        signal=_ratio,
        label="Ratio on record against its highest",
    ),
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    window = study.window
    odd, fall = _lowered(study)
    value = fall * explained_share(study, odd, fall)
    # Of a meter without transformers there is no ratio to lower.
    known = np.isfinite(window.kwh).any(axis=1) & (window.multiplier != 1.0).any(axis=1)
    kwh = odd.kwh_beside(window.kwh, fall)
    return (odd.measured(np.where(known, value, np.nan), kwh),)


def _lowered(study: Study) -> tuple[OddDays, Floats]:
    """Days under a ratio that fell without an order, and by what share it fell (n,)."""
    window = study.window
    ratio = window.multiplier
    fall = np.zeros(window.shape)
    fall[:, 1:] = 1.0 - ratio[:, 1:] / np.where(ratio[:, :-1] > 0, ratio[:, :-1], 1.0)
    lawful = widened(study.exempt.authorised | study.exempt.exchanged, TICKET_DAYS)
    onset = first_true((fall > LEAST_FALL) & ~lawful)
    at = (np.arange(len(onset)), np.maximum(onset, 0))
    days = np.arange(window.shape[1])[None, :]
    since = (onset >= 0)[:, None] & (days >= onset[:, None])
    # A ratio that is put back ends the matter.
    flags = since & (ratio <= SAME_SHARE * ratio[at][:, None])
    return OddDays(flags, onset, since), np.where(onset >= 0, fall[at], 0.0)

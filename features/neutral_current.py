"""Neutral current: of a one-phase meter, against the line that is metered.

A bridge over the line's element leaves the neutral as it was and lowers the line, and what is
counted. Where live and neutral are swapped, or a neighbour's circuit returns through this
neutral, the neutral is higher and what is counted stays. Leakage to earth lowers the neutral.
"""

from __future__ import annotations

import numpy as np

from features.change_point import find_fall
from features.odd_days import OddDays, explained_share, guilty_share, odd_days
from features.registry import Feature, Measured
from features.robust import row_mad, row_median, row_quantile
from features.study import Study
from features.window import Floats, Window
from pipeline.contract.vocabulary import Family, Means, Wiring

LEAST_NEUTRAL_A = 0.25
LEAST_GAP = 0.1
SIGMAS = 2.0
LEAST_DAYS = 5
RECENT_DAYS = 21
# A neutral that was always higher is far oftener shared than bridged.
ALWAYS_SHARE = 0.25


def neutral_gap(window: Window) -> Floats:
    """(neutral - line) / larger current of one-phase meters (n, d); NaN elsewhere or unloaded."""
    line = np.abs(window.fact("i_a_mean_a")).astype(np.float64)
    neutral = np.abs(window.fact("i_n_mean_a")).astype(np.float64)
    one_phase = (window.text["wiring"] == Wiring.ONE_PHASE.value)[:, None]
    larger = np.fmax(line, neutral)
    known = one_phase & np.isfinite(line) & np.isfinite(neutral) & (larger > LEAST_NEUTRAL_A)
    return np.where(known, (neutral - line) / np.where(known, larger, 1.0), np.nan)


FEATURES = (
    Feature(
        "neutral_above_line_share",
        "share",
        Family.VOLTAGE_WIRING,
        Means.NEUTRAL_BYPASS,
        ("i_n_mean_a", "i_a_mean_a"),
        7,
        0.2,
        "The neutral carries {value} more than the line that is metered, since {since}, and what"
        " is counted fell with it: clamp line and neutral before and behind the meter.",
        "domain.md section 2, neutral difference over 20 % for 3 days",
        signal=neutral_gap,
        label="Neutral current above the line",
    ),
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    gap = np.where(study.exempt.not_supplied, np.nan, neutral_gap(study.window))
    step = find_fall(-gap, LEAST_DAYS, LEAST_DAYS)
    usual = np.where(step.split >= 0, -step.before, row_quantile(gap, 0.5, LEAST_DAYS))
    days = np.arange(gap.shape[1])[None, :]
    scatter = row_mad(np.where(days < step.split[:, None], gap, np.nan), LEAST_DAYS)
    margin = np.fmax(LEAST_GAP, SIGMAS * np.nan_to_num(scatter))
    odd = odd_days(np.nan_to_num(gap - usual[:, None]) > margin[:, None])
    opened = np.maximum(gap - np.maximum(usual, 0.0)[:, None], 0.0)
    depth = odd.typical(opened)
    value = odd.mean(opened) * explained_share(study, odd, depth) * guilty_share(study, odd)
    value = np.nan_to_num(value) + ALWAYS_SHARE * _always(gap, odd)
    known = np.isfinite(gap).sum(axis=1) >= LEAST_DAYS
    kwh = odd.kwh_beside(study.window.kwh, depth)
    return (odd.measured(np.where(known, value, np.nan), kwh, usual),)


def _always(gap: Floats, odd: OddDays) -> Floats:
    """(n,) steady difference of accounts that show no onset, less its own scatter."""
    recent = gap[:, -RECENT_DAYS:]
    steady = row_median(recent, LEAST_DAYS) - row_mad(recent)
    return np.where((odd.onset < 0) & (steady > LEAST_GAP), steady, 0.0)

"""Measures: what the figures of a backtest are, for cases that may count more than once."""

from __future__ import annotations

import numpy as np

from models.backtesting.cases import Cases, Flags, Floats
from models.evaluation.curve_areas import Weights, roc_auc
from models.evaluation.shares import shares

# In the order in which they are shown.
MEASURES = (
    "precision_at_capacity",
    "precision_on_list",
    "hit_rate_of_all_visits",
    "lift_at_capacity",
    "lift_on_list",
    "useful_on_list",
    "recall",
    "recovered_kwh_share",
    "auc",
    "lead_days",
)


def measures(cases: Cases, capacity: int, weight: Weights) -> dict[str, Floats]:
    """Measure the cases under each of r weightings; NaN where there is nothing to divide by.

    weight: (r, n), how often each case counts; ones give the plain figures. Returns each
    name of MEASURES to (r,). Shares are 0 to 1; lift is a share over the hit rate of all
    visits; recall and recovered_kwh_share count what was listed by the date of the list;
    lead_days is the median over the thefts that were listed.
    """
    theft = cases.is_theft
    top, listed = cases.rank <= capacity, cases.is_listed
    base = _share(weight, theft, np.ones_like(theft))
    in_top, on_list = _share(weight, theft, top), _share(weight, theft, listed)
    energy = weight * np.where(theft, np.nan_to_num(cases.recovered_kwh), 0.0)
    caught = theft & cases.was_listed
    return {
        "precision_at_capacity": in_top,
        "precision_on_list": on_list,
        "hit_rate_of_all_visits": base,
        "lift_at_capacity": shares(in_top, base),
        "lift_on_list": shares(on_list, base),
        "useful_on_list": _share(weight, theft | cases.is_useful, listed),
        "recall": _share(weight, cases.was_listed, theft),
        "recovered_kwh_share": shares(energy @ cases.was_listed, energy.sum(axis=1)),
        "auc": _auc(cases, weight),
        "lead_days": _weighted_median(cases.lead_days[caught], weight[:, caught]),
    }


def _share(weight: Weights, good: Flags, among: Flags) -> Floats:
    return shares(weight @ (good & among), weight @ among)


def _auc(cases: Cases, weight: Weights) -> Floats:
    """Chance that a theft scores above another judged visit, (r,); ties count half."""
    judged = np.flatnonzero(np.isfinite(cases.score))
    ranking = cases.ranking()
    return roc_auc(ranking, weight[:, judged[ranking.order]])


def _weighted_median(values: Floats, weight: Weights) -> Floats:
    """Median of (n,) values that count `weight` (r, n) times each, (r,)."""
    if not len(values):
        return np.full(len(weight), np.nan)
    order = np.argsort(values, kind="stable")
    running = np.cumsum(weight[:, order], axis=1)
    half = running[:, -1:] / 2
    low = values[order][(running >= half).argmax(axis=1)]
    high = values[order][(running > half).argmax(axis=1)]
    return np.where(half[:, 0] > 0, (low + high) / 2, np.nan)

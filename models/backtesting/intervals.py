"""Intervals: bootstrap by accounts, so that one account's visits stay together."""

from __future__ import annotations

import numpy as np

from models.backtesting.cases import Cases, Floats
from models.backtesting.measures import MEASURES, measures
from models.evaluation.bootstrap import DRAWS, interval, resampled

Figure = dict[str, float | None]


def figures_with_intervals(cases: Cases, capacity: int, seed: int) -> dict[str, Figure]:
    """Return each measure as {value, low, high}: 95 % of the draws lie between the bounds.

    None where it is unknown; the bounds are None too where most draws know nothing.
    """
    plain = measures(cases, capacity, np.ones((1, len(cases)), dtype=np.int64))
    accounts = np.zeros(int(cases.account.max(initial=-1)) + 1, dtype=np.str_)
    drawn = [
        measures(cases, capacity, weight[:, cases.account])
        for weight in resampled(accounts, DRAWS, seed)
    ]
    return {
        name: _figure(float(plain[name][0]), np.concatenate([one[name] for one in drawn]))
        for name in MEASURES
    }


def _figure(value: float, drawn: Floats) -> Figure:
    if not np.isfinite(value):
        return {"value": None, "low": None, "high": None}
    if 2 * np.isfinite(drawn).sum() < len(drawn):
        return {"value": value, "low": None, "high": None}
    low, high = interval(drawn)
    return {"value": value, "low": low, "high": high}

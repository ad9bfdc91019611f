"""Plain forest: an isolation forest on usual aggregates, as notebooks do it.

Nothing in it knows a meter: sums of the window, missing ones at the median, standardised,
into scikit-learn's forest with its defaults. It cannot tell thrift from theft, nor a
growing shop from either.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from sklearn.ensemble import IsolationForest
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from features.needs import EVENT_FACTS
from features.robust import row_mean, row_median, row_quantile
from features.window import Floats, Window
from models.baselines.baseline import Baseline
from pipeline.contract.facts import HOURS, PHASES

SEED = 0
RECENT_DAYS = 30
SATURDAY = 5
ZERO_KWH = 1e-6
ELECTRICAL = ("u_a_mean_v", *(f"i_{phase}_mean_a" for phase in (*PHASES, "n")), "pf_mean")


def forest_oddness(window: Window) -> Floats:
    """Return (n,) the isolation forest's oddness, 0 to 1; 0 for all below two accounts."""
    if window.shape[0] < 2:
        return np.zeros(window.shape[0])
    model = make_pipeline(
        SimpleImputer(strategy="median", keep_empty_features=True),
        StandardScaler(),
        IsolationForest(random_state=SEED),
    )
    table = aggregates(window)
    return np.asarray(-model.fit(table).score_samples(table), dtype=np.float64)


def aggregates(window: Window) -> Floats:
    """Return (n, f) the usual aggregates over the window; NaN where there is nothing to sum."""
    columns = [*_energy(window), *_load(window), *_electrical(window), *_events(window)]
    return np.column_stack(columns)


def _energy(window: Window) -> list[Floats]:
    """Level, spread, trend, week and holes of daily energy."""
    kwh = window.kwh
    is_zero = np.where(np.isfinite(kwh), kwh <= ZERO_KWH, np.nan)
    is_weekend = window.weekdays >= SATURDAY
    return [
        row_mean(kwh),
        _deviation(kwh),
        row_quantile(kwh, 0.0),
        row_quantile(kwh, 1.0),
        row_median(kwh),
        _ratio(row_mean(kwh[:, -RECENT_DAYS:]), row_mean(kwh[:, :-RECENT_DAYS])),
        _ratio(row_mean(kwh[:, is_weekend]), row_mean(kwh[:, ~is_weekend])),
        row_mean(is_zero),
        row_mean(np.isnan(kwh)),
    ]


def _load(window: Window) -> list[Floats]:
    """Mean, deviation and load factor of hourly energy, where there is a curve."""
    hours = np.concatenate([window.fact(f"hour_{hour:02d}_kwh") for hour in HOURS], axis=1)
    mean = row_mean(hours)
    return [mean, _deviation(hours), _ratio(mean, row_quantile(hours, 1.0))]


def _electrical(window: Window) -> list[Floats]:
    facts = [window.fact(name) for name in ELECTRICAL]
    return [measure(fact) for fact in facts for measure in (row_mean, _deviation)]


def _events(window: Window) -> list[Floats]:
    """Events of each code over the window; no row means that none came."""
    return [np.nansum(window.fact(name), axis=1, dtype=np.float64) for name in EVENT_FACTS]


def _deviation(values: ArrayLike) -> Floats:
    """Return the standard deviation (n,) of each row's known values."""
    rows = np.asarray(values, dtype=np.float64)
    return np.asarray(np.sqrt(row_mean((rows - row_mean(rows)[:, None]) ** 2)))


def _ratio(part: Floats, whole: Floats) -> Floats:
    share = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return np.asarray(share)


PLAIN_FOREST = Baseline("plain_forest", "Isolation forest on usual aggregates", forest_oddness)

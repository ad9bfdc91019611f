"""Switched shunts: daily rates of edges and ratio steps against the account's own past."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.robust import find_fall, row_mad, row_mean, row_quantile
from features.study import Study
from features.window import Codes, Flags, Floats
from pipeline.contract.facts import PHASES

LEAST_BEFORE, LEAST_AFTER = 7, 3
USUAL_SHARE = 0.75
DEPTH_SIGMA = 0.06
LEAST_ACTIVE_DAYS = 3


@dataclass(frozen=True)
class Excess:
    """Rate a day beyond the usual rate, what is usual, and since when; (n,) each."""

    value: Floats
    baseline: Floats
    onset: Codes


def edge_excess(study: Study) -> Excess:
    """Paired co-scaling edges a day beyond the account's own past rate."""
    window = study.window
    down, up = window.fact("edge_down_count"), window.fact("edge_up_count")
    pairs = np.where(np.isfinite(down) & np.isfinite(up), np.minimum(down, up), np.nan)
    found = _excess(np.where(study.exempt.not_supplied, np.nan, pairs.astype(np.float64)))
    # A shunt has one strength; a process that switches has many.
    depth = np.where(pairs >= 1, window.fact("edge_depth_mean"), np.nan)
    spread = row_mad(depth, LEAST_ACTIVE_DAYS)
    steady = np.clip(1.5 - 0.5 * spread / DEPTH_SIGMA, 0.3, 1.0)
    return Excess(
        found.value * np.where(np.isfinite(steady), steady, 1.0), found.baseline, found.onset
    )


def step_excess(study: Study) -> Excess:
    """Steps of the most restless phase ratio a day beyond the account's own past rate."""
    window = study.window
    stacked = np.stack([window.fact(f"ratio_{phase}_step_count") for phase in PHASES])
    most = np.where(np.isfinite(stacked), stacked, -1.0).max(axis=0).astype(np.float64)
    rate = np.where((most >= 0) & ~study.exempt.not_supplied, most, np.nan)
    return _excess(rate)


def _excess(rate: Floats) -> Excess:
    """Recent rate less the usual one: its 75th percentile before the best rise.

    Without a rise the usual rate is that of the whole window, and nothing is in excess.
    Rates differ from day to day, so a mean over the days since counts, not a median.
    """
    rise = find_fall(-rate, LEAST_BEFORE, LEAST_AFTER)
    days = np.arange(rate.shape[1])[None, :]
    since = (rise.split >= 0)[:, None] & (days >= rise.split[:, None])
    before = (rise.split >= 0)[:, None] & (days < rise.split[:, None])
    usual = row_quantile(np.where(before, rate, np.nan), USUAL_SHARE)
    recent = row_mean(np.where(since, rate, np.nan))
    active = (since & (rate > np.nan_to_num(usual)[:, None])).sum(axis=1) >= LEAST_ACTIVE_DAYS
    value = np.where(active, np.maximum(np.nan_to_num(recent - usual), 0.0), 0.0)
    known = np.isfinite(rate).any(axis=1)
    onset = np.where(value > 0, _first_above(rate, usual, rise.split), -1)
    return Excess(np.where(known, value, np.nan), usual, onset.astype(np.int32))


def _first_above(rate: Floats, usual: Floats, split: Codes) -> Codes:
    days = np.arange(rate.shape[1])[None, :]
    above: Flags = (days >= split[:, None]) & (rate > np.nan_to_num(usual)[:, None])
    return np.where(above.any(axis=1), above.argmax(axis=1), split).astype(np.int32)


def switched_share(study: Study, onset: Codes) -> Floats:
    """Share of the true energy lost in the low states since the onset, (n,)."""
    window = study.window
    days = np.arange(window.shape[1])[None, :]
    since = (onset[:, None] >= 0) & (days >= onset[:, None])
    minutes = np.nan_to_num(window.fact("edge_low_minutes").astype(np.float64))
    low = row_mean(np.where(since, minutes / window.day_minutes, np.nan))
    depth = row_mean(np.where(since, window.fact("edge_depth_mean"), np.nan))
    share: Floats = low * depth
    return share

"""The balance of a district, hour by hour, and how one account's counting moves with it.

What is sent into a district and not counted by its meters is lost in wires or taken. Where
a constant share k of a load passes beside its meter, k / (1 - k) kWh vanish with each kWh
that the meter counts; where a load is led round the meter for hours, what the meter misses
then appears among the losses, so that the two move against each other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from features.robust import row_mean, row_median, row_quantile
from features.window import Floats, Window
from pipeline.contract.facts import HOURS
from pipeline.lake import Lake

LEAST_HOURS = 100
LEAST_DAYS = 10
# The base load is what an account exceeds in all but so few slots; so much less is below it.
BASE_SHARE, BASE_LEFT = 0.02, 0.8
# Leaps beyond so many robust deviations are other people's, or a gap that closes.
CLIPPED_AT = 4.0
# Slopes are no surer than this, however many hours speak for them: meters err.
SLOPE_DOUBT = 0.05


@dataclass(frozen=True, eq=False)
class Balance:
    """Energy of n accounts and of their districts in T slots, NaN where unknown.

    counted: (n, T) primary kWh. sent, excess: (n, T) kWh sent into the account's district,
    and what of it no meter counted. slots_a_day: 24, or 1 where there are no hours.
    """

    counted: Floats
    sent: Floats
    excess: Floats
    slots_a_day: int


def read_balance(lake: Lake, window: Window, timezone: str) -> Balance:
    """Return the balance of every account's district, by hours if most meters have them."""
    hours = np.stack([window.fact(f"hour_{hour:02d}_kwh") for hour in HOURS], axis=2)
    has_hours = bool(np.isfinite(hours).any(axis=(1, 2)).mean() > 0.5)
    slots = len(HOURS) if has_hours else 1
    counted = hours * window.multiplier[:, :, None] if has_hours else window.kwh[:, :, None]
    sent = _sent(lake, window, timezone, slots)
    total = _by_district(_filled(counted), window).reshape(sent.shape)
    return Balance(counted.reshape(sent.shape), sent, sent - total, slots)


def _sent(lake: Lake, window: Window, timezone: str, slots: int) -> Floats:
    """(n, T) energy sent into each account's district; a slot read in part is scaled up."""
    rows = lake.frame("supply")
    # A row belongs to the slot in which its interval ends, and the hour itself ends a slot.
    instants = pd.to_datetime(rows["ts"], utc=True) - pd.Timedelta(microseconds=1)
    local = instants.dt.tz_convert(timezone).dt.tz_localize(None)
    since = local - pd.Timestamp(dt.datetime.combine(window.first, dt.time.min))
    slot = since // pd.Timedelta(days=1) if slots == 1 else since // pd.Timedelta(hours=1)
    found = rows.assign(slot=slot).groupby(["node_id", "slot"])["kwh"].agg(["mean", "count"])
    usual_count = found["count"].groupby("node_id").median()
    kwh = found["mean"].mul(usual_count, level="node_id").unstack("slot")
    wide = kwh.reindex(columns=range(window.shape[1] * slots))
    return wide.reindex(window.text["transformer_id"]).to_numpy(dtype=np.float64)


def _filled(counted: Floats) -> Floats:
    """Take an unread slot (n, d, slots) as its hour's mean."""
    known = np.isfinite(counted)
    total = np.where(known, counted, 0.0).sum(axis=1, keepdims=True)
    mean = total / np.maximum(known.sum(axis=1, keepdims=True), 1)
    return np.where(known, counted, mean)


def _by_district(kwh: Floats, window: Window) -> Floats:
    codes = window.group["transformer_id"]
    total = np.zeros((int(codes.max(initial=-1)) + 2, *kwh.shape[1:]))
    np.add.at(total, codes, np.where(window.valid[:, :, None], kwh, 0.0))
    return np.asarray(total[codes])


def hours_below_base(
    balance: Balance, first: int, last: int, *, least_of_usual: float = 0.0
) -> Floats:
    """Return (n,) the share of slots in which an account counts less than it ever did before.

    What runs day and night, like a refrigerator, stops only behind the meter's back. Over
    days `first` to `last`, less the share of such slots before. Only days with so much of the
    usual use count; NaN where the account had no base load, or has no hours.
    """
    if balance.slots_a_day == 1:
        return np.full(len(balance.counted), np.nan)
    counted = balance.counted.reshape(len(balance.counted), -1, balance.slots_a_day)
    before = counted[:, :first]
    flat = before.reshape(len(before), -1)
    base = BASE_LEFT * row_quantile(flat, BASE_SHARE, LEAST_DAYS)
    by_day = np.nansum(counted, axis=2)
    is_used = by_day >= least_of_usual * row_median(by_day[:, :first], LEAST_DAYS)[:, None]
    is_below = ((counted < base[:, None, None]) & is_used[:, :, None]).mean(axis=2)
    found = row_mean(is_below[:, first : last + 1]) - row_mean(is_below[:, :first])
    return np.where(base > 0, found, np.nan)


def slope_change(balance: Balance, first: int, last: int) -> Floats:
    """Return (n,) how surely the slope rose over days `first` to `last`; below 0 it fell.

    The slope is that of what vanishes over what the account counts; where no days before
    tell it, it is taken as none, which is what the honest have. NaN without a balance.
    """
    before, doubt_before = (np.nan_to_num(one) for one in _slope(balance, 0, first))
    after, doubt_after = _slope(balance, first, last + 1)
    doubt = np.sqrt(doubt_before**2 + doubt_after**2 + SLOPE_DOUBT**2)
    return np.asarray((after - before) / doubt)


@lru_cache(maxsize=256)
def _slope(balance: Balance, first: int, stop: int) -> tuple[Floats, Floats]:
    """Return slope and standard error (n,) over days [first, stop), losses in wires left out."""
    if stop <= first:
        unknown = np.full(len(balance.counted), np.nan)
        return unknown, unknown
    days = slice(first * balance.slots_a_day, stop * balance.slots_a_day)

    def moved(values: Floats) -> Floats:
        return _less_rhythm(np.diff(values[:, days], axis=1), balance.slots_a_day)

    own, lost = moved(balance.counted), _clipped(moved(balance.excess))
    sent, squared = moved(balance.sent), moved(balance.sent**2)
    known = np.isfinite(own) & np.isfinite(lost) & np.isfinite(sent)
    own, lost, sent, squared = (np.where(known, one, 0.0) for one in (own, lost, sent, squared))
    # Wires lose with load and its square: what that explains is nobody's theft.
    squared = _without(squared, sent)
    own, lost = (_without(_without(one, sent), squared) for one in (own, lost))
    support, count = (own**2).sum(axis=1), known.sum(axis=1)
    least = LEAST_HOURS if balance.slots_a_day > 1 else LEAST_DAYS
    support = np.where((count >= least) & (support > 0), support, np.nan)
    slope = (own * lost).sum(axis=1) / support
    rest = ((lost - slope[:, None] * own) ** 2).sum(axis=1)
    return slope, np.sqrt(rest / np.maximum(count - 3, 1) / support)


def _less_rhythm(values: Floats, slots: int) -> Floats:
    """Take the usual move of each hour of the day out of (n, T) values."""
    days = -(-values.shape[1] // slots)
    padded = np.pad(values, ((0, 0), (0, days * slots - values.shape[1])), constant_values=np.nan)
    cube = padded.reshape(len(values), days, slots)
    known = np.isfinite(cube)
    total = np.where(known, cube, 0.0).sum(axis=1, keepdims=True)
    mean = total / np.maximum(known.sum(axis=1, keepdims=True), 1)
    return np.asarray((cube - mean).reshape(len(values), -1))


def _clipped(values: Floats) -> Floats:
    """Clip (n, T) values at some robust deviations of their row."""
    known = np.where(np.isfinite(values), np.abs(values), np.nan)
    limit = CLIPPED_AT * 1.4826 * row_median(known)[:, None]
    return np.clip(values, -limit, limit)


def _without(values: Floats, cause: Floats) -> Floats:
    """Take out of each row what is in proportion to `cause`."""
    support = (cause**2).sum(axis=1, keepdims=True)
    share = np.divide(
        (values * cause).sum(axis=1, keepdims=True),
        support,
        out=np.zeros_like(support),
        where=support > 0,
    )
    return np.asarray(values - share * cause)

"""Kernels that fill unread days and hours of many accounts; NaN means unread."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.robust import known_quantile
from features.supplied import HOURS_A_DAY

WEEK = 7
# Days around an unread one that tell what was usual: of its weekday, else of any.
NEAR_WEEKDAYS, NEAR_DAYS = 28, 14
LEAST = 3
# Relative errors: of an estimated day at least, of a day within a span whose total is known,
# and of an account that was never read.
LEAST_ERROR, SPAN_ERROR, UNSEEN_ERROR = 0.05, 0.3, 1.0


class AccountDays(NamedTuple):
    """Days of n accounts to be filled.

    kwh: (n, d) NaN where unread; of a span of days spread evenly where not `exact` (n, d).
    asked: (n, d) days to be known. district: (n,) row of `moved`. fallback: (n,) usual kWh a
    day. scatter: (n,) relative scatter of days, NaN where unknown.
    """

    kwh: NDArray[np.float64]
    exact: NDArray[np.bool_]
    asked: NDArray[np.bool_]
    district: NDArray[np.int32]
    fallback: NDArray[np.float64]
    scatter: NDArray[np.float64]


@njit(cache=True)
def _usual_around(level: NDArray[np.float64], day: int, reach: int, step: int) -> tuple[float, int]:
    """Median of known levels at most `reach` days away, every `step`th; and their count."""
    found = np.empty(len(level))
    count = 0
    first = day - (reach // step) * step
    while first < 0:
        first += step
    for other in range(first, min(len(level), day + reach + 1), step):
        if not np.isnan(level[other]):
            found[count] = level[other]
            count += 1
    if count == 0:
        return np.nan, 0
    return known_quantile(found[:count], 0.5), count


@njit(cache=True)
def _expected(level: NDArray[np.float64], day: int, fallback: float) -> float:
    usual, count = _usual_around(level, day, NEAR_WEEKDAYS, WEEK)
    if count < LEAST:
        usual, count = _usual_around(level, day, NEAR_DAYS, 1)
    if count < LEAST:
        usual, count = _usual_around(level, day, len(level), 1)
    return fallback if count == 0 else usual


@njit(cache=True)
def fill_days(
    accounts: AccountDays, moved: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return energy (n, d) with unread days filled, and its standard error, 0 where exact.

    moved: (D, d) energy of each district over its usual. Days that are not asked for are NaN,
    with error 0.
    """
    kwh, exact, fallback = accounts.kwh, accounts.exact, accounts.fallback
    rows, days = kwh.shape
    out, sigma = np.full(kwh.shape, np.nan), np.zeros(kwh.shape)
    for i in range(rows):
        move = moved[accounts.district[i]]
        level = np.where(exact[i], kwh[i] / move, np.nan)
        seen = not np.isnan(level).all()
        scatter = accounts.scatter[i]
        error = SPAN_ERROR if np.isnan(scatter) else max(scatter, LEAST_ERROR)
        for t in range(days):
            if exact[i, t]:
                out[i, t] = kwh[i, t]
            elif accounts.asked[i, t]:
                out[i, t] = _expected(level, t, fallback[i]) * move[t]
                known_at_all = seen or not np.isnan(kwh[i]).all()
                sigma[i, t] = out[i, t] * (error if known_at_all else UNSEEN_ERROR)
        _scale_spans(kwh[i], exact[i], out[i], sigma[i], error)
    return out, sigma


@njit(cache=True)
def _scale_spans(
    kwh: NDArray[np.float64],
    exact: NDArray[np.bool_],
    out: NDArray[np.float64],
    sigma: NDArray[np.float64],
    error: float,
) -> None:
    """Scale estimates within a span of days to the span's known total."""
    days, first = len(kwh), 0
    while first < days:
        last = first + 1
        if exact[first] or np.isnan(kwh[first]):
            first = last
            continue
        near = 1e-6 * abs(kwh[first]) + 1e-9
        while last < days and not exact[last] and abs(kwh[last] - kwh[first]) <= near:
            last += 1
        total, guess = kwh[first] * (last - first), out[first:last].sum()
        for t in range(first, last):
            out[t] = out[t] * total / guess if guess > 0 else kwh[t]
            sigma[t] = min(error, SPAN_ERROR) * out[t]
        first = last


@njit(cache=True)
def fill_hours(
    hours: NDArray[np.float32],
    kwh: NDArray[np.float64],
    exact: NDArray[np.bool_],
    day_type: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Fill unread hours (n, d, 24) in place from the day's energy `kwh` (n, d); tell the read.

    Where the day is `exact`, its first hour is what the others leave: the first reading of a
    day cannot tell what came before it. Several unread hours share what is left by the
    account's own profile of that `day_type` (d,), evenly where it has none.
    """
    rows, days = kwh.shape
    known = ~np.isnan(hours)
    for i in range(rows):
        profile = _profiles(hours[i], day_type)
        for t in range(days):
            if np.isnan(kwh[i, t]):
                continue
            _fill_day(hours[i, t], known[i, t], kwh[i, t], exact[i, t], profile[day_type[t]])
    return known


@njit(cache=True)
def _profiles(hours: NDArray[np.float32], day_type: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mean energy by hour for two types of day (2, 24); of both where one has no readings."""
    total, count = np.zeros((3, HOURS_A_DAY)), np.zeros((3, HOURS_A_DAY))
    for t in range(len(hours)):
        for h in range(HOURS_A_DAY):
            if not np.isnan(hours[t, h]):
                for kind in (day_type[t], 2):
                    total[kind, h] += hours[t, h]
                    count[kind, h] += 1
    overall = 0.0
    for h in range(1, HOURS_A_DAY):
        overall += total[2, h] / max(count[2, h], 1) / (HOURS_A_DAY - 1)
    for h in range(HOURS_A_DAY):
        # An hour that is never read is taken like the others.
        mean = total[2, h] / count[2, h] if count[2, h] > 0 else max(overall, 1e-9)
        for kind in range(2):
            total[kind, h] = total[kind, h] / count[kind, h] if count[kind, h] >= LEAST else mean
    return total[:2]


@njit(cache=True)
def _fill_day(
    hours: NDArray[np.float32],
    known: NDArray[np.bool_],
    kwh: float,
    exact: bool,
    profile: NDArray[np.float64],
) -> None:
    """Fill one day's hours (24,) so that they make up its energy."""
    read, missing, weight = 0.0, 0, 0.0
    if exact and known[1:].all():
        known[0] = False
    for h in range(HOURS_A_DAY):
        if known[h]:
            read += hours[h]
        else:
            missing += 1
            weight += profile[h]
    rest = max(kwh - read, 0.0)
    for h in range(HOURS_A_DAY):
        if not known[h]:
            hours[h] = rest * profile[h] / weight if weight > 0 else rest / missing
    if exact and missing == 1:
        known[:] = True

"""Own energy: what each account counted a day and an hour, the unread filled by an estimate.

An unread day is the account's own usual of that weekday around it, moved as its district
moved that day. A day that was read as part of a longer span is that estimate, scaled to the
total of the span. Unread hours share what the day leaves, by the account's own usual day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.energy_balance.filling import AccountDays, fill_days, fill_hours
from features.robust import MAD_TO_SIGMA, row_median
from features.window import Codes, Facts, Flags, Floats, Window
from pipeline.contract.facts import HOURS

LEAST_DAYS = 3
WEEKEND = 5
# Longest time for which a clock is held to be wrong without having been set.
MOST_CLOCK_DAYS = 14


@dataclass(frozen=True)
class OwnEnergy:
    """Metered energy of n accounts, primary kWh; NaN where an account was not valid.

    kwh, sigma: (n, d) energy of a day and its standard error, 0 where it was read. hours: (n,
    d * 24). known: (n, d) read, not spread over a gap, clock right. hour_known: (n, d * 24).
    """

    kwh: Floats
    sigma: Floats
    hours: Facts
    known: Flags
    hour_known: Flags


def own_energy(window: Window, district: Codes, has_hours: bool = True) -> OwnEnergy:
    """Fill the energy of each account; `district` (n,) tells who moves together, -1 nobody."""
    read = np.isfinite(window.kwh) & window.valid
    exact = read & ~window.kwh_is_spread
    kwh = np.where(read, window.kwh, np.nan)
    base = row_median(np.where(exact, kwh, np.nan), LEAST_DAYS)
    base = np.where(np.isfinite(base), base, row_median(kwh))
    moved = _movement(np.where(exact, kwh, np.nan), base, district)
    # A day of which nothing came from anyone lies outside the records, and is not asked for.
    asked = window.valid & np.asarray(read.any(axis=0))[None, :]
    fallback, scatter = _like_its_class(base, window), _scatter(kwh, exact)
    accounts = AccountDays(kwh, exact, asked, district, fallback, scatter)
    filled, sigma = fill_days(accounts, moved)
    wrong_clock = clock_is_wrong(window)
    hours, hour_known = _own_hours(window, filled, exact, wrong_clock, has_hours)
    return OwnEnergy(filled, sigma, hours, exact & ~wrong_clock, hour_known)


def clock_is_wrong(window: Window) -> Flags:
    """(n, d) days from a clock's fault until it was set, both included."""
    fault = window.fact("event_clock_fault_count") > 0
    setting = window.fact("event_clock_set_count") > 0
    wrong = fault | setting
    # Where no setting follows, the fault is that day's alone.
    left = np.zeros(len(fault), dtype=np.int64)
    is_set_later = np.zeros(len(fault), dtype=bool)
    for day in range(fault.shape[1] - 1, -1, -1):
        is_set_later = np.where(setting[:, day], True, is_set_later & (left > 0))
        left = np.where(setting[:, day], MOST_CLOCK_DAYS, left - 1)
        follows_fault = fault[:, max(0, day - MOST_CLOCK_DAYS) : day + 1].any(axis=1)
        wrong[:, day] |= is_set_later & follows_fault & ~setting[:, day]
    return np.asarray(wrong)


def _scatter(kwh: Floats, exact: Flags) -> Floats:
    """Relative robust scatter (n,) of an account's days; NaN where too few were read."""
    days = np.where(exact, kwh, np.nan)
    centre = row_median(days, LEAST_DAYS)
    spread = MAD_TO_SIGMA * row_median(np.abs(days - centre[:, None]), LEAST_DAYS)
    return np.asarray(spread / np.where(centre > 0, centre, np.nan))


def _movement(kwh: Floats, base: Floats, district: Codes) -> Floats:
    """Energy of a district's read meters over their usual (D + 1, d); the last row is everyone."""
    known = np.isfinite(kwh) & (base > 0)[:, None]
    groups = int(district.max(initial=-1)) + 2
    total, usual = np.zeros((groups, kwh.shape[1])), np.zeros((groups, kwh.shape[1]))
    np.add.at(total, district, np.where(known, kwh, 0.0))
    np.add.at(usual, district, np.where(known, base[:, None], 0.0))
    total[-1], usual[-1] = total.sum(axis=0), usual.sum(axis=0)
    everyone = np.where(usual[-1] > 0, total[-1] / np.where(usual[-1] > 0, usual[-1], 1.0), 1.0)
    enough = usual > 0.3 * usual.max(axis=1, keepdims=True, initial=0.0)
    moved = total / np.where(usual > 0, usual, 1.0)
    return np.where(enough & (moved > 0), moved, np.maximum(everyone, 1e-3)[None, :])


def _like_its_class(base: Floats, window: Window) -> Floats:
    """Usual energy (n,), that of the tariff class where the account itself was never read."""
    names, code = np.unique(window.text["tariff_class"], return_inverse=True)
    usual = np.array([_median(base[code == k]) for k in range(len(names))])
    usual = np.where(np.isfinite(usual), usual, _median(base))
    return np.where(np.isfinite(base), base, usual[code])


def _median(values: Floats) -> float:
    return float(row_median(values[None, :])[0])


def _own_hours(
    window: Window, kwh: Floats, exact: Flags, wrong_clock: Flags, has_hours: bool
) -> tuple[Facts, Flags]:
    count, days = window.shape
    if not has_hours:
        # Many accounts with days alone: views of one value take no room.
        slots = (count, days * len(HOURS))
        return np.broadcast_to(np.float32(np.nan), slots), np.broadcast_to(False, slots)
    hours = np.empty((count, days, len(HOURS)), dtype=np.float32)
    for hour in HOURS:
        hours[:, :, hour] = window.fact(f"hour_{hour:02d}_kwh") * window.multiplier
    hours[wrong_clock | ~window.valid] = np.nan
    day_type = (window.weekdays >= WEEKEND) | window.holidays
    known = fill_hours(hours, kwh, exact & ~wrong_clock, day_type.astype(np.int64))
    return hours.reshape(count, -1), known.reshape(count, -1)

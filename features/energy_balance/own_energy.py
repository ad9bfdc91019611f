"""Own energy: what each account counted a day and an hour, the unread filled by an estimate.

An unread day is the account's own usual of that weekday around it, moved as its district
moved that day. A day that was read as part of a longer span is that estimate, scaled to the
total of the span. Unread hours share what the day leaves, by the account's own usual day.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from features.energy_balance.filling import AccountDays, fill_days, fill_hours
from features.energy_balance.node_sum import sum_by_node
from features.robust import row_mad, row_mean, row_median
from features.window import Codes, Facts, Flags, Floats, Window
from pipeline.contract.facts import HOURS

LEAST_DAYS = 3
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
    own_day = np.where(exact, kwh, np.nan)
    base = row_mean(own_day, LEAST_DAYS)
    base = np.where(np.isfinite(base), base, row_mean(kwh))
    moved = _movement(own_day, base, district)
    # A day of which nothing came from anyone lies outside the records, and is not asked for.
    asked = window.valid & np.asarray(read.any(axis=0))[None, :]
    fallback, scatter = _like_its_class(base, window), _scatter(own_day, asked)
    accounts = AccountDays(kwh, exact, asked, district, fallback, scatter)
    filled, sigma = fill_days(accounts, moved)
    wrong_clock = clock_is_wrong(window)
    hours, hour_known = _own_hours(window, filled, exact, wrong_clock, has_hours)
    return OwnEnergy(filled, sigma, hours, exact & ~wrong_clock, hour_known)


def clock_is_wrong(window: Window) -> Flags:
    """(n, d) days from a clock's fault until it was set, both included.

    Where no setting follows within two weeks, the fault is that day's alone.
    """
    fault = window.fact("event_clock_fault_count") > 0
    setting = window.fact("event_clock_set_count") > 0
    wrong: Flags = fault | setting
    rows = np.flatnonzero(np.asarray(wrong.any(axis=1)))
    fault, setting = fault[rows], setting[rows]
    for day, until in combinations(range(fault.shape[1]), 2):
        if until - day <= MOST_CLOCK_DAYS:
            between = fault[:, day] & setting[:, until]
            wrong[rows[between], day:until] = True
    return wrong


def _scatter(kwh: Floats, asked: Flags) -> Floats:
    """Relative robust scatter (n,) of the days (n, d) of accounts that miss one `asked` for."""
    scatter = np.full(len(kwh), np.nan)
    rows = np.flatnonzero((asked & ~np.isfinite(kwh)).any(axis=1))
    centre = row_median(kwh[rows], LEAST_DAYS)
    spread = row_mad(kwh[rows], LEAST_DAYS)
    scatter[rows] = spread / np.where(centre > 0, centre, np.nan)
    return scatter


def _movement(kwh: Floats, base: Floats, district: Codes) -> Floats:
    """Energy of a district's read meters over their usual (D + 1, d); the last row is everyone."""
    known = np.isfinite(kwh) & (base > 0)[:, None]
    groups = int(district.max(initial=-1)) + 2
    place = np.where(district < 0, groups - 1, district).astype(np.int32)
    total = sum_by_node(np.where(known, kwh, np.nan), place, groups)
    usual = sum_by_node(np.where(known, base[:, None], np.nan), place, groups)
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
    day_type = window.days_off.astype(np.int64)
    known = fill_hours(hours, kwh, exact & ~wrong_clock, day_type)
    return hours.reshape(count, -1), known.reshape(count, -1)

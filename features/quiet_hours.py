"""Quiet hours: how often does an account use as little in these hours of the day anyway?

A register that stood for an hour says nothing at a home where nobody is in, or whose register
counts whole kilowatt-hours. So a standstill is compared with the same hours of the account's
other days: what it usually takes then, and on how many days it took as little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.window import Flags, Floats, Window

LEAST_DAYS = 10
# Up to this share of the other days the hours are surely not quiet; from the other on they are.
SURE_SHARE, COMMON_SHARE = 0.04, 0.15
# A register read to 0.01 kWh, or to whole kWh, may lag behind by one of its digits.
QUANTA = (1.0, 0.1, 0.01)
FINEST_KWH = 0.001
DAYTIME_HOURS = (8, 12, 19)
MOST_WHOLE = 0.9


@dataclass(frozen=True)
class Spans:
    """One span of each day, (n, d): start in minutes since midnight, length in minutes.

    advance_kwh: secondary energy counted in it. A length of 0 is no span.
    """

    start: Floats
    minutes: Floats
    advance_kwh: Floats


@dataclass(frozen=True)
class OwnHours:
    """The same hours of the account's other days, (n, d); NaN below ten such days.

    usual_kw: secondary mean load that it has in them, moved to the level of the day.
    quiet_share: share of the other days on which it took as little as in the span; 1 where
    even the usual energy hardly moves the register.
    """

    usual_kw: Floats
    quiet_share: Floats

    @property
    def weight(self) -> Floats:
        """(n, d) 1 where such quiet is rare, 0 where it is common; 1 where not known."""
        width = np.log(COMMON_SHARE / SURE_SHARE)
        with np.errstate(divide="ignore"):
            rare = np.log(COMMON_SHARE / np.maximum(self.quiet_share, 1e-9)) / width
        return np.where(np.isfinite(rare), np.clip(rare, 0.0, 1.0), 1.0)


def hourly_kwh(window: Window, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """Secondary energy of each local hour of some accounts, (len(rows), d, 24)."""
    hours = [window.fact(f"hour_{hour:02d}_kwh")[rows] for hour in range(24)]
    return np.ascontiguousarray(np.stack(hours, axis=-1), dtype=np.float64)


def register_quantum(window: Window) -> Floats:
    """Smallest step (n,) of each register as it is read, in kWh: 1, 0.1, 0.01 or finer."""
    read = window.fact("register_first_kwh").astype(np.float64)
    # Delivered intervals are steps of the register too; a few hours a day tell it.
    hours = [window.fact(f"hour_{hour:02d}_kwh").astype(np.float64) for hour in DAYTIME_HOURS]
    without = ~np.isfinite(read).any(axis=1)
    quantum = np.full(window.shape[0], FINEST_KWH)
    for size in QUANTA[::-1]:
        # Hours that were read in part are scaled up: most must be whole, not all.
        by_hours = np.mean([_whole_share(values, size) for values in hours], axis=0) >= MOST_WHOLE
        is_whole = np.where(without, by_hours, _whole_share(read, size) >= 1.0)
        quantum = np.where(is_whole, size, quantum)
    return quantum


def _whole_share(values: Floats, size: float) -> Floats:
    """Share (n,) of the known values (n, d) that are multiples of `size`; 0 without any."""
    known = np.isfinite(values)
    steps = np.where(known, values, 0.0) / size
    # Float32 holds a register of some 10,000 kWh to a thousandth.
    whole = np.abs(steps - np.round(steps)) <= np.maximum(0.02, 2e-7 * steps)
    count = known.sum(axis=1)
    return np.asarray((whole & known).sum(axis=1) / np.maximum(count, 1), dtype=np.float64)


def compare_hours(window: Window, spans: Spans, level: Floats, is_candidate: Flags) -> OwnHours:
    """Compare spans with the same hours of days that are no candidates themselves.

    level: (n, d) expected energy of each day, by which the days are brought to one level.
    is_candidate: (n, d) days that may hold a standstill, which do not tell what is usual.
    """
    usual = np.full(window.shape, np.nan)
    quiet = np.full(window.shape, np.nan)
    rows = np.flatnonzero((spans.minutes > 0).any(axis=1))
    if len(rows):
        usual[rows], quiet[rows] = _compare(
            hourly_kwh(window, rows),
            np.ascontiguousarray(spans.start[rows], dtype=np.float64),
            np.ascontiguousarray(spans.minutes[rows], dtype=np.float64),
            np.ascontiguousarray(spans.advance_kwh[rows], dtype=np.float64),
            np.ascontiguousarray(np.where(level[rows] > 0, level[rows], np.nan)),
            np.ascontiguousarray(~is_candidate[rows]),
            register_quantum(window)[rows],
        )
    return OwnHours(usual, quiet)


def heaviest_zero_run(hours: NDArray[np.float64], tiny_kwh: Floats) -> tuple[Floats, Floats]:
    """Run of hours (m, d, 24) without energy in which most is usually taken.

    tiny_kwh: (m,) below it an hour is without energy. Returns start and length in minutes,
    (m, d); a length of 0 where every hour has energy.
    """
    known = np.isfinite(hours)
    total = np.where(known, hours, 0.0).sum(axis=1)
    usual = total / np.maximum(known.sum(axis=1), 1)
    start, minutes = _zero_run(hours, usual, np.ascontiguousarray(tiny_kwh, dtype=np.float64))
    return start, minutes


@njit(cache=True)
def _zero_run(
    hours: NDArray[np.float64], usual: NDArray[np.float64], tiny: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    m, d = hours.shape[0], hours.shape[1]
    start, minutes = np.zeros((m, d)), np.zeros((m, d))
    for i in range(m):
        for t in range(d):
            run, weight, heaviest = 0, 0.0, 0.0
            for hour in range(24):
                if hours[i, t, hour] <= tiny[i]:
                    run += 1
                    weight += usual[i, hour]
                else:
                    run, weight = 0, 0.0
                if weight > heaviest:
                    heaviest = weight
                    minutes[i, t] = 60.0 * run
                    start[i, t] = 60.0 * (hour - run + 1)
    return start, minutes


@njit(cache=True)
def _energy_between(hours: NDArray[np.float64], start: float, minutes: float) -> float:
    """Energy of one day's hours (24,) in a span; NaN where one of them is unknown."""
    total = 0.0
    end = min(start + minutes, 1440.0)
    for hour in range(int(start // 60.0), 24):
        covered = min(end, 60.0 * (hour + 1)) - max(start, 60.0 * hour)
        if covered <= 0:
            break
        total += hours[hour] * covered / 60.0
    return total


@njit(cache=True)
def _compare(  # noqa: PLR0917 - a kernel takes its columns one by one
    hours: NDArray[np.float64],
    start: NDArray[np.float64],
    minutes: NDArray[np.float64],
    advance: NDArray[np.float64],
    level: NDArray[np.float64],
    is_reference: NDArray[np.bool_],
    quantum: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    m, d = start.shape
    usual, quiet = np.full((m, d), np.nan), np.full((m, d), np.nan)
    for i in range(m):
        for t in range(d):
            if minutes[i, t] <= 0:
                continue
            days, as_quiet, total = 0, 0, 0.0
            for k in range(d):
                if k == t or not is_reference[i, k]:
                    continue
                kwh = _energy_between(hours[i, k], start[i, t], minutes[i, t])
                if np.isnan(kwh):
                    continue
                days += 1
                if kwh <= advance[i, t] + quantum[i]:
                    as_quiet += 1
                moved = level[i, t] / level[i, k]
                total += kwh * moved if np.isfinite(moved) else kwh
            if days >= LEAST_DAYS:
                usual[i, t] = total / days / (min(minutes[i, t], 1440.0 - start[i, t]) / 60.0)
                # Less than two digits of the register: that it stood is no wonder.
                quiet[i, t] = as_quiet / days if total >= 2.0 * quantum[i] * days else 1.0
    return usual, quiet

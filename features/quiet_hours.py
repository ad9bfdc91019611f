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
    quiet_share: share of the other days on which it took as little as in the span.
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
    quantum = np.full(window.shape[0], FINEST_KWH)
    known = np.isfinite(read)
    values = np.where(known, read, 0.0)
    for size in QUANTA[::-1]:
        off = np.abs(values / size - np.round(values / size)) * size
        # Float32 holds a register of some 10,000 kWh to a thousandth.
        whole = off <= np.maximum(0.02 * size, 2e-7 * values)
        quantum = np.where(known.any(axis=1) & (whole | ~known).all(axis=1), size, quantum)
    return quantum


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


def longest_zero_run(hours: NDArray[np.float64], tiny_kwh: Floats) -> tuple[Floats, Floats]:
    """Longest run of hours (m, d, 24) without energy: its start and length in minutes, (m, d)."""
    start, minutes = _zero_run(hours, np.ascontiguousarray(tiny_kwh, dtype=np.float64))
    return start, minutes


@njit(cache=True)
def _zero_run(
    hours: NDArray[np.float64], tiny: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    m, d = hours.shape[0], hours.shape[1]
    start, longest = np.zeros((m, d)), np.zeros((m, d))
    for i in range(m):
        for t in range(d):
            run = 0
            for hour in range(24):
                run = run + 1 if hours[i, t, hour] <= tiny[i] else 0
                if 60.0 * run > longest[i, t]:
                    longest[i, t] = 60.0 * run
                    start[i, t] = 60.0 * (hour - run + 1)
    return start, longest


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
                quiet[i, t] = as_quiet / days
    return usual, quiet

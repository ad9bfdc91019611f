"""Coarse registers: meters that count whole kilowatt hours, and their hours made smooth again.

A register that shows whole kWh, times the ratio of its transformers, reads 0, 0, 0, 1, 0 an
hour. What it read too little at one hour it reads too much at another, so that a district of
many such meters seems to lose and gain at random. The moments at which the register steps are
known to the hour: between two of them just one step was used, and the account's own usual day
tells how that was spread.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.supplied import HOURS_A_DAY
from features.window import Facts, Flags, Floats

# Over the mean energy of an hour: a finer step needs no care.
LEAST_STEP_SHARE = 0.1
# Hours with energy that tell a step, and how many are asked; so many of them must be multiples
# of it, this closely. Estimated hours and gaps are none.
LEAST_HOURS, MOST_HOURS, MULTIPLE_SHARE, MULTIPLE_ERROR = 24, 480, 0.9, 0.02
MOST_CANDIDATES = 8
# Days that a kind of day needs for half a voice of its own; least use of an hour over the mean.
DAYS_OF_A_KIND, LEAST_PROFILE = 60.0, 0.05


@njit(cache=True)
def register_steps(hours: Facts, known: Flags) -> Floats:
    """Return the step (n,) of each coarse register, kWh as in hours (n, T); 0 where it is fine."""
    out = np.zeros(len(hours))
    for i in range(len(hours)):
        used, total, count = np.empty(MOST_HOURS), 0.0, 0
        size = 0
        for t in range(hours.shape[1]):
            if known[i, t]:
                count += 1
                total += hours[i, t]
                if size < MOST_HOURS and hours[i, t] > 1e-3:
                    used[size] = hours[i, t]
                    size += 1
        if size >= LEAST_HOURS:
            step = _common_step(np.sort(used[:size]))
            out[i] = step if step >= LEAST_STEP_SHARE * total / count else 0.0
    return out


@njit(cache=True)
def _common_step(ordered: Floats) -> float:
    """Return the least of the values (k,) of which nearly all are multiples; 0 without one."""
    last, tried = 0.0, 0
    for candidate in ordered:
        if candidate < (1.0 + MULTIPLE_ERROR) * last:
            continue
        last = candidate
        tried += 1
        times = ordered / candidate
        if (np.abs(times - np.rint(times)) < MULTIPLE_ERROR).mean() >= MULTIPLE_SHARE:
            return float(candidate)
        if tried == MOST_CANDIDATES:
            break
    return 0.0


@njit(cache=True)
def smooth_steps(hours: Facts, known: Flags, steps: Floats, day_type: NDArray[np.int64]) -> None:
    """Spread the steps of coarse registers over the hours (n, T) in which they grew, in place.

    steps: (n,) kWh, 0 leaves an account as it is. day_type: (d,) 0 or 1. Hours that are not
    `known` (n, T) stay, and nothing is moved across them. What the register showed at the
    end of an hour stays within one step of it.
    """
    for i in np.flatnonzero(steps > 0):
        profile = _profile(hours[i], known[i], day_type)
        first = 0
        while first < hours.shape[1]:
            if not known[i, first]:
                first += 1
                continue
            last = first
            while last < hours.shape[1] and known[i, last]:
                last += 1
            _smooth_run(hours[i, first:last], profile[first:last], steps[i])
            first = last


@njit(cache=True)
def _profile(hours: Facts, known: Flags, day_type: NDArray[np.int64]) -> Floats:
    """Return the usual energy of each hour (T,), by hour of the day and kind of day."""
    total, count = np.zeros((2, HOURS_A_DAY)), np.zeros((2, HOURS_A_DAY))
    for t in range(len(hours)):
        if known[t]:
            total[day_type[t // HOURS_A_DAY], t % HOURS_A_DAY] += hours[t]
            count[day_type[t // HOURS_A_DAY], t % HOURS_A_DAY] += 1.0
    both = total.sum(axis=0) / np.maximum(count.sum(axis=0), 1.0)
    floor = max(LEAST_PROFILE * both.mean(), 1e-9)
    usual = np.empty((2, HOURS_A_DAY))
    for kind in range(2):
        voice = count[kind].sum() / (count[kind].sum() + DAYS_OF_A_KIND * HOURS_A_DAY)
        own = total[kind] / np.maximum(count[kind], 1.0)
        usual[kind] = voice * own + (1.0 - voice) * both
    out = np.empty(len(hours))
    for t in range(len(hours)):
        out[t] = max(floor, usual[day_type[t // HOURS_A_DAY], t % HOURS_A_DAY])
    return out


@njit(cache=True)
def _smooth_run(hours: Facts, profile: Floats, step: float) -> None:
    """Smooth hours (r,) without a gap: halfway through an hour that steps, the step is due."""
    register, place, before = 0.0, 0.0, 0.0
    due, due_place = np.empty(len(hours)), np.empty(len(hours))
    count = 0
    for h in range(len(hours)):
        if hours[h] > 0.5 * step:
            due[count] = register + 0.5 * (hours[h] + step)
            due_place[count] = place + 0.5 * profile[h]
            count += 1
        register += hours[h]
        place += profile[h]
    if not count:
        return
    at, register, place = 0, 0.0, 0.0
    before = _between(0.0, due, due_place, count, 0)
    before = min(max(before, 0.0), step)
    for h in range(len(hours)):
        register += hours[h]
        place += profile[h]
        while at < count and due_place[at] < place:
            at += 1
        now = min(max(_between(place, due, due_place, count, at), register), register + step)
        hours[h] = now - before
        before = now


@njit(cache=True)
def _between(place: float, due: Floats, due_place: Floats, count: int, at: int) -> float:
    """Return the register at `place`, straight between what is due; by the usual beyond."""
    if at == 0:
        return float(due[0] - (due_place[0] - place))
    if at == count:
        return float(due[count - 1] + (place - due_place[count - 1]))
    share = (place - due_place[at - 1]) / (due_place[at] - due_place[at - 1])
    return float(due[at - 1] + share * (due[at] - due[at - 1]))

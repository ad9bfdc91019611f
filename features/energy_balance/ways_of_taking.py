"""Ways of taking: what an account would lead past its meter, if it did, one row an idea.

A share that passes beside the meter takes in proportion to what is counted; it begins when own
use fell, or is as old as the records, and on days of full use nothing is taken. What a meter does
not count at all is told by the usual day before: that less what is counted. How large it would
be is told by the fall itself, so that a loss that moves alike by chance fits badly.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.energy_balance.mirror import states_of
from features.supplied import HOURS_A_DAY
from features.window import Codes, Facts, Flags, Floats

# Days beside a fall that are compared, least fall of the logarithm, and of its z.
SIDE_DAYS, LEAST_SIDE_DAYS, LEAST_FALL, MOST_FALL, LEAST_Z = 28, 5, 0.15, 2.3, 1.5
# Of the mean use a day, and kWh: below it a logarithm says little.
FLOOR_SHARE, FLOOR_KWH, LEAST_MEAN, LEAST_VARIANCE = 0.05, 0.05, 0.2, 0.01
# Slope of a share that nobody saw begin, and how wide it may be; of a fall and of a usual day.
OLD_SLOPE, OLD_SPREAD, FALL_SPREAD, USUAL_SPREAD, STATE_SPREAD = 0.6, 1.5, 0.25, 0.35, 0.4
# How likely each is beforehand, as a log: old shares, two states; falls by their likelihood.
OLD_PRIOR, STATE_PRIOR, MOST_PRIOR = -1.2, 2.0, 8.0
LEAST_STATE_SLOPE, MOST_STATE_SLOPE = 0.2, 9.0
# A day is one of full use where it stands so far, by the logarithm, from the use after the fall.
FULL_USE = 0.75
# Days of all kinds that the usual hour of one kind of day borrows.
BORROWED_DAYS = 5.0
MOST_WAYS = 5


class Ways(NamedTuple):
    """Ideas of who takes what, (w,) each.

    account: row of the account. is_old: it takes a share of all that is counted, since ever.
    slope, spread: how many times `energy` is expected to be taken, and its error. prior: log of
    how likely it is beforehand. energy: (w, d, 24) kWh that move as what is taken would.
    """

    account: Codes
    is_old: Flags
    slope: Floats
    spread: Floats
    prior: Floats
    energy: Facts


def ways_of_taking(hours: Facts, days: Floats, known: Flags, weekend: Flags) -> Ways:
    """Return the ways in which accounts may take.

    hours: (k, d, 24) float32 and days: (k, d) own use, kWh; known: (k, d); weekend: (d,).
    """
    onset, slope, spread, z = _falls(days, known)
    everyday = np.ones(days.shape[1], dtype=np.bool_)
    low, states = states_of(days, known, everyday)
    return Ways(
        *_listed(
            hours,
            days,
            known,
            weekend.astype(np.int64),
            onset,
            slope,
            spread,
            np.minimum(0.5 * z**2, MOST_PRIOR),
            (low > FULL_USE) & known,
            states,
        )
    )


def _falls(days: Floats, known: Flags) -> tuple[Codes, Floats, Floats, Floats]:
    """Day, slope, its error and z (k,) of the clearest fall of own use; day -1 without one."""
    mean = (days * known).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    floor = FLOOR_SHARE * np.maximum(mean, LEAST_MEAN) + FLOOR_KWH
    log = np.where(known, np.log(np.maximum(days, 0.0) + floor[:, None]), 0.0)
    at = np.arange(days.shape[1])
    first, last = np.maximum(at - SIDE_DAYS, 0), np.minimum(at + SIDE_DAYS, len(at))
    sides = []
    for begin, end in ((first, at), (at, last)):
        count, total, square = (_between(one, begin, end) for one in (known, log, log**2))
        number = np.maximum(count, 1.0)
        sides.append((count, total / number, square - total**2 / number))
    (before, high, one), (after, low, other) = sides
    freedom = np.maximum(before + after - 2.0, 1.0)
    variance = np.maximum((one + other) / freedom, LEAST_VARIANCE)
    error = np.sqrt(variance * (1 / np.maximum(before, 1) + 1 / np.maximum(after, 1)))
    fall = high - low
    good = (before >= LEAST_SIDE_DAYS) & (after >= LEAST_SIDE_DAYS) & (fall > LEAST_FALL)
    z = np.where(good, fall / error, 0.0)
    row, onset = np.arange(len(z)), z.argmax(axis=1)
    slope = np.expm1(np.clip(fall[row, onset], LEAST_FALL, MOST_FALL))
    spread = np.maximum(FALL_SPREAD * slope, (1.0 + slope) * error[row, onset])
    clearest = z[row, onset]
    return np.where(clearest >= LEAST_Z, onset, -1).astype(np.int32), slope, spread, clearest


def _between(
    values: Floats | Flags, begin: NDArray[np.integer], end: NDArray[np.integer]
) -> Floats:
    """Sums (k, d) of values (k, d) from `begin` to before `end` (d,)."""
    total = np.pad(np.cumsum(values, axis=1, dtype=np.float64), ((0, 0), (1, 0)))
    return np.asarray(total[:, end] - total[:, begin])


@njit(cache=True)
def _listed(  # noqa: PLR0917
    hours: Facts,
    days: Floats,
    known: Flags,
    day_type: Codes,
    onset: Codes,
    slope: Floats,
    spread: Floats,
    prior: Floats,
    low: Flags,
    states: Floats,
) -> tuple[Codes, Flags, Floats, Floats, Floats, Facts]:
    """List the ways of all accounts, those of one account together."""
    count, most = len(days), MOST_WAYS * len(days)
    account, is_old = np.zeros(most, dtype=np.int32), np.zeros(most, dtype=np.bool_)
    number = np.zeros((3, most))
    energy = np.zeros((most, days.shape[1], HOURS_A_DAY), dtype=np.float32)
    at, date = 0, np.arange(days.shape[1])
    for i in range(count):
        account[at : at + MOST_WAYS] = i
        is_old[at], energy[at] = True, hours[i]
        number[:, at] = OLD_SLOPE, OLD_SPREAD, OLD_PRIOR
        at += 1
        if onset[i] >= 0:
            after = known[i] & (date >= onset[i])
            usual = np.median(days[i][after])
            full = usual * (1.0 + slope[i]) ** FULL_USE + FLOOR_KWH
            taking = (date >= onset[i]) & (days[i] <= full)
            _fill(energy[at : at + 2], hours[i], taking, known[i] & (date < onset[i]), day_type)
            number[:, at] = slope[i], spread[i], prior[i]
            number[:, at + 1] = 1.0, USUAL_SPREAD, prior[i]
            at += 2
        if np.isfinite(states[i, 0]):
            _fill(energy[at : at + 2], hours[i], low[i], known[i] & ~low[i], day_type)
            times = states[i, 2] / max(states[i, 1], 1e-3) - 1.0
            times = min(max(times, LEAST_STATE_SLOPE), MOST_STATE_SLOPE)
            number[:, at] = times, STATE_SPREAD * times, STATE_PRIOR
            number[:, at + 1] = 1.0, USUAL_SPREAD, STATE_PRIOR
            at += 2
    return account[:at], is_old[:at], number[0, :at], number[1, :at], number[2, :at], energy[:at]


@njit(cache=True)
def _fill(energy: Facts, hours: Facts, taking: Flags, whole: Flags, day_type: Codes) -> None:
    """Write what is counted on the days of `taking`, and what is missing of the usual."""
    total, count = np.zeros((2, HOURS_A_DAY)), np.zeros(2)
    for t in np.flatnonzero(whole):
        total[day_type[t]] += hours[t]
        count[day_type[t]] += 1.0
    both = total.sum(axis=0) / max(count.sum(), 1.0)
    for t in np.flatnonzero(taking):
        kind = day_type[t]
        usual = (total[kind] + BORROWED_DAYS * both) / (count[kind] + BORROWED_DAYS)
        energy[0, t] = hours[t]
        energy[1, t] = usual - hours[t]

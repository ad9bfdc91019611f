"""White regression: which accounts' hours the loss of one district moves with, noise made white.

What registers show late, and what a large thief takes more on one day than another, goes on
from hour to hour. An autoregression of the loss tells how; the same filter makes the noise of
each hour its own, so that hours that tell much count for much. Those who are named already may
take another share every day: what one share a day explains is theirs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from features.robust import MAD_TO_SIGMA
from features.supplied import HOURS_A_DAY
from features.window import Facts, Flags, Floats

# Days on either side that tell the usual hour; hours before that tell the noise of one.
NEAR_DAYS, LAGS = 7, 3
CLIPPED_AT, LEAST_SCALE = 4.0, 0.25
LEAST_HOURS, LEAST_DAYS = 500, 12
# What an onset inside the window must gain, in squared standard errors: it is searched for.
ONSET_PRICE = 6.0
LEAST_SLOPE, MOST_SLOPE = 0.08, 15.0
RIDGE = 1e-6


class District(NamedTuple):
    """Hours of a district and its accounts, kWh; T = 24 d.

    loss, total, known: (T,) unexplained and metered, and whether known. own: (k, T).
    """

    loss: Floats
    total: Floats
    known: Flags
    own: Floats | Facts


def white_regression(district: District, weekend: Flags, is_named: Flags) -> Floats:
    """Return z (k,) of each account's own use in the loss of its district; 0 where it says nothing.

    weekend: (d,). is_named: (k,) who takes is known; z is 0.
    """
    loss, total, known, own = district
    if known.sum() < LEAST_HOURS:
        return np.zeros(len(own))
    mean = max(float(total[known].mean()), 1e-9)
    rows = np.vstack([loss, total, total**2 / mean, own])
    rows = _less_usual(np.where(known, rows, 0.0), known, weekend)
    if is_named.any():
        rows = _less_shares_of_days(rows, rows[3:][is_named], known)
    bound = CLIPPED_AT * _mad(rows[0][known])
    rows[0] = np.clip(rows[0], -bound, bound)
    rows, kept = _whitened(rows, known)
    rows *= _weight(rows[0], kept)
    rows[0] = np.clip(rows[0], -CLIPPED_AT, CLIPPED_AT)
    basis = np.linalg.qr(rows[1:3].T)[0]
    rows -= (rows @ basis) @ basis.T
    return np.where(is_named, 0.0, _surest(rows[0], rows[3:], kept))


def _less_usual(rows: Floats, known: Flags, weekend: Flags) -> Floats:
    """Rows (x, T) less the usual of the hour: of the days around it, then of its kind of day."""
    hours, is_known = rows.reshape(len(rows), -1, HOURS_A_DAY), known.reshape(-1, HOURS_A_DAY)
    days = len(is_known)
    total = np.pad(np.cumsum(hours, axis=1), ((0, 0), (1, 0), (0, 0)))
    count = np.pad(np.cumsum(is_known, axis=0), ((1, 0), (0, 0)))
    first = np.maximum(np.arange(days) - NEAR_DAYS, 0)
    last = np.minimum(np.arange(days) + NEAR_DAYS + 1, days)
    number = np.maximum(count[last] - count[first], 1)
    left = np.where(is_known, hours - (total[:, last] - total[:, first]) / number, 0.0)
    for kind in (weekend, ~weekend):
        number = np.maximum(is_known[kind].sum(axis=0), 1)
        left[:, kind] -= (left[:, kind].sum(axis=1) / number)[:, None, :]
    return np.asarray(np.where(is_known, left, 0.0).reshape(rows.shape))


def _less_shares_of_days(rows: Floats, named: Floats, known: Flags) -> Floats:
    """Rows (x, T) less, on each day, its mean and a share of the use of each named account."""
    hours = np.vstack([known[None, :], named]).reshape(len(named) + 1, -1, HOURS_A_DAY)
    columns = hours.transpose(1, 0, 2)
    gram = columns @ columns.transpose(0, 2, 1) + RIDGE * np.eye(len(hours))
    values = rows.reshape(len(rows), -1, HOURS_A_DAY).transpose(1, 2, 0)
    explained = columns.transpose(0, 2, 1) @ np.linalg.solve(gram, columns @ values)
    return np.asarray((values - explained).transpose(2, 0, 1).reshape(rows.shape))


def _whitened(rows: Floats, known: Flags) -> tuple[Floats, Flags]:
    """Filter rows (x, T) by the autoregression of the first; hours with all lags known."""
    noise, size = rows[0], len(known)
    moments = np.zeros(LAGS + 1)
    for lag in range(LAGS + 1):
        both = known[lag:] & known[: size - lag]
        moments[lag] = (noise[lag:] * noise[: size - lag])[both].mean() if both.any() else 0.0
    place = np.abs(np.subtract.outer(np.arange(LAGS), np.arange(LAGS)))
    gram = moments[place] + (1e-3 * moments[0] + 1e-12) * np.eye(LAGS)
    share = np.linalg.solve(gram, moments[1:])
    out, kept = rows.copy(), known.copy()
    for lag in range(1, LAGS + 1):
        out[:, lag:] -= share[lag - 1] * rows[:, :-lag]
        kept[lag:] &= known[:-lag]
    return np.where(kept, out, 0.0), kept


def _weight(noise: Floats, known: Flags) -> Floats:
    """One over the usual size (T,) of the noise at each hour of the day; 0 where not known."""
    hour = np.arange(len(noise)) % HOURS_A_DAY
    sizes = np.array([_mad(noise[known & (hour == one)]) for one in range(HOURS_A_DAY)])
    smooth = (np.roll(sizes, 1) + 2.0 * sizes + np.roll(sizes, -1)) / 4.0
    least = LEAST_SCALE * smooth.mean() + 1e-9
    return np.where(known, 1.0 / np.maximum(smooth[hour], least), 0.0)


def _mad(values: Floats) -> float:
    return MAD_TO_SIGMA * float(np.median(np.abs(values))) if len(values) else 0.0


def _surest(loss: Floats, own: Floats, known: Flags) -> Floats:
    """z (k,) of the slope since the onset that gains most, the lesser of two ways to tell it.

    By the noise of all hours, and by how unlike the days are.
    """
    count, days = len(own), len(loss) // HOURS_A_DAY
    moved = (own * loss).reshape(count, days, HOURS_A_DAY).sum(axis=2)
    support = (own**2).reshape(count, days, HOURS_A_DAY).sum(axis=2)
    top = np.cumsum(moved[:, ::-1], axis=1)[:, ::-1]
    bottom = np.maximum(np.cumsum(support[:, ::-1], axis=1)[:, ::-1], 1e-9)
    gain = np.where(top > 0, top**2 / bottom, 0.0)
    gain[:, 1:] -= ONSET_PRICE
    gain[:, days - LEAST_DAYS :] = 0.0
    onset = gain.argmax(axis=1)
    row = np.arange(count)
    most, under = top[row, onset], bottom[row, onset]
    slope = most / under
    since = np.arange(days)[None, :] >= onset[:, None]
    spread = (np.where(since, moved - slope[:, None] * support, 0.0) ** 2).sum(axis=1)
    noise = max(1.0, float(loss[known].std())) if known.any() else 1.0
    z = np.minimum(most / np.sqrt(under) / noise, most / np.sqrt(spread + 1e-9))
    return np.where((slope >= LEAST_SLOPE) & (slope <= MOST_SLOPE), z, 0.0)

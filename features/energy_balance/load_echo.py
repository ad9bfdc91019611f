"""The echo of a load in the losses of a node: is it there, once, with which sign?

A load that is counted at a node and not fed through it makes the loss fall by what it uses:
coefficient -1. One that is fed through a node and counted elsewhere makes it rise by as much:
coefficient +1. One in its right place leaves no echo. Losses have leaps that are other
people's, so that the errors are taken as of Student's distribution, which forgives them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.robust import row_median
from features.window import Codes, Facts, Floats

# Degrees of freedom of the errors; and of the fit, steps that settle it.
FREEDOM, FITTING_STEPS = 3.0, 8
# The sum that finds echoes worth a fit clips leaps at so many medians.
CLIPPED_AT, LEAST_Z = 6.0, 1.5
# A change and the one after it share a slot: they tell less than two of their own.
SERIAL_ERROR = 1.25
# Meters tell no less than this, kWh in a slot.
LEAST_SCALE_KWH = 1e-3


@dataclass(frozen=True)
class Echo:
    """The echo of one load in one node's losses, (p,) for p pairs.

    coefficient: kWh of loss that come with a kWh of the load. error: its standard error; both
    NaN where no echo is worth a fit. odds: log likelihood of the expected echo against none,
    natural logarithm; 0 where neither can be told. count: slots in which both are known.
    """

    coefficient: Floats
    error: Floats
    odds: Floats
    count: NDArray[np.int64]

    def where_known(self, least: int, other: Echo) -> Echo:
        """Return this echo where it has `least` slots, elsewhere the other."""
        enough = self.count >= least
        return Echo(
            np.where(enough, self.coefficient, other.coefficient),
            np.where(enough, self.error, other.error),
            np.where(enough, self.odds, other.odds),
            np.where(enough, self.count, other.count),
        )


def find_echo(own: Facts, loss: Facts, unit: Codes, node: Codes, sign: float) -> Echo:
    """Look for loads `unit` (p,) in the losses of nodes `node` (p,), each pair by itself.

    own: (n, T), loss: (m, T) movements, kWh. sign: the coefficient that is expected, -1 or 1.
    A pair with node -1 is not looked at.
    """
    scale = np.maximum(row_median(np.abs(loss)), LEAST_SCALE_KWH)
    limit = CLIPPED_AT * scale[:, None]
    known = np.isfinite(loss)
    calm = np.where(known, np.clip(loss, -limit, limit), 0.0).astype(np.float32)
    pairs = unit.astype(np.int64), node.astype(np.int64)
    z, count = _sieve(own, calm, known.astype(np.float32), *pairs)
    fits = _fits(own, loss, scale, *pairs, sign * z >= LEAST_Z, sign)
    return Echo(fits[0], fits[1], fits[2], count)


@njit(cache=True, fastmath={"reassoc", "contract"})
def _sieve(
    own: NDArray[np.float32],
    calm: NDArray[np.float32],
    known: NDArray[np.float32],
    unit: NDArray[np.int64],
    node: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Correlation of each pair in its standard errors, by clipped losses, and slots known (p,)."""
    z, counts = np.zeros(len(unit)), np.zeros(len(unit), dtype=np.int64)
    none, one = np.float32(0.0), np.float32(1.0)
    for p in range(len(unit)):
        if node[p] < 0:
            continue
        x, y, k = own[unit[p]], calm[node[p]], known[node[p]]
        count, xx, xy, yy = none, none, none, none
        for t in range(len(x)):
            # A load that does not move tells as much as one that is not known.
            move = x[t] if x[t] == x[t] else none
            told = k[t] if move != none else none
            count += told
            xx += move * move * told
            xy += move * y[t]
            yy += y[t] * y[t] * (one if told > none else none)
        counts[p] = int(count)
        if xx > 0 and yy > 0:
            z[p] = xy / np.sqrt(xx) / np.sqrt(yy) * np.sqrt(count)
    return z, counts


@njit(cache=True)
def _fits(  # noqa: PLR0917 - a kernel takes its columns one by one
    own: NDArray[np.float32],
    loss: NDArray[np.float32],
    scale: NDArray[np.float64],
    unit: NDArray[np.int64],
    node: NDArray[np.int64],
    is_worth: NDArray[np.bool_],
    sign: float,
) -> NDArray[np.float64]:
    """Coefficient, error and odds (3, p) of the pairs that are worth it."""
    out = np.zeros((3, len(unit)))
    out[:2] = np.nan
    x, y = np.empty(own.shape[1]), np.empty(own.shape[1])
    for p in np.flatnonzero(is_worth):
        count = 0
        for t in range(own.shape[1]):
            x[count], y[count] = own[unit[p], t], loss[node[p], t]
            if np.isfinite(x[count]) and np.isfinite(y[count]):
                count += 1
        _fit(x[:count], y[:count], scale[node[p]], sign, out[:, p])
    return out


@njit(cache=True)
def _fit(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    scale: float,
    sign: float,
    out: NDArray[np.float64],
) -> None:
    """Fit y = b x with errors of Student's distribution, from the expected b and `scale` on."""
    b = sign
    moment, spread = 0.0, 0.0
    for _ in range(FITTING_STEPS):
        moment, cross, squares, spread = 0.0, 0.0, 0.0, 0.0
        for t in range(len(x)):
            rest = y[t] - b * x[t]
            weight = (FREEDOM + 1) / (FREEDOM + (rest / scale) ** 2)
            moment += weight * x[t] ** 2
            cross += weight * x[t] * y[t]
            squares += weight * rest**2
            spread += (weight * rest * x[t]) ** 2
        b = cross / moment
        scale = max(np.sqrt(squares / len(x)), LEAST_SCALE_KWH)
    odds = 0.0
    for t in range(len(x)):
        without = 1 + (y[t] / scale) ** 2 / FREEDOM
        odds += np.log(without / (1 + ((y[t] - sign * x[t]) / scale) ** 2 / FREEDOM))
    out[0], out[1] = b, SERIAL_ERROR * np.sqrt(spread) / moment
    out[2] = 0.5 * (FREEDOM + 1) * odds / SERIAL_ERROR**2

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
    scale = row_median(np.abs(loss))
    found = _echoes(own, loss, scale, unit.astype(np.int64), node.astype(np.int64), sign)
    return Echo(found[0], found[1], found[2], found[3].astype(np.int64))


@njit(cache=True)
def _echoes(  # noqa: PLR0917 - a kernel takes its columns one by one
    own: NDArray[np.float32],
    loss: NDArray[np.float32],
    scale: NDArray[np.float64],
    unit: NDArray[np.int64],
    node: NDArray[np.int64],
    sign: float,
) -> NDArray[np.float64]:
    """Coefficient, error, odds and count of each pair, (4, p)."""
    out = np.zeros((4, len(unit)))
    out[:2] = np.nan
    x, y = np.empty(own.shape[1]), np.empty(own.shape[1])
    for p in range(len(unit)):
        if node[p] < 0 or not np.isfinite(scale[node[p]]):
            continue
        limit = CLIPPED_AT * scale[node[p]] + LEAST_SCALE_KWH
        count, xx, xy, yy = 0, 0.0, 0.0, 0.0
        for t in range(own.shape[1]):
            x[count], y[count] = own[unit[p], t], loss[node[p], t]
            if np.isfinite(x[count]) and np.isfinite(y[count]):
                calm = min(max(y[count], -limit), limit)
                xx += x[count] ** 2
                xy += x[count] * calm
                yy += calm**2
                count += 1
        out[3, p] = count
        if xx <= 0 or yy <= 0 or sign * xy * np.sqrt(count) < LEAST_Z * np.sqrt(xx * yy):
            continue
        _fit(x[:count], y[:count], sign, out[:, p])
    return out


@njit(cache=True)
def _fit(
    x: NDArray[np.float64], y: NDArray[np.float64], sign: float, out: NDArray[np.float64]
) -> None:
    """Fit y = b x with errors of Student's distribution, from the expected b on."""
    b, scale = sign, max(np.median(np.abs(y - sign * x)), LEAST_SCALE_KWH)
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

"""Loss noise: how the hours of a district's loss scatter, and what makes that scatter white.

Some hours of the day scatter more than others, what registers show late goes on from hour to
hour, and some days are wild as a whole: wet ones, or those of a large thief of whose load nothing
is known. Days that scatter much are told from the others, each kind with a noise of its own.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.robust import MAD_TO_SIGMA
from features.supplied import HOURS_A_DAY
from features.window import Codes, Facts, Flags, Floats

# Days on either side that tell the usual hour; hours that a day needs.
NEAR_DAYS, LEAST_HOURS = 5, 12
# Wild days scatter by so many times what calm ones do, and so many make a kind.
WILD_RATIO, CALM_SHARE, LEAST_WILD_DAYS = 2.0, 0.25, 7
# Noise beyond so many robust sigma tells no more; least noise of an hour over the mean.
CLIPPED_AT, LEAST_SHARE = 6.0, 0.06
# A day whose noise is larger weighs less, as if it were known from so many hours; most weight.
HOURS_OF_TRUST, MOST_WEIGHT = 24.0, 2.0
# Least variance of a pattern of hours over that of one hour: no pattern is free of noise.
LEAST_PATTERN, ROUNDS = 0.08, 3
UNSEEN = 1e-9


class LossNoise(NamedTuple):
    """Noise of the hours of a loss on d days.

    weight: (d,) trust in each day beside those of its kind, 0 where too little of it is known.
    trust: (d,) the same beside all days. kind: (d,) 0 calm, 1 wild.
    sigma: (2, 24) kWh, by kind and hour. factor: (2, 24, 24) what makes scaled hours white.
    """

    weight: Floats
    trust: Floats
    kind: Codes
    sigma: Floats
    factor: Floats


def loss_noise(loss: Floats, known: Flags) -> LossNoise:
    """Tell the noise of a loss (d, 24), kWh, by the hours that are known (d, 24)."""
    is_used = known.sum(axis=1) >= LEAST_HOURS
    weight, kind = is_used.astype(np.float64), np.zeros(len(loss), dtype=np.int32)
    left = less_usual(loss[None], known, weight)[0]
    size = MAD_TO_SIGMA * _median_size(left, known) + UNSEEN
    wild = _scatter_of_days(left, known, size)
    trust = is_used * np.minimum(size**2 / (wild**2 + 0.25 * size**2), MOST_WEIGHT)
    weight = trust
    sigma = np.ones((2, HOURS_A_DAY))
    factor = np.repeat(np.eye(HOURS_A_DAY)[None], 2, axis=0)
    for _ in range(ROUNDS):
        kind = _kinds(wild, is_used)
        left = less_usual(loss[None], known, trust)[0]
        for one in np.unique(kind):
            here = kind == one
            own = np.where(here, weight, 0.0)
            sigma[one], factor[one], new = _noise(left, known, own, here & is_used)
            weight = np.where(here, new, weight)
        trust = weight * (np.square(sigma[0]).mean() / np.square(sigma).mean(axis=1))[kind]
        calm = MAD_TO_SIGMA * _median_size(left, known & (kind == 0)[:, None]) + UNSEEN
        wild = _scatter_of_days(left, known, calm)
    return LossNoise(weight, trust, kind, sigma, factor)


def whitened(rows: Facts, known: Flags, noise: LossNoise) -> Facts:
    """Rows (x, d, 24) less their usual hours, filtered so that the noise is white; (x, d * 24)."""
    left = less_usual(rows, known, noise.trust)
    left *= (known * np.sqrt(noise.weight)[:, None] / noise.sigma[noise.kind]).astype(left.dtype)
    out = np.empty_like(left)
    for one in np.unique(noise.kind):
        here = noise.kind == one
        out[:, here] = left[:, here] @ noise.factor[one].astype(left.dtype)
    return np.asarray(out.reshape(len(rows), -1))


@njit(cache=True)
def less_usual(rows: Floats | Facts, known: Flags, weight: Floats) -> Any:
    """Rows (x, d, 24) less the mean by `weight` (d,) of the hour on the days around it."""
    days, hours = known.shape
    out = np.zeros_like(rows)
    total, trust = np.zeros((days + 1, hours)), np.zeros((days + 1, hours))
    for t in range(days):
        for h in range(hours):
            trust[t + 1, h] = trust[t, h] + (weight[t] + UNSEEN if known[t, h] else 0.0)
    for x in range(len(rows)):
        for t in range(days):
            for h in range(hours):
                worth = weight[t] + UNSEEN if known[t, h] else 0.0
                total[t + 1, h] = total[t, h] + worth * rows[x, t, h]
        for t in range(days):
            first, last = max(t - NEAR_DAYS, 0), min(t + NEAR_DAYS + 1, days)
            for h in range(hours):
                if known[t, h]:
                    near = max(trust[last, h] - trust[first, h], UNSEEN)
                    out[x, t, h] = rows[x, t, h] - (total[last, h] - total[first, h]) / near
    return out


def _median_size(left: Floats, known: Flags) -> float:
    return float(np.median(np.abs(left[known]))) if known.any() else 0.0


def _scatter_of_days(left: Floats, known: Flags, size: float) -> Floats:
    """Root mean square (d,) of what is left (d, 24), without leaps."""
    square = np.where(known, np.minimum(np.abs(left), CLIPPED_AT * size) ** 2, 0.0)
    return np.asarray(np.sqrt(square.sum(axis=1) / np.maximum(known.sum(axis=1), 1)))


def _kinds(wild: Floats, is_used: Flags) -> Codes:
    """(d,) 1 for days that scatter far more than calm ones, where there are enough of both."""
    if not is_used.any():
        return np.zeros(len(wild), dtype=np.int32)
    calm = np.quantile(wild[is_used], CALM_SHARE)
    is_wild = is_used & (wild > WILD_RATIO * calm)
    few = min(is_wild.sum(), (is_used & ~is_wild).sum()) < LEAST_WILD_DAYS
    return np.where(is_wild & (not few), 1, 0).astype(np.int32)


def _noise(
    left: Floats, known: Flags, weight: Floats, is_used: Flags
) -> tuple[Floats, Floats, Floats]:
    """Sigma (24,), factor (24, 24) and new weights of one kind of days; weight: 0 on others."""
    bound = CLIPPED_AT * MAD_TO_SIGMA * _median_size(left, known & is_used[:, None]) + UNSEEN
    trust = weight[:, None] * known
    square = (trust * np.minimum(np.abs(left), bound) ** 2).sum(axis=0)
    sigma = np.sqrt(_smooth(square / np.maximum(trust.sum(axis=0), UNSEEN)))
    scaled = np.clip(left / sigma, -CLIPPED_AT, CLIPPED_AT) * known
    moment = _by_lag((scaled * weight[:, None]).T @ scaled)
    count = _by_lag(trust.T @ known.astype(np.float64))
    moment = moment / np.maximum(count, UNSEEN)
    size = max(float(moment[0]), UNSEEN)
    place = np.abs(np.subtract.outer(np.arange(HOURS_A_DAY), np.arange(HOURS_A_DAY)))
    value, pattern = np.linalg.eigh((moment / size)[place])
    inverse = (pattern / np.maximum(value, LEAST_PATTERN)) @ pattern.T
    hours = np.maximum(known.sum(axis=1), 1)
    wild = np.einsum("di,ij,dj->d", scaled, inverse, scaled) / (size * hours)
    usual = float(np.median(wild[is_used])) + UNSEEN if is_used.any() else 1.0
    new = (HOURS_OF_TRUST + hours) / (HOURS_OF_TRUST + hours * wild / usual)
    new = new / np.median(new[is_used]) if is_used.any() else new
    new = np.where(is_used, np.minimum(new, MOST_WEIGHT), 0.0)
    return sigma * np.sqrt(size * usual), np.linalg.cholesky(inverse), new


def _smooth(variance: Floats) -> Floats:
    """Variances (24,) like their neighbours; the first hour is told by what a day leaves."""
    padded = np.pad(variance[1:], 1, mode="edge")
    out = np.append(variance[0], (padded[:-2] + 2.0 * padded[1:-1] + padded[2:]) / 4.0)
    return np.asarray(np.maximum(out, LEAST_SHARE * out.mean() + UNSEEN**2))


def _by_lag(products: NDArray[np.float64]) -> Floats:
    """Sum (24,) of products of two hours (24, 24), by how far apart the hours are."""
    return np.array([np.trace(products, offset=lag) for lag in range(HOURS_A_DAY)])

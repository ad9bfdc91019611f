"""Surrounding load: what others draw from the same wires, and what it does to a voltage.

A customer at the far end of a line feels more of what the district draws than one beside the
transformer; one on the feeder itself feels what the feeder draws. Neighbours' voltage takes
out what both feel alike. The rest goes with the others' energy, by a slope that differs from
customer to customer and that the days tell.
"""

from __future__ import annotations

import numpy as np

from features.group_sum import sum_of_others
from features.robust import MAD_TO_SIGMA, row_median
from features.window import Floats, Window
from pipeline.contract.facts import PHASES

GROUPS = ("transformer_id", "feeder_id")
# Of an account's usual energy: one odd register must not stand for a district.
MOST_OF_USUAL = 4.0
LEAST_OTHERS = 3
LEAST_PAIRS = 20
# In sigmas; a tap or a broken neutral must not pass for a slope.
WIDEST_STEP = 4.0
LEAST_SIGMA = 1e-4
# Log voltage that twice the load can hardly exceed: slopes are drawn towards nought by it.
USUAL_SLOPE = 0.02


def surrounding_volts(window: Window, volts: Floats) -> Floats:
    """Part of relative voltages (3, n, d) that goes with the others' load; 0 where not known.

    Slopes are those of changes from day to day, beside the own load's, so that a load that
    falls for good, metered or not, has next to no part in them.
    """
    around = [_others_load(window, name) for name in GROUPS]
    out = np.zeros(volts.shape)
    for phase, name in enumerate(PHASES):
        rows = np.flatnonzero(np.isfinite(volts[phase]).any(axis=1))
        amperes = window.fact(f"i_{name}_mean_a")[rows] * window.multiplier[rows]
        own = _of_usual(amperes.astype(np.float64))
        own = np.where(np.isfinite(own), own, _of_usual(window.kwh[rows]))
        beside = [load[rows] for load in around]
        slopes = _slopes(volts[phase, rows], [own, *beside])
        for slope, load in zip(slopes[1:], beside, strict=True):
            away = load - row_median(load)[:, None]
            out[phase, rows] += slope[:, None] * np.nan_to_num(away)
    return out


def _of_usual(values: Floats) -> Floats:
    usual = row_median(values)
    return values / np.where(usual > 0, usual, np.nan)[:, None]


def _others_load(window: Window, name: str) -> Floats:
    """Energy of the others of a group over what is usual for those read that day, (n, d).

    NaN where fewer than three others were read.
    """
    codes = window.group[name]
    usual = row_median(window.kwh)
    out = np.full(window.shape, np.nan)
    for day in range(window.shape[1]):
        known = np.isfinite(window.kwh[:, day]) & (usual > 0)
        weight = np.where(known, usual, 0.0)
        drawn = np.where(known, np.clip(window.kwh[:, day], 0.0, MOST_OF_USUAL * usual), 0.0)
        count = sum_of_others(known.astype(np.float64), codes)
        total = sum_of_others(weight, codes)
        enough = (count >= LEAST_OTHERS) & (total > 0)
        of_usual = sum_of_others(drawn, codes) / np.where(enough, total, 1.0)
        out[:, day] = np.where(enough, of_usual, np.nan)
    return out


def _slopes(volts: Floats, loads: list[Floats]) -> Floats:
    """Slopes (k, n) of day-to-day changes of `volts` on those of each of k loads (n, d)."""
    y = _steps(volts)
    # A load that is not known has no slope, and must not keep the others from theirs.
    columns = [_steps(load) for load in loads]
    columns = [np.where(_is_told(one)[:, None], one, 0.0) for one in columns]
    x = np.stack(columns, axis=-1)
    known = np.isfinite(y) & np.isfinite(x).all(axis=-1)
    x, y = np.where(known[..., None], x, 0.0), np.where(known, y, 0.0)
    sigma = np.maximum(MAD_TO_SIGMA * row_median(np.where(known, np.abs(y), np.nan)), LEAST_SIGMA)
    shrink = np.nan_to_num(sigma, nan=1.0) / USUAL_SLOPE
    matrix = np.einsum("ndk,ndl->nkl", x, x) + (shrink**2)[:, None, None] * np.eye(len(loads))
    found = np.linalg.solve(matrix, np.einsum("ndk,nd->nk", x, y)[..., None])[..., 0]
    return np.where((known.sum(axis=1) >= LEAST_PAIRS)[:, None], found, 0.0).T


def _is_told(steps: Floats) -> np.ndarray:
    return np.asarray(np.isfinite(steps).sum(axis=1) >= LEAST_PAIRS)


def _steps(values: Floats) -> Floats:
    """Changes (n, d - 1) from day to day, at most some sigmas wide."""
    steps = np.diff(values, axis=1)
    sigma = MAD_TO_SIGMA * row_median(np.abs(steps))[:, None]
    return np.clip(steps, -WIDEST_STEP * sigma, WIDEST_STEP * sigma)

"""Usual level: what the nodes of a kind lose, over what physics suggests for them.

Districts of one utility are built alike, and so are feeders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.robust import MAD_TO_SIGMA
from features.window import Flags, Floats

# Relative error of the prior: of one utility's level, and of one node against the others.
LEVEL_ERROR, NODE_ERROR, FEEDER_ERROR, LEAST_NODES = 0.35, 0.35, 0.5, 8
LEAST_ERROR = 0.15
# Levels over the prior that wires may have.
LEAST_LEVEL, MOST_LEVEL = 0.3, 2.5


@dataclass(frozen=True)
class Level:
    """Loss over the prior's that is usual among a node's kind; every field is (m,).

    error: relative error of it for one node. other: how far nodes lie from it for reasons
    that are not technical: what is taken, and customers mapped to the wrong node.
    """

    usual: Floats
    error: Floats
    other: Floats


def common_level(low: Floats, is_feeder: Flags) -> Level:
    """Weigh what the nodes of a kind show with the physical prior, by how well they agree."""
    found = Level(
        np.ones(len(low)),
        np.where(is_feeder, FEEDER_ERROR, NODE_ERROR),
        np.full(len(low), LEVEL_ERROR),
    )
    for kind in (is_feeder, ~is_feeder):
        shown = low[kind & np.isfinite(low)]
        if len(shown) < LEAST_NODES:
            continue
        middle = float(np.clip(np.median(shown), LEAST_LEVEL, MOST_LEVEL))
        spread = MAD_TO_SIGMA * float(np.median(np.abs(shown - np.median(shown))))
        weight = LEVEL_ERROR**2 / (LEVEL_ERROR**2 + 1.57 * spread**2 / len(shown))
        unsure = LEVEL_ERROR * np.sqrt(1.0 - weight)
        usual = 1.0 + weight * (middle - 1.0)
        near = shown[(shown > LEAST_LEVEL) & (shown < MOST_LEVEL)]
        around = MAD_TO_SIGMA * float(np.median(np.abs(near - usual))) if len(near) else NODE_ERROR
        found.usual[kind] = usual
        error = np.hypot(max(around / usual, LEAST_ERROR), unsure)
        found.error[kind] = np.minimum(error, found.error[kind])
        found.other[kind] = spread
    return found


def beyond_usual(low: Floats, level: Level) -> Floats:
    """How far the level of each node (m,) lies outside of what is usual."""
    away = np.abs(np.nan_to_num(low, nan=MOST_LEVEL) - level.usual)
    return np.asarray(np.maximum(away - level.error * level.usual, 0.0))

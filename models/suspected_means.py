"""Suspected means: how the electricity is taken, as the evidence suggests."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.registry import FeatureTable
from features.window import Floats
from pipeline.contract.vocabulary import Family

# Families that see what theft does, and not how it is done.
EFFECTS = (Family.CONSUMPTION, Family.ENERGY_BALANCE)
# From here on a cause is named, even if its effect is the stronger evidence.
CAUSE_DEGREE = 0.5


def suspected_means(
    table: FeatureTable, order: NDArray[np.intp], degrees: Floats
) -> NDArray[np.object_]:
    """Return (n,) what the evidence suggests; None without evidence.

    The strongest evidence of a cause goes before that of its effect, lower consumption.
    """
    names = np.array([*(feature.means.value for feature in table.features), None], dtype=object)
    is_cause = np.array([*(feature.family not in EFFECTS for feature in table.features), False])
    strong = np.take_along_axis(degrees, np.maximum(order, 0), axis=1) >= CAUSE_DEGREE
    named = is_cause[order] & strong
    lead = np.where(named.any(axis=1), named.argmax(axis=1), 0)
    # Where there is no evidence the index is -1, which picks the None at the end.
    return np.asarray(names[np.take_along_axis(order, lead[:, None], axis=1)[:, 0]])

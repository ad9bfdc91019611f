"""Suspected means: how the electricity is taken, as the evidence suggests."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.registry import FeatureTable
from features.window import Floats
from models.specificity import Trace, trace_of

# From here on a trace names its means, even where a less telling one is the stronger
# evidence: a little below a feature's threshold (0.5), for the stronger one agrees.
NAMING_DEGREE = 0.4


def suspected_means(
    table: FeatureTable, order: NDArray[np.intp], degrees: Floats
) -> NDArray[np.object_]:
    """Return (n,) what the evidence suggests; None without evidence.

    order: (n, k) the features in evidence, strongest first, -1 where none. degrees: (n, f).
    The most telling trace among the evidence names the means, of equal ones the strongest.
    """
    names = np.array([*(feature.means.value for feature in table.features), None], dtype=object)
    traces = np.array([*(trace_of(feature) for feature in table.features), Trace.EFFECT])
    names_it = np.take_along_axis(degrees, np.maximum(order, 0), axis=1) >= NAMING_DEGREE
    telling = np.where(names_it & (order >= 0), traces[order], Trace.EFFECT)
    # The first of the largest: of equally telling traces the strongest evidence.
    lead = telling.argmax(axis=1)
    # Where there is no evidence the index is -1, which picks the None at the end.
    return np.asarray(names[np.take_along_axis(order, lead[:, None], axis=1)[:, 0]])

"""Shares: parts of wholes that may be empty."""

from __future__ import annotations

from typing import SupportsFloat

import numpy as np
from numpy.typing import NDArray

from features.window import Floats


def shares(parts: NDArray[np.generic], wholes: NDArray[np.generic]) -> Floats:
    """Return `parts` over `wholes`, of one shape; NaN where the whole is 0."""
    part, whole = np.asarray(parts, dtype=np.float64), np.asarray(wholes, dtype=np.float64)
    result: Floats = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole != 0)
    return result


def share(part: SupportsFloat, whole: SupportsFloat) -> float:
    """Return `part` over `whole`; NaN where the whole is 0."""
    return float(part) / float(whole) if float(whole) else float("nan")

"""Random streams: one a purpose, so that a change in one part leaves the others as they were."""

from __future__ import annotations

import zlib

import numpy as np


def stream(seed: int, *purpose: str | int) -> np.random.Generator:
    """Return the generator of one purpose, e.g. `stream(7, "load", day)`.

    The same seed and purpose always give the same numbers, whatever else is drawn.
    """
    keys = [zlib.crc32(str(part).encode()) for part in purpose]
    return np.random.default_rng([abs(seed), *keys])

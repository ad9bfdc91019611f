"""A number for the present source of the kernels: part of their key in Numba's cache.

Numba tells stale code by the file of the outermost function alone. Each cached kernel
therefore has this digest as a free variable, which Numba does put into the key.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from features.kernels.layout import DOUBLE_FACTS, FLOAT_FACTS, LONG_FACTS


@lru_cache(maxsize=1)
def source_digest() -> int:
    """Return a positive number that changes with any kernel's source or the order of facts."""
    digest = hashlib.sha256(repr((FLOAT_FACTS, DOUBLE_FACTS, LONG_FACTS)).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return int.from_bytes(digest.digest()[:7], "big") | 1

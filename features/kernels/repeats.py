"""Whether a channel ever repeats itself."""

from __future__ import annotations

from features.kernels.compiled import kernel
from features.kernels.numba_types import Array


@kernel
def has_repeat(values: Array) -> bool:
    """Tell whether any value equals that before it, or both are unknown."""
    found = False
    for k in range(1, len(values)):
        now, before = values[k], values[k - 1]
        found |= (now == before) | ((now != now) & (before != before))
    return found

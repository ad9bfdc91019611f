"""Every district searched, each by its own thread: the outermost kernel."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numba import njit, prange

from features.energy_balance import heard as of
from features.energy_balance.district_search import search_district
from features.window import Codes, Flags, Floats


@lru_cache(maxsize=1)
def compiled_search() -> Callable[..., Floats]:
    """Return the search, compiled at its first call and cached under the sources' digest."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return _compile(int.from_bytes(digest.digest()[:7], "big") | 1)


def _compile(digest: int) -> Callable[..., Floats]:
    """Compile under `digest`, a free variable and so a part of the key in Numba's cache.

    Numba tells stale code by the file of the outermost function alone.
    """

    @njit(cache=True, parallel=True)
    def search_all(  # noqa: PLR0917 - a kernel takes its columns one by one
        first: Codes,
        loss: Floats,
        total: Floats,
        weight: Floats,
        own: Floats,
        own_known: Flags,
        slot_loss: Floats,
        slot_total: Floats,
        slot_known: Flags,
        slot_own: Floats,
        has_slots: Flags,
        weekend: Flags,
        draws: Floats,
    ) -> Floats:
        """Return what was heard (k, COLUMNS) of the accounts of districts; see `Observation`."""
        out = np.zeros((len(own), of.COLUMNS))
        if digest == 0:
            return out
        for node in prange(len(loss)):
            own_here = own[first[node] : first[node + 1]]
            known_here = own_known[first[node] : first[node + 1]]
            if has_slots[node]:
                heard, _ = search_district(
                    loss[node],
                    total[node],
                    weight[node],
                    own_here,
                    known_here,
                    slot_loss[node],
                    slot_total[node],
                    slot_known[node],
                    slot_own[first[node] : first[node + 1]],
                    weekend,
                    draws,
                )
            else:
                heard, _ = search_district(
                    loss[node],
                    total[node],
                    weight[node],
                    own_here,
                    known_here,
                    loss[node],
                    total[node],
                    weight[node] > 0,
                    own_here,
                    weekend,
                    draws,
                )
            out[first[node] : first[node + 1]] = heard
        return out

    compiled: Callable[..., Floats] = search_all
    return compiled

"""Feeders and transformers: how many, how large, and which customer hangs on which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIN_ACCOUNTS = 4
ACCOUNTS_A_DISTRICT = 49
ACCOUNTS_A_DEDICATED = 50  # one customer in so many has a transformer of its own
DISTRICTS_A_FEEDER = 5
DISTRICTS_A_ZONE = 3
STANDARD_KVA = np.array([100, 160, 200, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2500])


@dataclass(frozen=True)
class Network:
    """Feeders (f) and transformers (t), in order of their feeder.

    transformer_ids, feeder_ids: names. feeder_of: (t,) index of each transformer's feeder.
    is_dedicated: (t,) a single customer's own. zone_of: (t,) inspection area:
    neighbouring transformers of one feeder.
    """

    transformer_ids: NDArray[np.str_]
    feeder_ids: NDArray[np.str_]
    feeder_of: NDArray[np.int64]
    is_dedicated: NDArray[np.bool_]
    zone_of: NDArray[np.str_]


def dedicated_count(accounts: int, share: float | None = None) -> int:
    """Return how many of `accounts` have a transformer of their own; two at least share one.

    Without a `share` it is one in fifty, but three at least of twelve.
    """
    if share is not None:
        return max(1, min(accounts - 2, round(share * accounts)))
    return max(1, min(accounts // 4, max(3, round(accounts / ACCOUNTS_A_DEDICATED))))


def build_network(
    accounts: int,
    rng: np.random.Generator,
    *,
    dedicated_share: float | None = None,
    district_accounts: int = ACCOUNTS_A_DISTRICT,
) -> Network:
    """Lay out feeders and transformers for so many accounts: two feeders at least.

    ValueError below `MIN_ACCOUNTS`: two districts and an own transformer need customers.
    """
    if accounts < MIN_ACCOUNTS:
        raise ValueError(f"{accounts} accounts are too few to simulate: {MIN_ACCOUNTS} at least")
    dedicated = dedicated_count(accounts, dedicated_share)
    districts = max(2, round((accounts - dedicated) / district_accounts))
    feeders = max(2, round(districts / DISTRICTS_A_FEEDER))
    feeder_of = np.concatenate(
        [np.arange(districts) % feeders, rng.integers(0, feeders, dedicated)]
    )
    is_dedicated = np.arange(districts + dedicated) >= districts
    order = np.lexsort((is_dedicated, feeder_of))
    names = [
        f"{'Z' if is_dedicated[place] else 'T'}{number:04d}"
        for number, place in enumerate(order, start=1)
    ]
    return Network(
        transformer_ids=np.array(names),
        feeder_ids=np.array([f"F{number:03d}" for number in range(1, feeders + 1)]),
        feeder_of=feeder_of[order],
        is_dedicated=is_dedicated[order],
        zone_of=_zones(feeder_of[order], is_dedicated[order]),
    )


def _zones(feeder_of: NDArray[np.int64], is_dedicated: NDArray[np.bool_]) -> NDArray[np.str_]:
    """(t,) names of zones that keep to one feeder each."""
    place = np.arange(len(feeder_of)) - np.searchsorted(feeder_of, feeder_of)
    zones = -(-np.bincount(feeder_of[~is_dedicated]) // DISTRICTS_A_ZONE)
    block = np.unique(feeder_of * 1000 + place % zones[feeder_of], return_inverse=True)[1]
    return np.char.add("zone-", np.char.mod("%02d", block + 1))


def rating_kva(mean_kw: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standard transformer size (t,) that carries twice and a half the mean load."""
    place = np.searchsorted(STANDARD_KVA, 2.5 * mean_kw)
    return STANDARD_KVA[np.minimum(place, len(STANDARD_KVA) - 1)].astype(np.float64)

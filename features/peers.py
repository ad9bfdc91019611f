"""Peers: what comparable accounts did at the same time (weather, calendar, shared events)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.window import Codes, Flags, Floats, Window

LEAST_PEERS = 8


def codes_of(text: NDArray[np.str_]) -> Codes:
    """Codes (n,) of texts in their sorted order; -1 for the empty text."""
    names, codes = np.unique(text, return_inverse=True)
    empty = np.flatnonzero(names == "")
    out = codes.astype(np.int32)
    return np.where(out == empty[0], -1, out).astype(np.int32) if len(empty) else out


def crossed(*keys: Codes) -> Codes:
    """Codes (n,) of the groups that share all `keys`; -1 where one of them is unknown."""
    stacked = np.stack(keys)
    known = (stacked >= 0).all(axis=0)
    _, codes = np.unique(stacked, axis=1, return_inverse=True)
    return np.where(known, codes.ravel(), -1).astype(np.int32)


def peer_levels(window: Window) -> tuple[Codes, ...]:
    """Peer groups from near to far: class and transformer, class and zone, class, all."""
    tariff = codes_of(window.text["tariff_class"])
    kind = np.where(tariff < 0, tariff.max(initial=-1) + 1, tariff).astype(np.int32)
    zone = codes_of(window.text["zone"])
    everyone = np.zeros(len(kind), dtype=np.int32)
    return (crossed(kind, window.group["transformer_id"]), crossed(kind, zone), kind, everyone)


def movement(level: Floats, groups: Sequence[Codes], least: int = LEAST_PEERS) -> Floats:
    """Median of the peers' values a day, from the nearest group that is large enough.

    level: (n, d), each account's own deviation from its usual, NaN unknown. Returns (n, d),
    NaN where no group has `least` known members that day.
    """
    out = np.full(level.shape, np.nan)
    for codes in groups:
        if np.isfinite(out).all():
            break
        medians = group_median(level, codes, least)
        out = np.where(np.isfinite(out), out, medians)
    return out


def group_median(values: Floats, codes: Codes, least: int) -> Floats:
    """Median over each group a day, spread back to its members (n, d); NaN below `least`."""
    order = np.argsort(codes, kind="stable")
    ends = np.flatnonzero(np.diff(codes[order], append=np.int32(-2)))
    starts = np.concatenate(([0], ends[:-1] + 1))
    out: Floats = _group_median(
        np.ascontiguousarray(values, dtype=np.float64), codes, order, starts, ends + 1, least
    )
    return out


def share_of_others(flags: Flags, codes: Codes, counted: Flags) -> tuple[Floats, Floats]:
    """Share of the other members of one's group with a flag, a day, and how many there are.

    flags, counted: (n, d); `counted` marks who is there to be counted. Returns (n, d) each;
    the share is NaN where nobody else is there.
    """
    groups = int(codes.max(initial=-1)) + 1
    place = np.where(codes < 0, groups, codes)
    shown = (flags & counted).astype(np.float64)
    there = counted.astype(np.float64)
    hits = np.zeros((groups + 1, flags.shape[1]))
    members = np.zeros_like(hits)
    np.add.at(hits, place, shown)
    np.add.at(members, place, there)
    others = np.where((codes >= 0)[:, None], members[place] - there, 0.0)
    share = np.where(others > 0, (hits[place] - shown) / np.maximum(others, 1.0), np.nan)
    return share, others


@njit(cache=True)
def _group_median(  # noqa: PLR0917 - a kernel takes its columns one by one
    values: NDArray[np.float64],
    codes: NDArray[np.int32],
    order: NDArray[np.int64],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    least: int,
) -> NDArray[np.float64]:
    out = np.full(values.shape, np.nan)
    for g in range(len(starts)):
        members = order[starts[g] : ends[g]]
        if len(members) < least or codes[members[0]] < 0:
            continue
        known = np.empty(len(members))
        for t in range(values.shape[1]):
            count = 0
            for i in members:
                if np.isfinite(values[i, t]):
                    known[count] = values[i, t]
                    count += 1
            if count >= least:
                middle = np.median(known[:count])
                for i in members:
                    out[i, t] = middle
    return out

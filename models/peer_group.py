"""Peer groups: among whom an account is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.window import Flags

SMALLEST_GROUP = 50

Words = NDArray[np.str_]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class PeerGroup:
    """Accounts judged together.

    name: wiring, class and channels in words; empty for everyone.
    members: indices of the accounts that are judged here.
    reference: indices of the accounts that they are judged among, members included.
    """

    name: str
    members: Indices
    reference: Indices


def peer_groups(
    wiring: Words, tariff_class: Words, judged: Flags, smallest: int = SMALLEST_GROUP
) -> tuple[PeerGroup, ...]:
    """Group accounts by the channels they have, their wiring and their class.

    wiring, tariff_class: (n,), empty where unknown. judged: (n, f), which features could be
    judged. A group of fewer than `smallest` accounts is judged among its parent's: without
    the class, then without the wiring, at last among everyone. Accounts with nothing judged
    are in no group. Groups come in the order of their names.
    """
    present = np.flatnonzero(judged.any(axis=1))
    channels = _channel_names(judged[present])
    wired = _joined(channels, wiring[present])
    everyone = np.full(len(present), "", dtype=np.str_)
    levels = (_joined(wired, tariff_class[present]), wired, channels, everyone)
    return _groups(levels, present, smallest)


def _groups(levels: Sequence[Words], present: Indices, smallest: int) -> tuple[PeerGroup, ...]:
    home = np.full(len(present), len(levels) - 1)
    for level in reversed(range(len(levels) - 1)):
        _, code, count = np.unique(levels[level], return_inverse=True, return_counts=True)
        home[count[code] >= smallest] = level
    found = []
    for level, names in enumerate(levels):
        for name in np.unique(names[home == level]):
            alike = names == name
            members = present[alike & (home == level)]
            found.append(PeerGroup(str(name), members, present[alike]))
    return tuple(found)


def _channel_names(judged: Flags) -> Words:
    patterns, pattern = np.unique(judged, axis=0, return_inverse=True)
    names = ["".join("1" if flag else "0" for flag in row) for row in patterns]
    return np.array(names, dtype=np.str_)[pattern.reshape(-1)]


def _joined(left: Words, right: Words) -> Words:
    return np.char.add(np.char.add(left, "|"), right)

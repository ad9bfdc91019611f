"""Open events: starts of which no end is known.

Devices tell an end beside its start, or as an event of its own, or not at all. A start is
open while neither its own end nor an end reported after it is known; where a device and its
code list never tell ends, nothing can be said, and no start is called open.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.event_codes import SILENT, end_map


class OpenEvents:
    """Counts starts, and those without an end, by device kind and canonical code.

    Days are given from the last to the first, so that every later end is known by then.
    """

    def __init__(self) -> None:
        self._ended: pd.Index[str] = pd.Index([], dtype=object)
        self._started: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._telling: set[str] = set()

    @property
    def started(self) -> dict[str, int]:
        """Starts by "kind code", of codes whose ends are told."""
        return {name: self._started[name] for name in sorted(self._telling & set(self._started))}

    @property
    def open(self) -> dict[str, int]:
        """Open ones among them, the most first."""
        found = {name: self._open[name] for name in self.started if self._open[name]}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def see(self, events: pd.DataFrame, kinds: NDArray[np.object_], *, counts: bool) -> None:
        """Take the events of one day; their starts are counted where `counts` says so.

        events: columns device, ts, end (microseconds, NaN without an end that can be true),
        profile, canonical and ends. kinds: (n,) kind of the device of each.
        """
        tells = np.asarray(events["ends"] != "")
        ends = events[tells]
        last = ends["ts"].groupby(ends["device"] + "\n" + ends["ends"]).max()
        if counts:
            is_start = ~tells & ~events["canonical"].isin(["", SILENT]).to_numpy()
            starts = events[is_start]
            key = starts["device"] + "\n" + starts["canonical"]
            later = last.reindex(key).to_numpy(dtype=np.float64) >= starts["ts"].to_numpy()
            is_over = later | starts["end"].notna().to_numpy() | key.isin(self._ended).to_numpy()
            self._count(starts, kinds[is_start], is_over)
        self._ended = self._ended.union(pd.Index(last.index), sort=False)

    def _count(
        self, starts: pd.DataFrame, kinds: NDArray[np.object_], is_over: NDArray[np.bool_]
    ) -> None:
        name = pd.Series(kinds + " " + starts["canonical"].to_numpy(dtype=object), dtype=object)
        self._started.update(name)
        self._open.update(name[~is_over])
        self._telling.update(name[is_over | _list_tells_ends(starts)].unique())


def _list_tells_ends(starts: pd.DataFrame) -> NDArray[np.bool_]:
    """(n,) whether the code list of each start has a code for its end."""
    found = np.zeros(len(starts), dtype=bool)
    for profile in starts["profile"].unique():
        ending = set(end_map(profile).values())
        found |= np.asarray((starts["profile"] == profile) & starts["canonical"].isin(ending))
    return found

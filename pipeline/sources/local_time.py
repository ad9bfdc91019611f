"""Wall clocks to UTC: the hour that comes twice and the hour that never comes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.sources.instants import DAY_US, Walls


class WallClock:
    """Reads the walls of one file, in the order of its rows.

    In the hour that comes twice, a meter's rows say by their order which one they mean:
    where its clock steps back, the second hour begins. A meter that has the hour once
    only is read as in the first.

    Parameters
    ----------
    timezone: IANA zone of naive walls.
    """

    def __init__(self, timezone: str) -> None:
        self.timezone = timezone
        # Steps forward less steps back so far: a file runs one way.
        self._steps = 0
        self._last = pd.DataFrame({"meter": [], "wall": [], "is_second": []})

    def instants(
        self, walls: Walls, meters: pa.Array | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return UTC microseconds (n,) and which walls never were (n,).

        `meters` (n,) names whose order of rows resolves the hour that comes twice.
        """
        if self.timezone == "UTC":
            return walls.us, np.zeros(len(walls.us), bool)
        encoded = pa.array(walls.us).dictionary_encode()
        first, second, missing = _both_readings(encoded.dictionary, self.timezone)
        codes = encoded.indices.to_numpy()
        us = np.where(walls.is_absolute, walls.us, first[codes])
        is_twice = (first != second)[codes] & ~walls.is_absolute & ~missing[codes]
        if meters is not None:
            self._steps += _net_steps(meters, walls.us)
        if meters is not None and is_twice.any():
            rows = np.flatnonzero(is_twice)
            is_second = self._second(meters, walls.us, rows)
            us[rows] = np.where(is_second, second[codes][rows], us[rows])
        return us, missing[codes] & ~walls.is_absolute

    def _second(
        self, meters: pa.Array, walls: NDArray[np.int64], rows: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        is_descending = self._steps < 0
        fresh = pd.DataFrame(
            {
                "meter": meters.take(pa.array(rows)).to_pandas(),
                "wall": walls[rows],
                "is_second": is_descending,
            }
        )
        both = pd.concat([self._last, fresh], ignore_index=True) if len(self._last) else fresh
        both = both.astype({"wall": np.int64, "is_second": np.bool_})
        group = both.groupby(["meter", both["wall"] // DAY_US], sort=False)
        before = group["wall"].shift()
        stepped = before >= both["wall"] if not is_descending else before <= both["wall"]
        # The first row of a group carries over what was known of its meter.
        start = group["is_second"].transform("first")
        steps = stepped.groupby([both["meter"], both["wall"] // DAY_US], sort=False).cummax()
        both["is_second"] = (start & ~steps) if is_descending else (start | steps)
        self._last = both.groupby("meter", sort=False).tail(1)
        found: NDArray[np.bool_] = both["is_second"].to_numpy()[-len(rows) :]
        return found


def _net_steps(meters: pa.Array, walls: NDArray[np.int64]) -> int:
    """Return steps forward less steps back from one row of a meter to its next."""
    codes = meters.dictionary_encode().indices.fill_null(-1).to_numpy()
    order = np.argsort(codes, kind="stable")
    steps = np.diff(walls[order])[np.diff(codes[order]) == 0]
    return int(np.sign(steps).sum())


def _both_readings(
    walls: pa.Int64Array, timezone: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return the earlier and the later instant of each wall, and which never were."""
    naive = walls.cast(pa.timestamp("us"))
    first = pc.assume_timezone(naive, timezone, ambiguous="earliest", nonexistent="earliest")
    second = pc.assume_timezone(naive, timezone, ambiguous="latest", nonexistent="latest")
    missing = pc.not_equal(pc.local_timestamp(first), naive).to_numpy(zero_copy_only=False)
    return (
        first.cast(pa.int64()).to_numpy(),
        second.cast(pa.int64()).to_numpy(),
        missing,
    )

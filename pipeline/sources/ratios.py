"""Instrument transformer ratios of meters, as of an instant, and which meters are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_OPEN_FROM, _OPEN_TO = np.iinfo(np.int64).min, np.iinfo(np.int64).max


@dataclass(frozen=True)
class Scale:
    """Ratios of some readings: ct and pt (n,), 1 where none is known; is_known: the meter is."""

    ct: NDArray[np.float64]
    pt: NDArray[np.float64]
    is_known: NDArray[np.bool_]


class Ratios:
    """Ratios by meter and validity.

    Parameters
    ----------
    accounts: rows of table `accounts`.
    knows_all: every meter counts as known (the utility delivers no accounts).
    ct, pt: ratios of meters that no account names.
    """

    def __init__(
        self, accounts: pa.Table, *, knows_all: bool = False, ct: float = 1.0, pt: float = 1.0
    ) -> None:
        encoded = accounts["meter_id"].combine_chunks().dictionary_encode()
        self._meters = pd.Index(encoded.dictionary.to_numpy(zero_copy_only=False), dtype=object)
        self.knows_all = knows_all
        self._default = (ct, pt)
        code = encoded.indices.to_numpy().astype(np.int64)
        start = _micros(accounts["valid_from"], _OPEN_FROM)
        order = np.lexsort((start, code))
        self._code, self._start = code[order], start[order]
        self._end = _micros(accounts["valid_to"], _OPEN_TO)[order]
        self._ct = _ratio(accounts["ct_ratio"])[order]
        self._pt = _ratio(accounts["pt_ratio"])[order]
        self._moments = np.unique(self._start)
        # Code and rank of the start in one number, so that one search finds both.
        rank = np.searchsorted(self._moments, self._start, side="right")
        self._sorted = self._code * (len(self._moments) + 1) + rank

    def is_known(self, meters: pa.StringArray) -> NDArray[np.bool_]:
        """Tell which `meters` (n,) an account names."""
        return np.full(len(meters), True) if self.knows_all else self._codes(meters) >= 0

    def unnamed(self, meters: pa.StringArray) -> pa.StringArray:
        """Return those of `meters` that no account names."""
        return meters.filter(pa.array(self._codes(meters) < 0))

    def scale(self, meters: pa.StringArray, ts_us: NDArray[np.int64]) -> Scale:
        """Return the ratios of `meters` (n,) at UTC microseconds `ts_us` (n,)."""
        code = self._codes(meters)
        known = code >= 0
        ct, pt = (np.where(known, 1.0, ratio) for ratio in self._default)
        if known.any():
            rank = np.searchsorted(self._moments, ts_us, side="right")
            wanted = code * (len(self._moments) + 1) + rank
            place = np.maximum(np.searchsorted(self._sorted, wanted, side="right") - 1, 0)
            valid = known & (self._code[place] == code) & (ts_us < self._end[place])
            ct, pt = np.where(valid, self._ct[place], ct), np.where(valid, self._pt[place], pt)
        return Scale(ct, pt, np.full(len(code), True) if self.knows_all else known)

    def _codes(self, meters: pa.StringArray) -> NDArray[np.int64]:
        encoded = meters.dictionary_encode()
        found = self._meters.get_indexer(encoded.dictionary.to_numpy(zero_copy_only=False))
        codes: NDArray[np.int64] = np.append(found, -1)[
            pc.fill_null(encoded.indices, -1).to_numpy()
        ]
        return codes


def _micros(column: pa.ChunkedArray, null: int) -> NDArray[np.int64]:
    values: NDArray[np.int64] = pc.fill_null(column.cast(pa.int64()), null).to_numpy()
    return values


def _ratio(column: pa.ChunkedArray) -> NDArray[np.float64]:
    values = pc.fill_null(column.cast(pa.float64()), 1.0).to_numpy()
    # A ratio of zero would make every primary value infinite: it is no ratio.
    return np.where(values > 0, values, 1.0)

"""Reporting devices: of what kind each is, and since when it hangs where it hangs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

# The first kind that knows a name has it.
KINDS = ("meter", "terminal", "concentrator", "transformer", "feeder")
UNKNOWN = "unknown"


class ReportingDevices:
    """What table `accounts` tells of the devices that report events.

    Parameters
    ----------
    accounts: rows of the table; none where it did not come yet.
    """

    def __init__(self, accounts: pa.Table) -> None:
        self._known = {kind: _names(accounts, f"{kind}_id") for kind in KINDS}
        rows = pd.DataFrame(
            {
                "meter": accounts["meter_id"].to_pandas().astype(object),
                "from_us": _microseconds(accounts["valid_from"]),
            }
        )
        # Validity that is open to the past tells of no installation.
        dated = rows.groupby("meter")["from_us"].agg(lambda one: one.min(skipna=False))
        self._installed_us = dated.astype(np.float64)

    def kinds(self, device: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return the kind of each device (n,): a word of `KINDS`, or "unknown"."""
        found = np.full(len(device), UNKNOWN, dtype=object)
        for kind in reversed(KINDS):
            found[pd.Index(device, dtype=object).isin(self._known[kind])] = kind
        return found

    def installed_us(self, device: NDArray[np.object_]) -> NDArray[np.float64]:
        """Return the instant (n,) from which each meter is valid, NaN where unknown."""
        return np.asarray(self._installed_us.reindex(device), dtype=np.float64)


def _names(accounts: pa.Table, column: str) -> list[str]:
    names: list[str] = pc.unique(accounts[column]).drop_null().to_pylist()
    return names


def _microseconds(column: pa.ChunkedArray) -> NDArray[np.float64]:
    known = pc.cast(column, pa.int64())
    return np.asarray(known.to_numpy(), dtype=np.float64)

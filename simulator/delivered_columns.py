"""Delivered columns: which columns of readings a region has at all, and which device fills them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.contract import INPUT_TABLES
from simulator.region import DEVICES, Delivered, Region

Flags = NDArray[np.bool_]

KEYS = ("meter_id", "source", "ts")
ENERGY = {
    "register": ("register_kwh", "export_register_kwh"),
    "interval": ("interval_kwh",),
    "none": (),
}


def columns_of(delivered: Delivered) -> frozenset[str]:
    """Return the measured columns that devices of a kind fill."""
    if not delivered.is_delivered:
        return frozenset()
    return frozenset((*ENERGY[delivered.energy], *delivered.channels))


def readings_schema(region: Region) -> pa.Schema:
    """Return the columns of the contract that any device of the region fills."""
    known = {*KEYS}.union(*(columns_of(region.delivered(device)) for device in DEVICES))
    return pa.schema([f for f in INPUT_TABLES["readings"].arrow_schema if f.name in known])


class FilledColumns:
    """Which of m devices fill a column of readings."""

    def __init__(self, region: Region, devices: Sequence[str]) -> None:
        """`devices`: (m,) words of `DEVICES`."""
        kinds = np.array(devices, dtype=np.str_)
        columns = {device: columns_of(region.delivered(device)) for device in set(kinds.tolist())}
        names = frozenset().union(*columns.values())
        self._filled = {
            name: np.isin(kinds, [device for device, own in columns.items() if name in own])
            for name in names
        }

    def masked(
        self, name: str, values: NDArray[np.floating], row: NDArray[np.int64]
    ) -> NDArray[np.floating]:
        """Return `values` (k,) of devices `row` (k,), NaN where the device has no such column."""
        filled = self._filled.get(name)
        if filled is None:
            return np.full_like(values, np.nan)
        return (
            values if filled.all() else np.where(filled[row], values, np.nan).astype(values.dtype)
        )

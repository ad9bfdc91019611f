"""Held primary values into secondary ones, once the meter's ratios are known."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipeline.contract.inputs import READINGS
from pipeline.contract.table import Kind
from pipeline.sources.ratios import Ratios, Scale
from pipeline.sources.row_reader import IS_PRIMARY, divisor_of


def as_secondary(held: pa.Table, ratios: Ratios) -> pa.Table:
    """Return `held` readings with primary values divided by the ratios of their time."""
    is_primary = held[IS_PRIMARY].fill_null(False).to_numpy()
    if not is_primary.any():
        return held
    found = ratios.scale(held["meter_id"].combine_chunks(), held["ts"].cast(pa.int64()).to_numpy())
    ct, pt = (np.where(is_primary, ratio, 1.0) for ratio in (found.ct, found.pt))
    scale = Scale(ct, pt, found.is_known)
    for k, column in enumerate(READINGS.columns):
        if column.kind in (Kind.FLOAT, Kind.DOUBLE) and held[column.name].null_count < len(held):
            values = held[column.name].to_numpy() / divisor_of(column, scale)
            divided = pa.array(values, column.arrow_type, from_pandas=True)
            held = held.set_column(k, column.name, divided)
    return held

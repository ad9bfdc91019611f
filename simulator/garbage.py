"""Garbage: the few rows in every real delivery that no meter can have measured."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from simulator.streams import stream
from simulator.timeline import Day

ROWS_A_DAY = 2
SINCE_1999_US = 915_148_800_000_000  # clocks that lost their battery
IN_2098_US = 4_039_372_800_000_000


def garbage_rows(day: Day, table: pa.Table, seed: int) -> pa.Table:
    """Return a few rows of `table` spoilt: impossible instants, voltages or registers."""
    rng = stream(seed, "garbage", day.index)
    count = min(ROWS_A_DAY, table.num_rows)
    spoilt = table.take(pa.array(np.sort(rng.choice(table.num_rows, count, replace=False))))
    column, value = [
        ("ts", SINCE_1999_US),
        ("ts", IN_2098_US),
        ("u_a", 99_999.9),
        ("register_kwh", -0.01),
    ][int(rng.integers(0, 4))]
    place = spoilt.schema.get_field_index(column)
    field = spoilt.schema.field(place)
    array = pa.array([value] * count).cast(field.type)
    return spoilt.set_column(place, field, array)

"""Garbage: the few rows in every real delivery that no device can have meant."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from simulator.streams import stream
from simulator.timeline import Day

EventRow = tuple[str | None, ...]

ROWS_A_DAY = 2
ROWS_A_SPOILT_ONE = 48  # a day of few readings has the fewer to spoil
EVENT_TIMES = ("0000-00-00 00:00:00", "1999-13-01T00:00:00Z", "1998-01-01T00:00:00Z")
UNKNOWN_CODE = "31FF0200"
SINCE_1999_US = 915_148_800_000_000  # clocks that lost their battery
IN_2098_US = 4_039_372_800_000_000
SPOILT = (
    ("ts", SINCE_1999_US),
    ("ts", IN_2098_US),
    ("u_a", 99_999.9),
    ("register_kwh", -0.01),
)


def garbage_rows(day: Day, table: pa.Table, seed: int) -> pa.Table:
    """Return a few rows of `table` spoilt: impossible instants, voltages or registers."""
    rng = stream(seed, "garbage", day.index)
    count = min(ROWS_A_DAY, table.num_rows // ROWS_A_SPOILT_ONE)
    spoilt = table.take(pa.array(np.sort(rng.choice(table.num_rows, count, replace=False))))
    known = [one for one in SPOILT if one[0] in table.column_names]
    column, value = known[int(rng.integers(0, len(known)))]
    place = spoilt.schema.get_field_index(column)
    field = spoilt.schema.field(place)
    array = pa.array([value] * count).cast(field.type)
    return spoilt.set_column(place, field, array)


def garbage_events(rows: list[EventRow], seed: int) -> list[EventRow]:
    """Return a few of the event rows spoilt: impossible times, and a code that no list knows.

    Rows are (device_id, ts, ts_end, profile, code, phase).
    """
    if not rows:
        return []
    places = stream(seed, "garbage events").integers(0, len(rows), len(EVENT_TIMES) + 1)
    *timed, coded = (rows[int(place)] for place in places)
    spoilt = [(row[0], ts, *row[2:]) for row, ts in zip(timed, EVENT_TIMES, strict=True)]
    return [*spoilt, (*coded[:3], "dlt698", UNKNOWN_CODE, coded[5])]

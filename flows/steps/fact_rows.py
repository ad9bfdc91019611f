"""Rows of table `facts` for one day: facts of the readings, counts of the events."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from features.kernels import DOUBLE_FACTS, FLOAT_FACTS, DayFacts
from flows.steps.event_rows import CODES, count_events
from pipeline.calendar import MICROSECONDS_A_MINUTE, LocalDay
from pipeline.contract import FACTS
from pipeline.event_codes import OwnCode

EVENT_FACTS = (*(f"event_{code}_count" for code in CODES), "event_unmapped_count")


def fact_rows(
    devices: pa.Array,
    facts: DayFacts | None,
    events: pa.Table | None,
    day: LocalDay,
    own_codes: tuple[OwnCode, ...] = (),
) -> pa.Table:
    """Build the day's rows of `facts`, sorted by meter.

    Parameters
    ----------
    devices: (n,) names of the devices that were read, in the order of `facts`.
    facts: their facts; None if nothing was read.
    events: the day's events with device_id, ts, profile, code; None where the utility
        has no event table: counts are null then, and zero for a device without events.
    day: the local day. own_codes: event codes of the utility's own.
    """
    names = devices.cast(pa.string())
    reported = _device_ids(events)
    others = pc.unique(reported.filter(pc.invert(pc.is_in(reported, names))))
    rows = pa.concat_arrays([names, others])
    columns: dict[str, Any] = {"meter_id": rows}
    columns |= _reading_columns(facts, len(rows))
    if events is not None:
        columns |= _event_columns(rows, events, day, own_codes)
    fields = [column for column in FACTS.columns if column.name != FACTS.partition]
    table = pa.table(
        [columns.get(column.name, pa.nulls(len(rows), column.arrow_type)) for column in fields],
        schema=pa.schema([(column.name, column.arrow_type) for column in fields]),
    )
    return table.take(pc.sort_indices(rows))


def _device_ids(events: pa.Table | None) -> pa.Array:
    if events is None:
        return pa.array([], pa.string())
    return events.column("device_id").cast(pa.string()).combine_chunks()


def _reading_columns(facts: DayFacts | None, rows: int) -> dict[str, pa.Array]:
    read = 0 if facts is None else len(facts.codes)
    more = rows - read
    columns: dict[str, pa.Array] = {}
    if facts is not None:
        floats = np.ascontiguousarray(facts.floats.T)
        doubles = np.ascontiguousarray(facts.doubles.T)
        for names, matrix in ((FLOAT_FACTS, floats), (DOUBLE_FACTS, doubles)):
            for name, values in zip(names, matrix, strict=True):
                known = pa.array(values, from_pandas=True)
                columns[name] = pa.concat_arrays([known, pa.nulls(more, known.type)])
        slots = pa.array(facts.longs)
        columns["seen_slots"] = pa.concat_arrays([slots, pa.nulls(more, slots.type)])
    if more:
        columns["rows_count"] = _with_zeros(columns.get("rows_count"), read, more)
    return columns


def _with_zeros(known: pa.Array | None, read: int, more: int) -> pa.Array:
    """Append zeros: a device that only reported events has no readings."""
    zeros = pa.array(np.zeros(more, dtype=np.float32))
    return zeros if known is None else pa.concat_arrays([known.slice(0, read), zeros])


def _event_columns(
    rows: pa.Array, events: pa.Table, day: LocalDay, own_codes: tuple[OwnCode, ...]
) -> dict[str, pa.Array]:
    found = count_events(events, rows, own_codes)
    minutes = ((found.first_us - day.start_us) / MICROSECONDS_A_MINUTE).astype(np.float32)
    columns = {
        name: pa.array(values) for name, values in zip(EVENT_FACTS, found.counts, strict=True)
    }
    return columns | {
        "event_flood_count": pa.array(found.floods),
        "event_first_minute": pa.array(minutes, from_pandas=True),
    }

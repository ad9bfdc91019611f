"""Raw rows of chosen meters: readings and events as the lake has them, each with its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.contract import TABLES
from pipeline.contract.vocabulary import Source
from pipeline.lake import Lake

ORDER = {"readings": ("meter_id", "source", "ts"), "events": ("device_id", "ts")}


class RawRows:
    """Rows of table `readings` or `events` of some devices, in the order of the lake.

    Parameters
    ----------
    lake: is only read.
    name: `readings` or `events`.
    devices: their meter_id or device_id.
    first, last: local days, both inclusive.
    """

    def __init__(
        self, lake: Lake, name: str, devices: Sequence[str], first: dt.date, last: dt.date
    ) -> None:
        key = ORDER[name][0]
        wanted = pa.array(sorted(set(devices)), pa.string())
        schema = TABLES[name].arrow_schema
        parts = [schema.empty_table()]
        for file in lake.files(name, first, last):
            rows = pq.read_table(file.path, filters=pc.field(key).isin(wanted), partitioning=None)
            day = pa.repeat(pa.scalar(dt.date.fromisoformat(str(file.partition))), rows.num_rows)
            parts.append(_conform(rows.append_column("date", day), schema))
        frame: pd.DataFrame = pa.concat_tables(parts).to_pandas()
        if name == "readings":
            frame["source"] = frame["source"].fillna(Source.METER.value)
        self._rows = frame.sort_values(list(ORDER[name]), kind="stable")
        self._places = self._rows.groupby(key, sort=False).indices

    def of(self, device: str) -> pd.DataFrame:
        """Return the rows of one device, with column `date`; none if it has none."""
        return self._rows.iloc[self._places.get(device, [])]


def write_rows(lake: Lake, name: str, parts: Sequence[pa.Table]) -> None:
    """Write rows of `readings` or `events`, with column `date`, as the days of a new lake."""
    table = TABLES[name]
    rows = pa.concat_tables([table.arrow_schema.empty_table(), *parts])
    ordered = rows.sort_by([("date", "ascending"), *((key, "ascending") for key in ORDER[name])])
    days = pc.unique(ordered["date"]).to_pylist()
    parted = {str(day): ordered.filter(pc.equal(ordered["date"], day)) for day in days}
    if parted:
        lake.replace_partitions(name, parted)
    else:
        # A utility without events in these days still is one that reports events.
        lake.delta(name).commit([])


def arrow_rows(rows: pd.DataFrame, name: str) -> pa.Table:
    """Return rows of table `name` as Arrow, null where a column is absent."""
    schema = TABLES[name].arrow_schema
    if rows.empty:
        return schema.empty_table()
    known = {
        field.name: pa.array(rows[field.name], field.type, from_pandas=True)
        if field.name in rows
        else pa.nulls(len(rows), field.type)
        for field in schema
    }
    return pa.table(known, schema=schema)


def _conform(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [
        rows[field.name].cast(field.type)
        if field.name in rows.column_names
        else pa.nulls(rows.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)

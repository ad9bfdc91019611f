"""Load curves: raw readings of suspects around the days that matter, read in one sweep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.calendar import date_range
from pipeline.case import LoadCurve
from pipeline.contract import TABLES
from pipeline.lake import Lake

TITLES: dict[str, str] = {
    "p_kw": "Active power (kW)",
    "interval_kwh": "Energy of the interval (kWh)",
    "q_kvar": "Reactive power (kvar)",
    "u_a": "Voltage a (V)",
    "u_b": "Voltage b (V)",
    "u_c": "Voltage c (V)",
    "i_a": "Current a (A)",
    "i_b": "Current b (A)",
    "i_c": "Current c (A)",
    "i_n": "Current n (A)",
    "pf": "Power factor",
}
ADVANCE_TITLE = "Register advance (kWh)"


@dataclass(frozen=True)
class DaySpan:
    """Local days [first, last] of one meter."""

    meter_id: str
    first: dt.date
    last: dt.date


def read_load_curves(
    lake: Lake, spans: Mapping[str, DaySpan], timezone: str
) -> dict[str, LoadCurve]:
    """Return the load curve of each key of `spans`; a key without readings is left out.

    Every day's files are opened once, however many suspects look at that day.
    """
    meters: dict[dt.date, set[str]] = {}
    for span in spans.values():
        for day in date_range(span.first, span.last):
            meters.setdefault(day, set()).add(span.meter_id)
    read = {day: _read_day(lake, day, sorted(wanted)) for day, wanted in meters.items()}
    curves = {key: _curve_of(read, span, timezone) for key, span in spans.items()}
    return {key: curve for key, curve in curves.items() if curve is not None}


def _read_day(lake: Lake, day: dt.date, meter_ids: list[str]) -> pd.DataFrame:
    wanted = ["meter_id", "source", "ts", "register_kwh", *TITLES]
    schema = TABLES["readings"].arrow_schema
    parts = [
        pq.read_table(
            file.path, columns=wanted, filters=[("meter_id", "in", meter_ids)], partitioning=None
        )
        for file in lake.files("readings", day, day)
    ]
    empty = pa.schema([schema.field(name) for name in wanted]).empty_table()
    frame: pd.DataFrame = pa.concat_tables([empty, *parts]).to_pandas()
    return frame


def _curve_of(
    read: Mapping[dt.date, pd.DataFrame], span: DaySpan, timezone: str
) -> LoadCurve | None:
    days = [read[day] for day in date_range(span.first, span.last)]
    rows = pd.concat(days, ignore_index=True)
    rows = rows[rows["meter_id"] == span.meter_id].sort_values(["source", "ts"])
    if rows.empty:
        return None
    instants = pd.DatetimeIndex(np.sort(rows["ts"].unique()))
    channels: dict[str, np.ndarray] = {}
    for source, own in rows.groupby("source", sort=True):
        prefix = "" if source == "meter" else "Terminal: "
        for title, values in _channels(own).items():
            named = prefix + (title[0].lower() + title[1:] if prefix else title)
            channels[named] = values.reindex(instants).to_numpy(dtype=np.float64)
    local = instants.tz_convert(timezone).tz_localize(None)
    return LoadCurve(local.to_numpy().astype("datetime64[us]"), channels)


def _channels(own: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the channels that one device measured, by title, indexed by instant."""
    by_instant = own.set_index("ts")
    found = {title: by_instant[name] for name, title in TITLES.items()}
    if not by_instant["p_kw"].notna().any() and not by_instant["interval_kwh"].notna().any():
        found[ADVANCE_TITLE] = by_instant["register_kwh"].diff()
    return {title: values for title, values in found.items() if values.notna().any()}

"""Account readings: what meter and terminal of an account measured, as they were read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from models.load_curve import TITLES
from pipeline.case import LoadCurve
from pipeline.contract.vocabulary import Source
from review.account_meters import MeterPeriod
from review.device_rows import device_rows
from review.office import Office

Floats = NDArray[np.float64]
Days = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class SourceReadings:
    """Readings of one source: instants (n,), seconds since 1970 UTC, and columns (n,)."""

    source: Source
    times: Floats
    columns: Mapping[str, Floats]


def account_readings(
    office: Office, periods: Sequence[MeterPeriod], days: Days, columns: Sequence[str]
) -> list[SourceReadings]:
    """Return `columns` of the readings of an account on local days [first, last], by source."""
    parts = [_rows_of(office, period, days, columns) for period in _touched(periods)]
    if not parts:
        return []
    rows = pa.concat_tables(parts).sort_by("ts")
    found = []
    for source in Source:
        own = rows.filter(pc.equal(rows["source"], source.value))
        if own.num_rows:
            values = {name: _floats(own[name]) for name in columns}
            found.append(SourceReadings(source, _seconds(own["ts"]), values))
    return found


def load_curve(
    office: Office, periods: Sequence[MeterPeriod], days: Days, zone: dt.tzinfo
) -> LoadCurve | None:
    """Return the readings of a few days as charts of reports want them; None without any."""
    found = account_readings(office, periods, days, list(TITLES))
    if not found:
        return None
    instants = np.unique(np.concatenate([one.times for one in found]))
    channels: dict[str, Floats] = {}
    for one in found:
        for name, title in TITLES.items():
            if np.isfinite(one.columns[name]).any():
                filled = np.full(instants.size, np.nan)
                filled[np.searchsorted(instants, one.times)] = one.columns[name]
                channels[_titled(one.source, title)] = filled
    local = [dt.datetime.fromtimestamp(one, zone).replace(tzinfo=None) for one in instants.tolist()]
    return LoadCurve(np.array(local, dtype="datetime64[us]"), channels) if channels else None


def _titled(source: Source, title: str) -> str:
    return title if source is Source.METER else f"Terminal: {title[0].lower()}{title[1:]}"


def _touched(periods: Sequence[MeterPeriod]) -> Iterator[MeterPeriod]:
    """Yield the periods; one meter with several rows of master data counts once."""
    spans: dict[str, MeterPeriod] = {}
    for period in periods:
        known = spans.get(period.meter_id, period)
        spans[period.meter_id] = MeterPeriod(
            period.meter_id,
            period.terminal_id,
            min(known.first, period.first),
            max(known.last, period.last),
        )
    yield from spans.values()


def _rows_of(office: Office, period: MeterPeriod, days: Days, columns: Sequence[str]) -> pa.Table:
    names = ("source", "ts", *columns)
    rows = device_rows(office.lake, "readings", period.meter_id, days, names)
    times = _seconds(rows["ts"])
    return rows.filter(pa.array((times > period.first) & (times <= period.last)))


def _seconds(instants: pa.ChunkedArray) -> Floats:
    micros: NDArray[np.int64] = instants.cast(pa.int64()).to_numpy()
    return micros / 1e6


def _floats(column: pa.ChunkedArray) -> Floats:
    values: Floats = column.cast(pa.float64()).fill_null(np.nan).to_numpy()
    return values

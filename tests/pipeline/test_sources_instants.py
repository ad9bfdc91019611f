"""Times as utilities write them: formats, zones, marks, and the days of clock changes."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.contract import INPUT_TABLES
from pipeline.settings import TableMapping
from pipeline.sources.row_reader import RowReader

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
LONDON = "Europe/London"


def _read(
    ts: pa.Array | list[Any],
    timezone: str = "UTC",
    meters: list[str] | None = None,
    reader: RowReader | None = None,
    table: str = "readings",
    **time: Any,
) -> tuple[list[dt.datetime | None], list[str]]:
    reader = reader or _reader(timezone, table, **time)
    ts = pa.array(ts) if isinstance(ts, list) else ts
    meters = meters or ["M"] * len(ts)
    cells = {"meter_id": pa.array(meters), "node_id": pa.array(meters), "ts": ts}
    cells |= {"device_id": pa.array(meters), "code": pa.array(meters)}
    rows, faults = reader.rows(cells, len(ts))
    raw = pa.array([""] * int((~faults.is_good).sum()), pa.string())
    reasons = faults.rejects(np.arange(len(ts)), raw)["reason"].to_pylist()
    good = rows.filter(pa.array(faults.is_good))
    return good["ts"].to_pylist(), reasons


def _reader(timezone: str, table: str = "readings", **time: Any) -> RowReader:
    mapping = TableMapping.model_validate({"time": time})
    return RowReader(INPUT_TABLES[table], mapping, timezone, NOW, None)


def _utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]


NOON = _utc(2026, 1, 31, 12, 0)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-01-31 12:00", {}),
        ("2026-01-31T12:00:00", {}),
        ("2026-01-31T12:00:00.000", {}),
        ("2026-01-31T12:00:00Z", {}),
        ("2026-01-31T20:00:00+08:00", {}),
        ("31/01/2026 12:00", {"formats": ["%d/%m/%Y %H:%M"]}),
        ("31/1/2026 12:00", {"formats": ["iso", "%d/%m/%Y %H:%M"]}),
        ("20260131120000", {"formats": ["%Y%m%d%H%M%S"]}),
        ("01/31/2026 12:00:00 PM", {"formats": ["%m/%d/%Y %I:%M:%S %p"]}),
        ("2026-01-31 20:00 +0800", {"formats": ["%Y-%m-%d %H:%M %z"]}),
        ("2026-01-31 20:00", {"zone": "Asia/Shanghai"}),
        ("1769860800", {"epoch": "s"}),
        ("1769860800000", {"epoch": "ms"}),
        (1769860800000000, {"epoch": "us"}),
        (1769860800000000000, {"epoch": "ns"}),
        (NOON.replace(tzinfo=None), {}),
        (NOON, {"zone": "Asia/Shanghai"}),
        ("2026-01-31 11:45", {"marks": "start", "step_minutes": 15}),
    ],
)
def test_noon_however_it_is_written(text: Any, time: dict[str, Any]) -> None:
    assert _read([text], **time) == ([NOON], [])


def test_mixed_notations_in_one_column() -> None:
    found, reasons = _read(["2026-01-31 12:00", "2026-01-31T12:00:00Z", "noon", None, "2026-13-01"])
    assert found == [NOON, NOON]
    assert reasons == ["unparsable", "missing_required", "unparsable"]


def test_hour_24_ends_the_day() -> None:
    assert _read(["2026-01-30 24:00", "2026-01-30 24:00:00"])[0] == [_utc(2026, 1, 31)] * 2


def test_midnight_that_closes_the_date_written_beside_it() -> None:
    found, _ = _read(["1/1/2018 23:45", "1/1/2018 0:00"], **_steel())
    assert found == [_utc(2018, 1, 1, 23, 45), _utc(2018, 1, 2)]


def _steel() -> dict[str, Any]:
    return {"formats": ["%d/%m/%Y %H:%M"], "midnight": "closes"}


def test_date_and_time_in_two_columns() -> None:
    mapping = TableMapping.model_validate(
        {"columns": {"ts": ["day", "clock"]}, "time": {"formats": ["%d.%m.%Y %H:%M"]}}
    )
    reader = RowReader(INPUT_TABLES["supply"], mapping, "UTC", NOW, None)
    cells = {
        "node_id": pa.array([b"T"]),
        "day": pa.array([b"31.01.2026"]),
        "clock": pa.array([b"12:00"]),
        "kwh": pa.array([b"1"]),
    }
    rows, faults = reader.rows(cells, 1)
    assert faults.is_good.all()
    assert rows["ts"].to_pylist() == [NOON]


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2012-01-31", _utc(2012, 2, 1)),
        ("2012-03-25", _utc(2012, 3, 25, 23)),
        ("2012-10-28", _utc(2012, 10, 29)),
    ],
)
def test_date_alone_ends_at_the_following_midnight(day: str, end: dt.datetime) -> None:
    assert _read([day], LONDON)[0] == [end]
    assert _read([dt.date.fromisoformat(day)], LONDON)[0] == [end]


@pytest.mark.parametrize(("text", "formats"), [("2012-02", ["iso"]), ("02/2012", ["%m/%Y"])])
def test_month_alone_ends_with_the_month(text: str, formats: list[str]) -> None:
    assert _read([text], LONDON, formats=formats)[0] == [_utc(2012, 3, 1)]
    assert _read([text], LONDON, formats=formats, table="events")[0] == [_utc(2012, 2, 1)]


def test_date_of_an_event_is_its_midnight() -> None:
    assert _read(["2012-03-25"], LONDON, table="events")[0] == [_utc(2012, 3, 25)]


def test_hour_that_never_was_is_refused() -> None:
    walls = ["2012-03-25 00:30", "2012-03-25 01:00", "2012-03-25 01:30", "2012-03-25 02:00"]
    found, reasons = _read(walls, LONDON)
    assert found == [_utc(2012, 3, 25, 0, 30), _utc(2012, 3, 25, 1)]
    assert reasons == ["nonexistent_local_time"] * 2


def _autumn(step_minutes: int = 30) -> tuple[list[dt.datetime], list[str]]:
    start = _utc(2012, 10, 27, 22)
    instants = [
        start + dt.timedelta(minutes=step_minutes * k) for k in range(8 * 60 // step_minutes)
    ]
    zone = ZoneInfo(LONDON)
    return instants, [f"{one.astimezone(zone):%Y-%m-%d %H:%M}" for one in instants]


def test_hour_that_comes_twice_by_the_order_of_rows() -> None:
    instants, walls = _autumn()
    assert _read(walls, LONDON) == (instants, [])


def test_hour_that_comes_twice_newest_first() -> None:
    instants, walls = _autumn()
    assert _read(walls[::-1], LONDON) == (instants[::-1], [])


def test_hour_that_comes_twice_with_interval_starts() -> None:
    instants, walls = _autumn()
    found, _ = _read(walls, LONDON, marks="start", step_minutes=30)
    assert found == [one + dt.timedelta(minutes=30) for one in instants]


@given(
    meters=st.integers(1, 5),
    cuts=st.lists(st.integers(1, 79), max_size=6),
    is_by_time=st.booleans(),
    step=st.sampled_from([15, 30, 60]),
)
def test_meters_are_resolved_apart_across_blocks(
    meters: int, cuts: list[int], is_by_time: bool, step: int
) -> None:
    instants, walls = _autumn(step)
    rows = [(m, k) for m in range(meters) for k in range(len(walls))]
    if is_by_time:
        rows.sort(key=lambda row: row[1])
    reader = _reader(LONDON)
    bounds = sorted({0, len(rows), *(cut for cut in cuts if cut < len(rows))})
    found: list[dt.datetime | None] = []
    for low, high in pairwise(bounds):
        part = rows[low:high]
        texts, names = [walls[k] for _, k in part], [f"M{m}" for m, _ in part]
        found += _read(texts, meters=names, reader=reader)[0]
    assert found == [instants[k] for _, k in rows]


def test_hour_that_comes_twice_but_was_sent_once_is_the_first() -> None:
    found, reasons = _read(["2012-10-28 00:30", "2012-10-28 01:30", "2012-10-28 02:30"], LONDON)
    assert found == [
        _utc(2012, 10, 27, 23, 30),
        _utc(2012, 10, 28, 0, 30),
        _utc(2012, 10, 28, 2, 30),
    ]
    assert not reasons


@pytest.mark.parametrize("date", ["2012-01-15", "2012-03-25", "2012-10-28"])
def test_every_quarter_hour_of_a_day_comes_back(date: str) -> None:
    zone = ZoneInfo(LONDON)
    day = dt.date.fromisoformat(date)
    start = dt.datetime.combine(day, dt.time(0), zone).astimezone(dt.UTC)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(0), zone).astimezone(dt.UTC)
    count = (end - start) // dt.timedelta(minutes=15)
    assert count == {"2012-01-15": 96, "2012-03-25": 92, "2012-10-28": 100}[date]
    instants = [start + dt.timedelta(minutes=15 * k) for k in range(1, count + 1)]
    walls = [f"{one.astimezone(zone):%Y-%m-%d %H:%M}" for one in instants]
    assert _read(walls, LONDON) == (instants, [])


def test_one_hour_of_clock_error_is_allowed() -> None:
    hour = dt.timedelta(hours=1)
    found, reasons = _read([NOW + hour, NOW + hour + dt.timedelta(seconds=1)])
    assert (found, reasons) == ([NOW + hour], ["after_delivery"])

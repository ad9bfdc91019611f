"""Events are cleaned before they count: told twice, in floods, or without meaning."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from flows.steps.event_rows import CODES, UNMAPPED, EventRows, count_events
from pipeline.event_codes import FLOOD_EVENTS, OwnCode

NOON = dt.datetime(2026, 3, 30, 12, tzinfo=dt.UTC)
DEVICES = pa.array(["m1", "t1"])


def table(*rows: tuple[str, dt.datetime, str, str], detail: str | None = None) -> pa.Table:
    device, ts, profile, code = zip(*rows, strict=True)
    return pa.table(
        {
            "device_id": pa.array(device),
            "ts": pa.array(ts, pa.timestamp("us", "UTC")),
            "profile": pa.array(profile),
            "code": pa.array(code),
            "detail": pa.array([detail] * len(rows), pa.string()),
        }
    )


def count(found: EventRows, code: str, device: int = 0) -> float:
    return float(found.counts[CODES.index(code), device])


def test_one_event_told_by_two_lists_counts_once() -> None:
    told = table(
        ("m1", NOON, "dlt698", "301B"),
        ("m1", NOON, "dlt645", "03300D01"),
        ("m1", NOON + dt.timedelta(minutes=5), "dlt698", "301B"),
    )
    assert count(count_events(told, DEVICES), "meter_cover_open") == 2


def test_flood_counts_as_one_event_and_is_noted() -> None:
    seconds = [NOON + dt.timedelta(seconds=k) for k in range(FLOOD_EVENTS + 1)]
    found = count_events(table(*(("m1", ts, "idis", "42") for ts in seconds)), DEVICES)
    assert count(found, "magnetic_field") == 1
    assert found.floods.tolist() == [1, 0]
    fewer = count_events(table(*(("m1", ts, "idis", "42") for ts in seconds[:-1])), DEVICES)
    assert count(fewer, "magnetic_field") == FLOOD_EVENTS
    assert fewer.floods.tolist() == [0, 0]


def test_unmapped_codes_are_counted_each_and_silent_ones_are_not() -> None:
    told = table(
        ("m1", NOON, "idis", "901"), ("m1", NOON, "idis", "902"), ("m1", NOON, "idis", "45")
    )
    found = count_events(told, DEVICES)
    assert found.counts[UNMAPPED].tolist() == [2, 0]
    assert found.counts.sum() == 2


def test_own_codes_count_for_the_devices_that_they_name() -> None:
    own = (OwnCode(profile="idis", code="901", canonical="magnetic_field", device="t*"),)
    told = table(("m1", NOON, "idis", "901"), ("t1", NOON, "idis", "901"))
    found = count_events(told, DEVICES, own)
    assert count(found, "magnetic_field", 1) == 1
    assert found.counts[UNMAPPED].tolist() == [1, 0]


@pytest.mark.parametrize(("detail", "code"), [("A open", "ct_open"), (None, "ct_short")])
def test_state_of_the_current_circuit_comes_from_the_text(detail: str | None, code: str) -> None:
    found = count_events(table(("t1", NOON, "qgdw3761", "ERC9"), detail=detail), DEVICES)
    assert count(found, code, 1) == 1


def test_first_instant_of_the_day() -> None:
    told = table(("m1", NOON, "idis", "42"), ("m1", NOON - dt.timedelta(hours=3), "idis", "44"))
    found = count_events(told, DEVICES)
    assert found.first_us[0] == (NOON - dt.timedelta(hours=3)).timestamp() * 1e6
    assert found.first_us[1] != found.first_us[1]


@pytest.mark.parametrize("end", [None, NOON - dt.timedelta(days=9), NOON + dt.timedelta(days=900)])
def test_an_event_counts_as_its_start_whatever_its_end(end: dt.datetime | None) -> None:
    told = table(("m1", NOON, "idis", "42"))
    ends = pa.array([end], pa.timestamp("us", "UTC"))
    assert count(count_events(told.append_column("ts_end", ends), DEVICES), "magnetic_field") == 1

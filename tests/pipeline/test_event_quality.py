"""Events that cannot be as they were told are counted and kept; none lasts for ever."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.event_codes import FLOOD_EVENTS, SILENT, OwnCode
from pipeline.ingest import IngestSummary, ingest
from pipeline.lake import Lake
from pipeline.settings import Settings

NOW = dt.datetime(2026, 3, 20, tzinfo=dt.UTC)
UTC = Settings(timezone="UTC")
HEAD = "device_id,ts,ts_end,profile,code,phase,detail\n"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def take(lake: Lake, *rows: str, settings: Settings = UTC) -> IngestSummary:
    """Ingest `rows` of events; each call is a delivery of its own."""
    path = lake.root.parent / f"delivery{len(list(lake.root.parent.iterdir()))}" / "events.csv"
    path.parent.mkdir()
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return ingest(lake, [path], settings, NOW)


def know(lake: Lake, text: str) -> None:
    path = lake.root.parent / "accounts.csv"
    path.write_text(text, encoding="utf-8")
    ingest(lake, [path], UTC, NOW)


ACCOUNTS = (
    "account_id,meter_id,terminal_id,transformer_id,valid_from\nA,M1,T1,D1,2026-03-01\nA2,M2,,D1,\n"
)


def test_same_row_twice_is_a_duplicate(lake: Lake) -> None:
    row = "M1,2026-03-02 12:00,,idis,42,,"
    counts = take(lake, row, row).tables["events"]
    assert (counts.read, counts.accepted, counts.duplicate) == (2, 1, 1)


def test_same_event_with_another_detail_is_one_that_was_replaced(lake: Lake) -> None:
    counts = take(
        lake, "M1,2026-03-02 12:00,,idis,42,,one", "M1,2026-03-02 12:00,,idis,42,,two"
    ).tables["events"]
    assert (counts.accepted, counts.duplicate, counts.conflicting) == (1, 1, 1)
    assert lake.read("events")["detail"].to_pylist() == ["two"]


def test_same_event_in_two_lists_was_told_again(lake: Lake) -> None:
    found = take(
        lake, "M1,2026-03-02 12:00,,dlt698,301B,,", "M1,2026-03-02 12:00,,dlt645,03300D01,,"
    )
    assert found.event_faults == {"told_again": 1}
    assert lake.read("events").num_rows == 2


def test_flood_is_counted_and_kept(lake: Lake) -> None:
    rows = [
        f"M1,2026-03-02 {8 + k // 60:02d}:{k % 60:02d},,idis,44,," for k in range(FLOOD_EVENTS + 1)
    ]
    assert take(lake, *rows[:-1]).event_faults == {}
    assert take(lake, rows[-1]).event_faults == {"flood": 1}
    assert lake.read("events").num_rows == FLOOD_EVENTS + 1


def test_impossible_starts_are_refused_with_a_reason(lake: Lake) -> None:
    counts = take(
        lake,
        "M1,2026-03-21 12:00,,idis,42,,",
        "M1,1999-03-02 12:00,,idis,42,,",
        "M1,2026-13-02 12:00,,idis,42,,",
        "M1,,,idis,42,,",
        "M1,2026-03-02 12:00,,idis,42,,",
    ).tables["events"]
    assert counts.accepted == 1
    assert counts.quarantined == {
        "after_delivery": 1,
        "before_2000": 1,
        "missing_required": 1,
        "unparsable": 1,
    }


def test_end_that_cannot_be_true_is_counted_and_the_event_kept(lake: Lake) -> None:
    found = take(
        lake,
        "M1,2026-03-02 12:00,2026-03-02 11:00,dlt698,3000,a,",
        "M1,2026-03-03 12:00,2030-03-03 13:00,dlt698,3000,a,",
        "M1,2026-03-04 12:00,2026-03-04 13:00,dlt698,3000,a,",
    )
    assert found.event_faults == {"end_before_start": 1, "end_after_delivery": 1}
    assert found.tables["events"].accepted == lake.read("events").num_rows == 3
    assert found.started_events == {"unknown voltage_lost": 3}
    assert found.open_events == {"unknown voltage_lost": 2}


def test_end_that_is_written_as_noughts_has_not_come(lake: Lake) -> None:
    found = take(
        lake,
        "M1,2026-03-02 12:00,0000-00-00 00:00:00,idis,42,,",
        "M1,2026-03-03 12:00,0000-00-00T00:00:00Z,idis,42,,",
        "M1,2026-03-04 12:00,sunshine,idis,42,,",
        "M1,0000-00-00 00:00:00,,idis,42,,",
    )
    counts = found.tables["events"]
    assert (counts.accepted, counts.quarantined) == (2, {"unparsable": 2})
    assert lake.read("events")["ts_end"].null_count == 2
    assert found.open_events == {"unknown magnetic_field": 2}


def test_event_older_than_its_meter_is_counted(lake: Lake) -> None:
    know(lake, ACCOUNTS)
    rows = [f"{meter},2026-02-{day},,idis,42,," for meter in ("M1", "M2") for day in (27, 28)]
    found = take(lake, *rows, "M1,2026-03-02 12:00,,idis,42,,")
    assert found.event_faults == {"before_installation": 2}
    assert found.tables["events"].accepted == 5


def test_starts_without_an_end_are_told_by_kind_of_device(lake: Lake) -> None:
    know(lake, ACCOUNTS)
    found = take(
        lake,
        "M1,2026-03-02 12:00,,idis,44,,",
        "M1,2026-03-02 12:30,,idis,45,,",
        "M1,2026-03-02 13:00,,idis,44,,",
        "M2,2026-03-02 12:00,,idis,42,,",
        "T1,2026-03-02 12:00,,idis,44,,",
        "D1,2026-03-02 12:00,,idis,1,,",
        "D1,2026-03-02 12:05,,idis,2,,",
    )
    assert found.open_events == {
        "meter magnetic_field": 1,
        "meter meter_cover_open": 1,
        "terminal meter_cover_open": 1,
    }
    assert found.started_events["meter meter_cover_open"] == 2
    assert found.started_events["transformer power_down"] == 1


def test_end_may_come_on_a_later_day_and_in_another_delivery(lake: Lake) -> None:
    assert take(lake, "M1,2026-03-05 12:00,,cim,3.12.66.243,,").open_events == {}
    found = take(lake, "M1,2026-03-02 12:00,,cim,3.12.66.242,,")
    assert (found.open_events, sum(found.started_events.values())) == ({}, 1)
    late = take(lake, "M1,2026-03-06 12:00,,cim,3.12.66.242,,")
    assert late.open_events == {"unknown magnetic_field": 1}
    ended = take(lake, "M1,2026-03-06 12:00,2026-03-06 13:00,cim,3.12.66.242,,")
    assert (ended.open_events, ended.tables["events"].conflicting) == ({}, 0)


def test_lists_that_never_tell_ends_leave_nothing_open(lake: Lake) -> None:
    found = take(lake, "M1,2026-03-02 12:00,,c1219,48,,", "M1,2026-03-02 13:00,,idis,47,,")
    assert (found.open_events, found.started_events) == ({}, {})


def test_codes_of_a_utilitys_own_can_end_an_event(lake: Lake) -> None:
    own = OwnCode(profile="csg", code="E20000FF", canonical=SILENT, ends="meter_cover_open")
    named = Settings(timezone="UTC", event_codes=(own,))
    rows = ("M1,2026-03-02 12:00,,csg,E200004E,,", "M1,2026-03-02 13:00,,csg,E20000FF,,")
    found = take(lake, *rows, settings=named)
    assert (found.open_events, found.started_events) == ({}, {"unknown meter_cover_open": 1})
    with pytest.raises(ValueError, match="no canonical event"):
        OwnCode(profile="csg", code="1", canonical=SILENT, ends="sunshine")

"""What operators are told of a run: counts and shares that are right, and nobody's name."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from flows.steps import run_report as module
from flows.steps.review_entries import case_keys
from flows.steps.run_report import ListSummary, list_summary, listed_accounts, quality, run_report
from pipeline.contract import TABLES
from pipeline.lake import Lake
from pipeline.settings import Settings
from pipeline.settings.review import ReviewSettings

DATE = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)


def arrow(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    schema = TABLES[name].arrow_schema
    return pa.Table.from_pylist([dict.fromkeys(schema.names) | row for row in rows], schema)


def suspect(rank: int, **own: Any) -> dict[str, Any]:
    row = {"run_date": DATE, "rank": rank, "account_id": f"ACCT-{rank}", "score": 1 - rank / 10}
    return {**row, "customer_id": f"CUST-{rank}", "zone": "north", "change": "new", **own}


def delivery(number: int, table: str, at: dt.datetime, **counts: int) -> dict[str, Any]:
    told = {f"{name}_rows": count for name, count in counts.items()}
    digests = {"sha256": "0", "settings_sha256": "0"}
    names = {"delivery_id": f"D{number}", "file": f"{table}.csv", "table": table}
    return {**names, **digests, "delivered_at": at, **told}


def refused(number: int, row: int, reason: str) -> dict[str, Any]:
    names = {"delivery_id": f"D{number}", "table": "readings", "file": "readings.csv"}
    return {**names, "row": row, "reason": reason, "raw": "ACCT-1,boom"}


def fact(meter: int, date: dt.date, coverage: float) -> dict[str, Any]:
    return {"meter_id": f"M{meter}", "date": date, "rows_count": 96, "coverage": coverage}


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Three suspects; four meters, of which three are heard on the day; two deliveries lately."""
    made = Lake(tmp_path / "lake")
    key, before = DATE.isoformat(), DATE - dt.timedelta(days=1)
    rows = [suspect(1, means="ct_shunt"), suspect(2, means="ct_shunt", change="up")]
    rows.append(suspect(3, means=None, zone=None, change=None))
    made.replace_partitions("suspects", {key: arrow("suspects", rows)})
    scores = [
        {"run_date": DATE, "account_id": f"ACCT-{one}", "score": 0.5, "coverage": one / 4}
        for one in range(1, 5)
    ]
    made.replace_partitions("scores", {key: arrow("scores", scores)})
    days = {before: [fact(m, before, 1.0) for m in range(4)]}
    days[DATE] = [fact(m, DATE, 0.8) for m in range(3)]
    made.replace_partitions("facts", {str(day): arrow("facts", some) for day, some in days.items()})
    long_ago = NOON - dt.timedelta(days=30)
    deliveries = [
        delivery(0, "readings", long_ago, read=900, accepted=800, quarantined=100),
        delivery(1, "readings", NOON, read=100, accepted=95, duplicate=2, quarantined=3),
        delivery(2, "accounts", NOON, read=4, accepted=4),
    ]
    made.replace("deliveries", arrow("deliveries", deliveries))
    unread = [refused(1, 1, "unparsable"), refused(1, 2, "out_of_range")]
    unread.append(refused(1, 3, "out_of_range"))
    made.replace_partitions(
        "quarantine",
        {
            "D0": arrow("quarantine", [refused(0, 1, "unknown_meter")]),
            "D1": arrow("quarantine", unread),
        },
    )
    run = {"run_date": DATE, "command": "run", "input_versions": "{}", "settings": "{}"}
    run |= {"code_version": "0", "seed": 1, "list_sha256": "0"}
    made.replace("runs", arrow("runs", [run | {"summary": json.dumps({"accounts": 4})}]))
    return made


def summed_up(lake: Lake) -> ListSummary:
    return list_summary(lake, DATE, case_keys(lake, listed_accounts(lake, DATE)))


def test_list_is_told_by_case_keys_and_nobody_is_named(lake: Lake) -> None:
    told, found = summed_up(lake), quality(lake, DATE)
    report = run_report(lake, Settings(), told, found)
    assert [row["rank"] for row in told.rows] == [1, 2, 3]
    assert len({row["case"] for row in told.rows}) == 3
    # JSON refuses NumPy scalars, as Prefect does.
    everything = json.dumps([asdict(told), asdict(found)], default=str) + report
    assert "ACCT" not in everything
    assert "CUST" not in everything


def test_case_keys_are_those_of_the_workbench(lake: Lake) -> None:
    pytest.importorskip("fastapi")
    from review.case_keys import case_key
    from review.office import open_office

    office = open_office(lake, Settings(), lambda: NOON)
    assert case_keys(lake, ["ACCT-1"]) == {"ACCT-1": case_key(office.secret(), "ACCT-1")}


def test_list_is_counted_by_means_zone_and_change(lake: Lake) -> None:
    told = summed_up(lake)
    assert told.by_means == {"ct_shunt": 2, "unknown": 1}
    assert told.by_zone == {"north": 2, "unknown": 1}
    assert told.by_change == {"new": 1, "unknown": 1, "up": 1}
    assert told.rows[2] | {"case": ""} == {
        "rank": 3,
        "case": "",
        "means": "",
        "zone": "",
        "score": 0.7,
        "change": "",
    }


def test_a_long_list_is_cut_and_counted_in_full(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SHOWN_SUSPECTS", 2)
    told = summed_up(lake)
    assert (len(told.rows), told.suspects) == (2, 3)


def test_quality_is_that_of_late_deliveries_by_reason(lake: Lake) -> None:
    rows = {row["table"]: row for row in quality(lake, DATE).rows}
    assert rows["readings"] == {
        "table": "readings",
        "read": 100,
        "accepted": 95,
        "duplicate": 2,
        "quarantined": 3,
        "held": 0,
        "quarantined because": "out_of_range 2, unparsable 1",
    }
    assert rows["accounts"]["quarantined because"] == ""


def test_meters_not_heard_on_the_day_are_late(lake: Lake) -> None:
    found = quality(lake, DATE)
    assert found.late_share == pytest.approx(1 / 4)
    assert found.day_coverage == pytest.approx(3 * 0.8 / 4)
    assert found.window_coverage == pytest.approx(0.625)


def test_an_empty_lake_says_not_known(tmp_path: Path) -> None:
    found = quality(Lake(tmp_path / "none"), DATE)
    assert (found.rows, found.late_share, found.window_coverage) == ([], None, None)
    assert "not known" in module.quality_words(found)


def test_report_links_to_the_list_where_its_address_is_known(lake: Lake) -> None:
    settings = Settings(review=ReviewSettings(public_url="https://review.example/"))
    report = run_report(lake, settings, summed_up(lake), quality(lake, DATE))
    assert "](https://review.example/lists/2026-03-02)" in report
    assert "| accounts | 4 |" in report
    plain = run_report(lake, Settings(), summed_up(lake), quality(lake, DATE))
    assert "/lists/" not in plain


def test_a_zone_cannot_break_the_table(lake: Lake) -> None:
    rows = [suspect(1, zone="a|b\n# c")]
    lake.replace_partitions("suspects", {DATE.isoformat(): arrow("suspects", rows)})
    report = run_report(lake, Settings(), summed_up(lake), quality(lake, DATE))
    assert "| a/b # c | 1 |" in report

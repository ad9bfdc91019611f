from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from review import finding_file
from review.database import writing
from review.finding_file import FindingFileError, read_findings
from review.journal import EntryKind, entries_of
from review.office import Office
from review.people import change_user
from tests.review.workbench import DAYS, signed_in, token_of

HEADS = ["account_id", "inspected_on", "outcome", "means", "recovered_kwh", "note"]
DAY = dt.date(2026, 3, 2)


def _book(*rows: Sequence[Any], heads: Sequence[str] = HEADS) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["About this file"])
    sheet = book.create_sheet("whatever")
    for row in (heads, *rows):
        sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _send(client: TestClient, content: bytes) -> tuple[int, str]:
    csrf = token_of(client, "/findings/import")
    answer = client.post("/findings/import", data={"csrf": csrf}, files={"file": ("f", content)})
    return answer.status_code, " ".join(answer.text.split())


def _found(office: Office) -> list[tuple[str, str, str | None]]:
    rows = office.lake.read("inspections").to_pylist()
    return [(row["account_id"], row["outcome"], row["means"]) for row in rows]


def test_good_rows_reach_the_journal_and_the_lake(desk: TestClient, office: Office) -> None:
    content = _book(["A1", DAY, "theft", "ct_shunt", 120, "loop"], ["A2", "2026-03-01", "clean"])
    code, text = _send(desk, content)
    assert code == 200
    assert "2 findings were written" in text
    assert _found(office) == [("A1", "theft", "ct_shunt"), ("A2", "clean", None)]
    with office.engine.connect() as connection:
        (entry,) = entries_of(connection, "A1")
    assert entry.kind is EntryKind.FINDING
    assert (entry.content["recovered_kwh"], entry.user_name) == (120.0, "local")


def test_the_exported_workbook_comes_back_filled_in(desk: TestClient, office: Office) -> None:
    exported = desk.get(f"/lists/{DAYS[0]}/export.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(exported))
    sheet = book["Findings"]
    sheet["B3"], sheet["C3"], sheet["D3"] = DAY, "No access", "Meter hung (white screen)"
    filled = io.BytesIO()
    book.save(filled)
    _, text = _send(desk, filled.getvalue())
    assert _found(office) == [("A2", "no_access", "meter_hang")]
    assert "3 rows were not filled in" in text


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["A1", DAY, "burnt"], "outcome: "),
        (["A1", DAY, None, None, 5], "outcome: Field required"),
        (["A1", "yesterday", "clean"], "inspected_on: "),
        (["A1", dt.date(2026, 3, 4), "clean"], "on a day to come"),
        (["A1", DAY, "theft", "magic"], "means: "),
        (["A1", DAY, "theft", None, -5], "recovered_kwh: "),
        (["A9", DAY, "clean"], "no such account"),
        ([None, DAY, "clean"], "no such account"),
        (["A2", DAY, "theft"], "Row 2 tells of the same visit"),
    ],
)
def test_a_bad_row_is_told_with_its_number_and_the_rest_is_written(
    desk: TestClient, office: Office, row: list[Any], words: str
) -> None:
    code, text = _send(desk, _book(["A2", DAY, "clean"], row))
    assert code == 200
    assert _found(office) == [("A2", "clean", None)]
    assert "1 row was not taken" in text
    assert '<td class="figure">3</td>' in text
    assert words in text


def test_a_file_that_comes_twice_is_written_once(desk: TestClient, office: Office) -> None:
    content = _book(["A1", DAY, "theft"])
    _send(desk, content)
    _, text = _send(desk, content)
    assert "1 row was known already. Rows: 2." in text
    with office.engine.connect() as connection:
        assert len(entries_of(connection, "A1")) == 1


def test_a_run_in_the_lake_delays_what_is_found(desk: TestClient, office: Office) -> None:
    with office.lake.lock():
        _, text = _send(desk, _book(["A1", DAY, "theft"]))
    assert "they reach it with the next run" in text
    assert _found(office) == []


def test_a_lead_writes_in_their_zones_alone(app: FastAPI, office: Office, team: None) -> None:
    with writing(office.engine) as connection:
        change_user(connection, "lead", zones=["north"])
    _, text = _send(signed_in(app, "lead"), _book(["A1", DAY, "clean"], ["A2", DAY, "clean"]))
    assert _found(office) == [("A2", "clean", None)]
    assert "outside of your zones" in text
    assert signed_in(app, "reviewer").get("/findings/import").status_code == 403


def _packed(name: str, content: bytes, count: int = 1) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for place in range(count):
            packed.writestr(f"{place}{name}", content)
    return kept.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"account_id,inspected_on,outcome",
        b"PK\x03\x04 cut short",
        _packed("book.xml", b"<x/>"),
        _packed("bomb.xml", bytes(61_000_000)),
        _packed("many.xml", b"", count=301),
        _packed("entity.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        _book(["A1", DAY, "clean"], heads=["account", "day", "outcome"]),
    ],
    ids=["empty", "csv", "broken", "no book", "bomb", "many", "entities", "other heads"],
)
def test_what_is_no_such_workbook_is_refused(
    desk: TestClient, office: Office, content: bytes
) -> None:
    code, text = _send(desk, content)
    assert code == 422
    assert 'role="alert"' in text
    assert _found(office) == []


def test_files_and_rows_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FindingFileError, match="5 MB"):
        read_findings(bytes(finding_file.MOST_BYTES + 1))
    monkeypatch.setattr(finding_file, "MOST_ROWS", 2)
    rows = [["A1", DAY, "clean"], ["A2", DAY, "clean"]]
    assert len(read_findings(_book(*rows))) == 2
    with pytest.raises(FindingFileError, match="2 rows"):
        read_findings(_book(*rows, [None], [None], ["A3", DAY, "clean"]))

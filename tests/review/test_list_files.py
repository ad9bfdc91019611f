from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.contract import SUSPECTS
from pipeline.lake import Lake
from review.audit import read_audit
from review.office import Office
from tests.review.workbench import DAYS, account, arrow, signed_in, suspect

LIST = f"/lists/{DAYS[0]}"


def _csv(client: TestClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{LIST}/export.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_csv_holds_what_the_filters_leave_in_the_contract_s_columns(desk: TestClient) -> None:
    rows = _csv(desk, "?zone=south&sort=-rank&page=7")
    assert [row["account_id"] for row in rows] == ["A1", "A3"]
    assert list(rows[0]) == list(SUSPECTS.names)


def test_a_file_is_named_and_not_shown(desk: TestClient) -> None:
    headers = desk.get(f"{LIST}/export.csv").headers
    assert headers["content-disposition"] == f'attachment; filename="suspects-{DAYS[0]}.csv"'
    assert headers["x-content-type-options"] == "nosniff"


def test_what_a_customer_wrote_runs_nowhere(desk: TestClient, lake: Lake) -> None:
    row = suspect(DAYS[0], 1, "A1", customer_id='=cmd|"/c calc"!A1')
    lake.replace_partitions("suspects", {DAYS[0].isoformat(): arrow("suspects", [row])})
    assert _csv(desk)[0]["customer_id"].startswith("'=")
    book = openpyxl.load_workbook(io.BytesIO(desk.get(f"{LIST}/export.xlsx").content))
    cells = [cell for line in book["Suspects"].iter_rows() for cell in line]
    assert not any(cell.data_type == "f" for cell in cells)


def test_the_workbook_has_a_line_a_suspect_to_be_filled_in(desk: TestClient) -> None:
    content = desk.get(f"{LIST}/export.xlsx?means=ct_shunt").content
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Findings"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["A1", "A3"]


def test_geojson_has_points_where_places_are_known(desk: TestClient, lake: Lake) -> None:
    nowhere = account("A2", 2) | {"latitude": None, "longitude": None}
    known = [account(f"A{p}", p) for p in (1, 3, 4)]
    lake.replace("accounts", arrow("accounts", [*known, nowhere]))
    answer = desk.get(f"{LIST}/export.geojson")
    told = json.loads(answer.content)
    assert answer.headers["content-type"] == "application/geo+json"
    first, second = told["features"][:2]
    assert first["geometry"]["type"] == "Point"
    assert first["geometry"]["coordinates"] == pytest.approx([20.001, 10.001])
    assert second["geometry"] is None
    assert set(first["properties"]) == set(SUSPECTS.names) - {"cleared_by"}
    assert first["properties"]["probability"] is None
    assert first["properties"]["onset"] == "2026-02-19"


def test_leads_alone_take_lists_away_and_it_is_written_down(
    app: FastAPI, office: Office, team: None
) -> None:
    assert signed_in(app, "reviewer").get(f"{LIST}/export.csv").status_code == 403
    assert len(_csv(signed_in(app, "lead"), "?zone=south")) == 2
    with office.engine.connect() as connection:
        (line,) = read_audit(connection, user_name="lead", limit=1)
    assert (line.action, line.detail) == ("export", f"{DAYS[0]}.csv?zone=south, 2 suspects")


@pytest.mark.parametrize("path", [f"{LIST}/export.exe", "/lists/2020-01-01/export.csv"])
def test_no_other_files_are_made(desk: TestClient, path: str) -> None:
    assert desk.get(path).status_code in {404, 422}

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from pipeline.case import Case
from pipeline.contract import SUSPECTS, TABLES
from pipeline.exports import export_suspects
from pipeline.settings import Settings

# openpyxl reads all but small pictures, and says so.
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")


@pytest.fixture
def path(
    rows: pa.Table, cases: tuple[Case, ...], settings: Settings, run_date: dt.date, tmp_path: Path
) -> Path:
    made = tmp_path / "list.xlsx"
    export_suspects(rows, cases, made, settings=settings, run_date=run_date)
    return made


@pytest.fixture
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


def test_sheets_are_in_reading_order(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [
        "Suspects",
        "Evidence",
        "Explanations",
        "On site",
        "Findings",
        "Choices",
        "About",
        "Daily kWh",
    ]
    assert book["Daily kWh"].sheet_state == "hidden"
    assert book["Choices"].sheet_state == "hidden"


def test_findings_are_chosen_from_what_the_contract_knows(book: openpyxl.Workbook) -> None:
    sheet = book["Findings"]
    assert [cell.value for cell in sheet[1]] == list(TABLES["inspections"].names)
    assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())
    assert sheet.cell(2, 1).value == book["Suspects"].cell(2, 3).value
    sources = {one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"}
    assert sources == {"Choices!$C$1:$C$10", "Choices!$D$1:$D$15"}
    assert book["Choices"]["C1"].value == "Theft"


def test_heads_hold_contract_names_and_show_words(book: openpyxl.Workbook) -> None:
    heads = {cell.value: cell for cell in book["Suspects"][1]}
    assert set(SUSPECTS.names) <= set(heads)
    assert heads["kwh_per_day"].number_format == ';;;"Missing, kWh a day"'
    assert "CNY" in heads["recoverable_amount"].number_format
    assert "kWh/day" in heads["kwh_per_day"].comment.text


def test_heads_are_frozen_and_filterable(book: openpyxl.Workbook) -> None:
    sheet = book["Suspects"]
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.page_setup.orientation == "landscape"


def test_values_keep_their_types(book: openpyxl.Workbook) -> None:
    sheet = book["Suspects"]
    names = [cell.value for cell in sheet[1]]
    first = dict(zip(names, sheet[2], strict=True))
    assert first["account_id"].value == "D003"
    assert first["onset"].value.date() == dt.date(2026, 2, 24)
    assert first["kwh_per_day"].value == pytest.approx(412.4)
    assert first["means"].value == "meter_hang"
    assert "white screen" in first["means"].number_format
    assert first["probability"].value is None


def test_text_never_becomes_a_formula_or_a_link(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f"
                assert cell.hyperlink is None


def test_every_piece_of_evidence_has_a_row(book: openpyxl.Workbook, rows: pa.Table) -> None:
    pieces = sum(len(row) for row in rows["evidence"].to_pylist())
    tests = sum(len(row) for row in rows["cleared_by"].to_pylist())
    assert book["Evidence"].max_row == 1 + pieces
    assert book["Explanations"].max_row == 1 + tests


def test_each_case_has_a_sparkline_over_its_days(path: Path, cases: tuple[Case, ...]) -> None:
    xml = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    ranges = re.findall(r"<xm:f>'Daily kWh'!(\S+?)</xm:f>", xml)
    assert sorted(ranges) == [f"B{n}:BI{n}" for n in range(1, len(cases) + 1)]


def test_daily_figures_stand_behind_the_sparklines(
    book: openpyxl.Workbook, cases: tuple[Case, ...]
) -> None:
    line = [cell.value for cell in book["Daily kWh"][1]]
    assert line[0] == "2026-01-15 to 2026-03-15"
    assert line[1:] == pytest.approx(list(cases[0].daily_kwh.round(3)))


def test_list_shows_the_strongest_evidence_and_outcomes_in_short(book: openpyxl.Workbook) -> None:
    sheet = book["Suspects"]
    names = [cell.value for cell in sheet[1]]
    first = dict(zip(names, (cell.value for cell in sheet[2]), strict=True))
    assert first["evidence"].count("\n") == 2
    assert first["cleared_by"].splitlines() == [
        "Applies: vacancy",
        "Could not be tested: work order",
        "Ruled out: neighbours outage, concentrator gap, model batch",
    ]

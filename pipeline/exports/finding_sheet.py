"""Sheet Findings: what crews fill in on site, and the workbench takes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_formula
from xlsxwriter.worksheet import Worksheet

from pipeline.contract import TABLES
from pipeline.contract.vocabulary import Means, Outcome
from pipeline.exports import wording
from pipeline.exports.workbook_sheet import Field, Formats, write_sheet
from pipeline.language import mark, say

FINDING_FIELDS = (
    Field("account_id", mark("Account"), 16),
    Field("inspected_on", mark("Inspected on"), 14, "yyyy-mm-dd"),
    Field("outcome", mark("Outcome"), 22),
    Field("means", mark("Means found"), 22),
    Field("recovered_kwh", mark("Recovered, kWh"), 12, "#,##0"),
    Field("back_bill", mark("Back bill"), 12, "#,##0.00"),
    Field("penalty", mark("Penalty"), 12, "#,##0.00"),
    Field("inspector", mark("Inspector"), 18),
    Field("note", mark("Note"), 50),
)
CHOSEN = ("outcome", "means")


def add_finding_sheet(
    book: xlsxwriter.Workbook, formats: Formats, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Add a line a suspect to be filled in; outcome and means are chosen from a list."""
    sheet = book.add_worksheet(say("Findings"))
    meanings = {column.name: column.meaning for column in TABLES["inspections"].columns}
    fields = [Field(f.name, f.title, f.width, f.number, meanings[f.name]) for f in FINDING_FIELDS]
    write_sheet(sheet, formats, fields, [{"account_id": row["account_id"]} for row in rows])
    for place, field in enumerate(fields):
        # Nothing is known of these columns yet, but they are there to be filled in.
        sheet.set_column(place, place, field.width, None, {"hidden": False})
    _offer_choices(book, sheet, len(rows))


def choice_words(column: str) -> dict[str, str]:
    """Return what a cell of `column` may say in the spoken language: words to code."""
    if column == "means":
        return {wording.means_title(code): code.value for code in Means}
    return {wording.titled(wording.named(code)): code.value for code in Outcome}


def _offer_choices(book: xlsxwriter.Workbook, sheet: Worksheet, count: int) -> None:
    # A list inside the rule itself could hold 255 characters, too few for words.
    name = say("Choices")
    choices = book.add_worksheet(name)
    choices.hide()
    last = max(count, 1)
    for place, field in enumerate(FINDING_FIELDS):
        if field.name == "inspected_on":
            day = {"validate": "date", "criteria": ">", "value": dt.date(2000, 1, 1)}
            sheet.data_validation(1, place, last, place, day)
        elif field.name in CHOSEN:
            words = list(choice_words(field.name))
            choices.write_column(0, place, words)
            source = xl_range_formula(name, 0, place, len(words) - 1, place)
            offered = {"validate": "list", "source": f"={source}"}
            sheet.data_validation(1, place, last, place, offered)

"""The workbook's file: safe settings, properties that do not change, and sheet About."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import xlsxwriter

from pipeline.exports import figures
from pipeline.exports.workbook_sheet import Formats
from pipeline.language import mark, say

_HEADS_ABOUT = mark(
    "Heads show plain words; their cells hold the column names of the data contract, so that "
    "the file can be read by programs too."
)


@contextmanager
def new_workbook(path: Path, title: str, run_date: dt.date) -> Iterator[xlsxwriter.Workbook]:
    """Open a workbook that runs nothing and is the same bytes for the same rows."""
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), {**safe, "default_date_format": "yyyy-mm-dd"}) as book:
        made = dt.datetime(run_date.year, run_date.month, run_date.day)  # noqa: DTZ001 - fixed, for equal bytes
        book.set_properties({"title": title, "author": "wattsleuth", "created": made})
        yield book


def write_about(
    book: xlsxwriter.Workbook,
    formats: Formats,
    title: str,
    run_date: dt.date,
    lines: tuple[str, ...],
    *,
    note: str = "",
) -> None:
    """Add sheet About: what the workbook holds, `note` and `lines` after its title."""
    sheet = book.add_worksheet(say("About"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 110)
    heading = say("{title} of {date}", title=title, date=figures.day(run_date))
    sheet.write_string(0, 0, heading, formats(bold=True, font_size=14))
    if note:
        sheet.write_string(1, 0, note, formats(text_wrap=True))
    for line, text in enumerate((*lines, _HEADS_ABOUT), start=2):
        sheet.write_string(line, 0, say(text), formats(text_wrap=True))

"""The workbook of line loss alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipeline.exports import figures
from pipeline.exports.line_loss_sheets import ABOUT, add_line_loss_sheets
from pipeline.exports.workbook_file import new_workbook, write_about
from pipeline.exports.workbook_sheet import Formats
from pipeline.language import say
from pipeline.line_loss import LineLoss
from pipeline.settings import Settings


def write_line_loss_workbook(
    found: LineLoss,
    path: Path,
    *,
    settings: Settings,
    run_date: dt.date,
) -> None:
    """Write the line loss of a day as a workbook; the same rows give the same bytes."""
    title = say("Line loss {date}", date=figures.day(run_date))
    with new_workbook(path, title, run_date) as book:
        formats = Formats(book)
        add_line_loss_sheets(book, formats, found)
        write_about(book, formats, say("Line loss"), run_date, ABOUT)

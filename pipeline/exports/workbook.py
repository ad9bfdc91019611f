"""The workbook: suspects, their evidence and explanations, and daily energy in small pictures."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from pipeline.case import Case
from pipeline.exports import figures, wording
from pipeline.exports.finding_sheet import add_finding_sheet
from pipeline.exports.known_days import from_first_reading
from pipeline.exports.learned import Learned, learned_words
from pipeline.exports.line_loss_sheets import add_line_loss_sheets
from pipeline.exports.site_check import site_checks
from pipeline.exports.visit_sheets import add_visit_sheets
from pipeline.exports.workbook_fields import (
    CHECK_FIELDS,
    EXPLANATION_FIELDS,
    SCORE_FIELDS,
    SPARK,
    evidence_fields,
    suspect_fields,
)
from pipeline.exports.workbook_file import new_workbook, write_about
from pipeline.exports.workbook_sheet import Field, Formats, write_sheet
from pipeline.language import mark, say
from pipeline.line_loss import LineLoss
from pipeline.settings import Settings
from pipeline.visit_plan import VisitPlan

Row = Mapping[str, Any]
SHOWN_PIECES = 3
"""Pieces of evidence on the list itself."""
_DATA_SHEET = mark("Daily kWh")
_SUSPECTS_ABOUT = (
    mark("Score: 0 to 1, larger is more suspicious. It ranks accounts; it is not a proof."),
    mark("Missing energy: estimate of what is used and not counted each day, with bounds."),
    mark("Recoverable: its sum since the suspected start, and its price."),
    mark("Sheet Evidence: one row for each piece of evidence, strongest first."),
    mark("Sheet Explanations: innocent reasons that were tested, and how each came out."),
    mark("Sheet On site: what to look at and to measure, and in which order."),
    mark("Sheet Findings: to be filled in by the crews; the workbench takes it back."),
    mark(
        "Small pictures: energy by day over the window; the figures are on a hidden sheet, Daily "
        "kWh."
    ),
)
_SCORES_ABOUT = (
    mark("Every account that was scored on this day, the most suspicious first."),
    mark("Score: 0 to 1, larger is more suspicious. It ranks accounts; it is not a proof."),
    mark("A family without a figure could not be judged with the data delivered."),
)


def write_suspects_workbook(
    rows: Sequence[Row],
    cases: Sequence[Case],
    path: Path,
    *,
    settings: Settings,
    run_date: dt.date,
    line_loss: LineLoss | None = None,
    learned: Learned | None = None,
    plan: VisitPlan | None = None,
) -> None:
    """Write the list as a workbook; the same rows and cases give the same bytes."""
    with new_workbook(path, say("Suspects {date}", date=figures.day(run_date)), run_date) as book:
        formats = Formats(book)
        suspects = book.add_worksheet(say("Suspects"))
        fields = suspect_fields(settings.currency)
        shown = [_flat(row) for row in rows]
        write_sheet(suspects, formats, fields, shown)
        _set_heights(suspects, fields, shown)
        names = [field.name for field in fields]
        suspects.print_area(0, 0, max(len(rows), 1), names.index("cleared_by"))
        pieces, tests = list(_pieces(rows)), list(_tests(rows))
        write_sheet(book.add_worksheet(say("Evidence")), formats, evidence_fields(cases), pieces)
        write_sheet(book.add_worksheet(say("Explanations")), formats, EXPLANATION_FIELDS, tests)
        checks = list(_checks(rows, cases))
        write_sheet(book.add_worksheet(say("On site")), formats, CHECK_FIELDS, checks)
        add_finding_sheet(book, formats, rows)
        if plan is not None:
            add_visit_sheets(book, formats, plan, settings.currency)
        if line_loss is not None:
            add_line_loss_sheets(book, formats, line_loss)
        write_about(
            book, formats, say("Suspects"), run_date, _SUSPECTS_ABOUT, note=learned_words(learned)
        )
        _sparklines(book, suspects, names.index(SPARK), rows, cases)


def write_scores_workbook(rows: Sequence[Row], path: Path, *, run_date: dt.date) -> None:
    """Write all scores as a workbook, highest first."""
    ordered = sorted(rows, key=lambda row: (-(row["score"] or 0.0), row["account_id"]))
    with new_workbook(path, say("Scores {date}", date=figures.day(run_date)), run_date) as book:
        formats = Formats(book)
        write_sheet(book.add_worksheet(say("Scores")), formats, SCORE_FIELDS, ordered)
        write_about(book, formats, say("Scores"), run_date, _SCORES_ABOUT)


def _set_heights(sheet: Worksheet, fields: Sequence[Field], rows: Sequence[Row]) -> None:
    """Give each row room for its wrapped text, and for its small picture."""
    widths = {field.name: field.width for field in fields}
    for line, row in enumerate(rows, start=1):
        lines = max(
            sum(
                math.ceil((len(part) + 1) / (0.95 * widths[name])) for part in row[name].split("\n")
            )
            for name in ("account_id", "evidence", "cleared_by")
        )
        sheet.set_row(line, min(max(15 * lines, 45), 180))


def _flat(row: Row) -> dict[str, Any]:
    """The row with its lists as short text; sheets Evidence and Explanations hold all."""
    texts = [piece["text"] for piece in row["evidence"] or () if piece["text"]]
    if len(texts) > SHOWN_PIECES:
        rest = len(texts) - SHOWN_PIECES
        texts = [*texts[:SHOWN_PIECES], say("… and {rest} more, see sheet Evidence", rest=rest)]
    return {**row, SPARK: "", "evidence": "\n".join(texts), "cleared_by": _outcomes(row)}


def _outcomes(row: Row) -> str:
    """One line for each way to come out, what may explain the case first."""
    found: dict[str, list[str]] = {}
    for test in wording.by_weight(row["cleared_by"] or ()):
        title = wording.titled(wording.finding(test["outcome"]).title)
        found.setdefault(title, []).append(wording.named(test["explanation"]))
    comma = say(", ")
    return "\n".join(f"{title}: {comma.join(names)}" for title, names in found.items())


def _pieces(rows: Sequence[Row]) -> Iterator[Row]:
    for row in rows:
        for place, piece in enumerate(row["evidence"] or (), start=1):
            yield {"rank": row["rank"], "account_id": row["account_id"], "place": place, **piece}


def _tests(rows: Sequence[Row]) -> Iterator[Row]:
    for row in rows:
        for test in row["cleared_by"] or ():
            yield {"rank": row["rank"], "account_id": row["account_id"], **test}


def _checks(rows: Sequence[Row], cases: Sequence[Case]) -> Iterator[Row]:
    """What to look at on site, one row a suspect and step, by rank."""
    accounts = {case.suspect["account_id"]: case.account for case in cases}
    for row in rows:
        known = accounts.get(row["account_id"], {})
        for place, text in enumerate(site_checks(row["means"], known), start=1):
            account = {"rank": row["rank"], "account_id": row["account_id"]}
            yield {**account, "place": place, "text": text}


def _sparklines(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    place: int,
    rows: Sequence[Row],
    cases: Sequence[Case],
) -> None:
    drawn = {case.suspect["account_id"]: from_first_reading(case) for case in cases if case.dates}
    if not drawn:
        return
    data = book.add_worksheet(say(_DATA_SHEET))
    data.hide()
    for line, row in enumerate(rows, start=1):
        if case := drawn.get(row["account_id"]):
            _write_series(data, line - 1, case)
            reach = xl_range_abs(line - 1, 1, line - 1, len(case.dates))
            look = {"type": "column", "series_color": "#6F9FC4"}
            # An axis from zero: a fall by a tenth must not look like a fall to nothing.
            axis = {"min": 0, "show_hidden": True}
            sheet.add_sparkline(
                line, place, {"range": f"'{data.get_name()}'!{reach}", **look, **axis}
            )


def _write_series(data: Worksheet, line: int, case: Case) -> None:
    first, last = figures.day(case.dates[0]), figures.day(case.dates[-1])
    data.write_string(line, 0, say("{low} to {high}", low=first, high=last))
    for place, kwh in enumerate(np.round(case.daily_kwh, 3).tolist(), start=1):
        if np.isfinite(kwh):
            data.write_number(line, place, kwh)

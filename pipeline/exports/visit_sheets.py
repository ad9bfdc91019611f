"""Sheets of the plan: the visits of a day, and the accounts under watch."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import xlsxwriter

from pipeline.contract import VISITS, WATCHED
from pipeline.exports import figures
from pipeline.exports.visit_words import ASSUMED, FOUND_TITLES, REASON_TITLES, WATCH_TITLES
from pipeline.exports.wording import MEANS_TITLES
from pipeline.exports.workbook_file import new_workbook, write_about
from pipeline.exports.workbook_sheet import Field, Formats, write_sheet
from pipeline.language import mark, say
from pipeline.settings import Settings
from pipeline.visit_plan import VisitPlan

_KWH, _MONEY, _SHARE = "#,##0", "#,##0", "0 %"
_VISITS = (
    Field("place", "No.", 6, "0"),
    Field("trip", "Trip", 6, "0"),
    Field("account_id", "Account", 16),
    Field("zone", "Zone", 12),
    Field("transformer_id", "District", 12),
    Field("reason", "Why", 20, words=REASON_TITLES),
    Field("means", "Suspected means", 27, words=MEANS_TITLES),
    Field("score", "Score", 8, "0.000"),
    Field("theft_probability", "Probability of theft", 11, _SHARE),
    Field("probability_is_assumed", "assumed", 9),
    Field("expected_kwh", "Expected, kWh", 12, _KWH),
    Field("expected_kwh_low", "at least", 10, _KWH),
    Field("expected_kwh_high", "at most", 10, _KWH),
    Field("energy_is_assumed", "assumed", 9),
    Field("expected_amount", "Its price", 12, _MONEY),
    Field("expected_gain", "Expected gain", 12, _MONEY),
    Field("expected_gain_low", "at least", 10, _MONEY),
    Field("expected_gain_high", "at most", 10, _MONEY),
    Field("selection_probability", "Chance to be planned", 12, "0.0000"),
    Field("run_date", "Business date", 11),
)
_WATCHED = (
    Field("account_id", "Account", 16),
    Field("visited_on", "Visited on", 12),
    Field("outcome", "Found", 20, words=FOUND_TITLES),
    Field("state", "Since then", 26, words=WATCH_TITLES),
    Field("alarm_on", "Alarm since", 12),
    Field("level_before", "Before, kWh a day", 12, "#,##0.0"),
    Field("level_after", "Right after", 12, "#,##0.0"),
    Field("level_now", "Last week", 12, "#,##0.0"),
    Field("run_date", "Business date", 11),
)
ABOUT = (
    mark("Sheet Visits: the plan of a day under the crews' capacity, trip by trip."),
    mark("Chance to be planned: 1 where chosen for its gain; less where drawn at random."),
    mark("Sheet Under watch: accounts at which something was found, and how their use went on."),
    ASSUMED,
)


def add_visit_sheets(
    book: xlsxwriter.Workbook, formats: Formats, plan: VisitPlan, currency: str
) -> None:
    """Add both sheets to a workbook, in the spoken language; money names its currency."""
    fields = [_noted(field, VISITS.column(field.name).meaning) for field in _VISITS]
    if currency:
        gain = say("Expected gain, {currency}", currency=currency)
        fields = [
            replace(field, title=gain) if field.name == "expected_gain" else field
            for field in fields
        ]
    write_sheet(book.add_worksheet(say("Visits")), formats, fields, plan.visits)
    watched = [_noted(field, WATCHED.column(field.name).meaning) for field in _WATCHED]
    write_sheet(book.add_worksheet(say("Under watch")), formats, watched, plan.watched)


def _noted(field: Field, meaning: str) -> Field:
    return replace(field, note=meaning)


def write_visits_workbook(
    plan: VisitPlan, path: Path, *, settings: Settings, run_date: dt.date
) -> None:
    """Write the plan of a day as a workbook; the same rows give the same bytes."""
    title = say("Visits {date}", date=figures.day(run_date))
    with new_workbook(path, title, run_date) as book:
        formats = Formats(book)
        add_visit_sheets(book, formats, plan, settings.currency)
        write_about(book, formats, say("Visits"), run_date, ABOUT)

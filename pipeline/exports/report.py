"""The report: one HTML file that holds the list and every case, and needs nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.case import Case
from pipeline.exports import figures, line_loss_wording, visit_words
from pipeline.exports.known_days import from_first_reading
from pipeline.exports.learned import Learned, learned_words
from pipeline.exports.line_loss_view import line_loss_view
from pipeline.exports.page import write_page
from pipeline.exports.report_case import CaseView, case_view
from pipeline.line_loss import LineLoss
from pipeline.settings import Settings
from pipeline.visit_plan import VisitPlan

STYLES, SCRIPTS = ("shared/charts.css", "report.css"), ("report.js",)
LOSS_STYLES = (*STYLES, "line_loss.css")


@dataclass(frozen=True)
class Entry:
    """A row of the list with its anchor, and its case where there is one."""

    key: str
    row: Mapping[str, Any]
    case: CaseView | None


def write_report(
    rows: Sequence[Mapping[str, Any]],
    cases: Sequence[Case],
    path: Path,
    *,
    settings: Settings,
    run_date: dt.date,
    line_loss: LineLoss | None = None,
    learned: Learned | None = None,
    plan: VisitPlan | None = None,
) -> None:
    """Write the suspects (rows of the list, by rank) and their cases as one HTML file."""
    drawn = {case.suspect["account_id"]: case for case in cases}
    entries = [_entry(row, drawn.get(row["account_id"]), settings.currency) for row in rows]
    anchors = {entry.row["account_id"]: entry.key for entry in entries if entry.case}
    losses = line_loss_view(line_loss, anchors, settings.line_loss) if line_loss else None
    content = {
        "entries": entries,
        "settings": settings,
        "run_date": run_date,
        "losses": losses,
        "loss_words": line_loss_wording,
        "learned": learned_words(learned),
        "plan": plan,
        "anchors": anchors,
        "visit_words": visit_words,
        **totals(rows),
    }
    write_page("report.html", path, LOSS_STYLES if losses or plan else STYLES, SCRIPTS, content)


def write_line_loss_page(
    found: LineLoss, path: Path, *, settings: Settings, run_date: dt.date
) -> None:
    """Write the line loss of a day as one HTML file of its own."""
    content = {
        "settings": settings,
        "run_date": run_date,
        "losses": line_loss_view(found, {}, settings.line_loss),
        "loss_words": line_loss_wording,
    }
    write_page("line_loss.html", path, LOSS_STYLES, (), content)


def write_score_page(rows: Sequence[Mapping[str, Any]], path: Path, *, run_date: dt.date) -> None:
    """Write all scores, highest first, as one HTML file."""
    ordered = sorted(rows, key=lambda row: (-(row["score"] or 0.0), row["account_id"]))
    content = {"rows": ordered, "run_date": run_date}
    write_page("scores.html", path, STYLES, SCRIPTS, content)


def _entry(row: Mapping[str, Any], case: Case | None, currency: str) -> Entry:
    key = f"case-{row['rank']}"
    view = case_view(from_first_reading(case), key, currency) if case else None
    return Entry(key, row, view)


def totals(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Sums over the list for its heading; null where no row knows its part."""
    return {
        "total_kwh": _sum(rows, "recoverable_kwh"),
        "total_amount": _sum(rows, "recoverable_amount"),
        "total_kwh_per_day": _sum(rows, "kwh_per_day"),
        "new_count": sum(row["change"] == "new" for row in rows),
        "zones": sorted({row["zone"] for row in rows if row["zone"]}),
        "means": sorted({row["means"] for row in rows if row["means"]}),
    }


def _sum(rows: Sequence[Mapping[str, Any]], column: str) -> float | None:
    known = [row[column] for row in rows if figures.is_known(row[column])]
    return sum(known) if known else None

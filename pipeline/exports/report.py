"""The report: one HTML file that holds the list and every case, and needs nothing else."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.case import Case
from pipeline.exports import figures, wording
from pipeline.exports.known_days import from_first_reading
from pipeline.exports.report_case import CaseView, case_view
from pipeline.settings import Settings

TEMPLATES = Path(__file__).parent / "templates"


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
) -> None:
    """Write the suspects (rows of the list, by rank) and their cases as one HTML file."""
    drawn = {case.suspect["account_id"]: case for case in cases}
    entries = [_entry(row, drawn.get(row["account_id"])) for row in rows]
    _write(
        "report.html", path, entries=entries, settings=settings, run_date=run_date, **totals(rows)
    )


def write_score_page(rows: Sequence[Mapping[str, Any]], path: Path, *, run_date: dt.date) -> None:
    """Write all scores, highest first, as one HTML file."""
    ordered = sorted(rows, key=lambda row: (-(row["score"] or 0.0), row["account_id"]))
    _write("scores.html", path, rows=ordered, run_date=run_date)


def _entry(row: Mapping[str, Any], case: Case | None) -> Entry:
    key = f"case-{row['rank']}"
    return Entry(key, row, case_view(from_first_reading(case), key) if case else None)


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


def _write(template: str, path: Path, **content: Any) -> None:
    style, script = _source("report.css"), _source("report.js")
    policy = (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    )
    page = _environment().get_template(template)
    with path.open("wb") as file:
        # Our own files, whose digests the policy names; never anything from data.
        page.stream(
            style=Markup(style),  # noqa: S704
            script=Markup(script),  # noqa: S704
            policy=policy,
            **content,
        ).dump(file, encoding="utf-8")


def _source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(figures=figures, wording=wording)
    return environment

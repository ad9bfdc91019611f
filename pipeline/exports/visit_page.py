"""The page of a day's visits alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipeline.exports import visit_words
from pipeline.exports.page import write_page
from pipeline.settings import Settings
from pipeline.visit_plan import VisitPlan

STYLES = ("shared/charts.css", "report.css", "line_loss.css")


def write_visits_page(
    plan: VisitPlan, path: Path, *, settings: Settings, run_date: dt.date
) -> None:
    """Write the plan of a day as one HTML file."""
    content = {
        "settings": settings,
        "run_date": run_date,
        "plan": plan,
        "anchors": {},
        "visit_words": visit_words,
    }
    write_page("visits.html", path, STYLES, (), content)

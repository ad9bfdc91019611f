"""The page of the monitor: one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.exports.atomic_file import replacing
from pipeline.exports.evaluation.block import Pairs, Report, Section
from pipeline.exports.evaluation.headline import tiles
from pipeline.exports.evaluation.trust import calibration_section
from pipeline.exports.evaluation.words import Metric, sentence
from pipeline.exports.evaluation_page import STYLES
from pipeline.exports.monitoring.drift import day_section, drift_section, quality_section
from pipeline.exports.monitoring.hits import hit_section, injection_section, work_section
from pipeline.exports.page import write_page
from pipeline.settings import Settings

RATES: dict[str, Metric] = {
    "theft_of_all": Metric(
        "Theft, of all accounts", "share", "Told by the visits that were drawn at random."
    ),
    "recall": Metric(
        "Recall of the list", "share", "Of all thefts, those at accounts that the list named."
    ),
    "hits_chosen": Metric(
        "Hit rate, chosen visits", "share", "Thefts among the visits that the plan chose."
    ),
    "hits_drawn": Metric(
        "Hit rate, drawn visits", "share", "Thefts among the visits drawn at random."
    ),
    "hits_listed": Metric(
        "Hit rate, listed accounts", "share", "Thefts among all visits to listed accounts."
    ),
}
_INTERVAL = (
    "The dot is the figure, the bar its 90 % interval: nine of ten such intervals hold the truth."
)
_FOOT = "Inspections are what the field found; hit rates hold for visited accounts."


def write_monitoring_page(report: Mapping[str, Any], path: Path, *, settings: Settings) -> None:
    """Write a report as one HTML file, which appears whole or not at all.

    report: as `models.monitoring.report` tells; sections of which it has nothing are left
    out. settings: name the utility and its currency.
    """
    known = {name: one for name, one in report["rates"].items() if one["value"] is not None}
    words = "Electricity theft: monitor"
    told = (*report["alarms"], *report["missing"], *report["notes"])
    content = {
        "title": f"Lists, visits and data of {report['since']} to {report['date']}",
        "over": f"{settings.utility} · {words}" if settings.utility else words,
        "facts": _facts(report),
        "tiles": tiles(known, RATES, {}),
        "notes": [sentence(note) for note in told],
        "interval_words": _INTERVAL if known else "No hit rate is known yet.",
        "sections": [one for one in _sections(report, settings.currency) if one is not None],
        "is_warned": bool(report["alarms"]),
        "foot": _FOOT,
    }
    with replacing(path) as draft:
        write_page("evaluation.html", draft, STYLES, (), content)


def _sections(report: Report, currency: str) -> list[Section | None]:
    reliability = report["reliability"] or {"overall": {}}
    return [
        hit_section(report),
        work_section(report, currency),
        calibration_section({"calibration": reliability["overall"]}),
        injection_section(report),
        day_section(report),
        drift_section(report),
        quality_section(report),
    ]


def _facts(report: Report) -> Pairs:
    visits = report["visits"]
    return (
        ("Warnings", f"{len(report['alarms']):,}"),
        ("Visits", f"{visits['visits']:,}"),
        ("Thefts found", f"{visits['theft']:,}"),
        ("Drawn at random, with a result", f"{visits['drawn_with_result']:,}"),
        ("Runs drawn", f"{len(report['days']):,}"),
    )

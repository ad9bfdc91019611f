"""The page of an evaluation or a backtest: one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.exports import figures
from pipeline.exports.atomic_file import replacing
from pipeline.exports.evaluation.backtest import lead_section, time_section, visit_section
from pipeline.exports.evaluation.block import Pairs, Report, Section
from pipeline.exports.evaluation.cases import case_section
from pipeline.exports.evaluation.curves import curve_section
from pipeline.exports.evaluation.estimates import estimate_section, means_section
from pipeline.exports.evaluation.found import confounder_section, found_section
from pipeline.exports.evaluation.headline import comparison_section, tiles
from pipeline.exports.evaluation.trust import (
    calibration_section,
    delay_section,
    stability_section,
    tail_section,
)
from pipeline.exports.evaluation.words import BACKTEST_METRICS, METRICS, sentence
from pipeline.exports.page import write_page
from pipeline.settings import Settings

STYLES = ("shared/charts.css", "report.css", "evaluation.css")
_INTERVAL = (
    "The dot is the figure, the bar its 95 % interval: drawn again {draws} times from the same"
    " accounts, 95 of 100 figures lie there."
)
_VISITED_FOOT = "Inspections are what the field found; figures hold for visited accounts."
_TRUTH_FOOT = (
    "The truth is as good as its source: a simulation knows all, an inspection knows what it saw."
)


def write_evaluation_page(report: Mapping[str, Any], path: Path, *, settings: Settings) -> None:
    """Write a report as one HTML file, which appears whole or not at all.

    report: as `models.evaluation.report` or `models.backtesting.report` tell, by its `kind`;
    sections of which it has nothing are left out. settings: name the utility.
    """
    is_backtest = report["kind"] == "backtest"
    metrics = BACKTEST_METRICS if is_backtest else METRICS
    content = {
        "title": _title(report, is_backtest),
        "over": _over(settings, is_backtest),
        "facts": _visited(report) if is_backtest else _population(report),
        "tiles": tiles(report["headline"], metrics, report),
        "notes": [sentence(note) for note in report["notes"]],
        "interval_words": _INTERVAL.format(draws=figures.number(report["settings"]["draws"])),
        "sections": [section for section in _sections(report) if section is not None],
        "is_warned": is_backtest,
        "foot": _VISITED_FOOT if is_backtest else _TRUTH_FOOT,
    }
    with replacing(path) as draft:
        write_page("evaluation.html", draft, STYLES, (), content)


def _sections(report: Report) -> list[Section | None]:
    subject = "thefts among visits" if report["kind"] == "backtest" else "thieves among accounts"
    return [
        comparison_section(report),
        time_section(report),
        curve_section(report, subject),
        found_section(report),
        visit_section(report),
        lead_section(report),
        confounder_section(report),
        means_section(report),
        estimate_section(report),
        delay_section(report),
        calibration_section(report),
        tail_section(report),
        stability_section(report),
        case_section(report),
    ]


def _title(report: Report, is_backtest: bool) -> str:
    if is_backtest:
        return f"Lists of {report['from']} to {report['to']} against later inspections"
    return f"Scores of {report['run_date']} against the truth"


def _over(settings: Settings, is_backtest: bool) -> str:
    words = "Electricity theft: backtest" if is_backtest else "Electricity theft: evaluation"
    return f"{settings.utility} · {words}" if settings.utility else words


def _population(report: Report) -> Pairs:
    counts, listed = report["population"], report["list"]
    return (
        ("Accounts", figures.number(counts["accounts"], 0)),
        ("Thieves", figures.number(counts["thieves"], 0)),
        ("Innocent oddities", figures.number(counts["confounders"], 0)),
        ("On the list", figures.number(listed["length"], 0)),
        ("Thieves on the list", figures.number(listed["thieves"], 0)),
    )


def _visited(report: Report) -> Pairs:
    counts, visits = report["population"], report["visits"]
    return (
        ("Lists", figures.number(len(report["dates"]), 0)),
        ("Accounts", figures.number(counts["accounts"], 0)),
        ("Accounts visited", figures.number(counts["accounts_visited"], 0)),
        ("Visits with a result", figures.number(visits["conclusive"], 0)),
        ("Thefts found", figures.number(visits["theft"], 0)),
    )

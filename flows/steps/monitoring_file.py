"""The report of the monitor as a file: a page with charts, or JSON whole."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.steps.injection_file import FOLDER
from pipeline.exports.atomic_file import replacing
from pipeline.exports.monitoring_page import write_monitoring_page
from pipeline.lake import Lake
from pipeline.settings import Settings


def write_monitoring(report: Mapping[str, Any], path: Path, settings: Settings) -> None:
    """Write a report, as `MonitoringReport.as_json` makes it, to `path`: .html, else JSON.

    A failure leaves the file as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".html":
        write_monitoring_page(report, path, settings=settings)
        return
    with replacing(path) as draft:
        text = json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False)
        draft.write_text(f"{text}\n", encoding="utf-8")


def report_path(lake: Lake, date: dt.date) -> Path:
    """Return where the report of `date` is kept beside the tables of `lake`."""
    return lake.root / FOLDER / f"monitoring-{date.isoformat()}.json"


def read_monitoring(lake: Lake, date: dt.date) -> dict[str, Any]:
    """Return the report of `date` that is kept beside the tables of `lake`."""
    told: dict[str, Any] = json.loads(report_path(lake, date).read_text(encoding="utf-8"))
    return told

"""The report of an injection as a file: JSON whole, or CSV by attack and strength."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from models.injection.report import Tally
from pipeline.exports.atomic_file import replacing
from pipeline.lake import Lake

FOLDER = "reports"


def write_injection(report: Mapping[str, Any], path: Path) -> None:
    """Write a report, as `InjectionReport.as_json` makes it, to `path` by its suffix.

    `.csv` holds one row an attack and strength, `.json` everything.
    """
    with replacing(path) as draft:
        if path.suffix.lower() == ".csv":
            _write_csv(report, draft)
        else:
            text = json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False)
            draft.write_text(f"{text}\n", encoding="utf-8")


def report_path(lake: Lake, date: dt.date) -> Path:
    """Return where the report of `date` is kept beside the tables of `lake`."""
    return lake.root / FOLDER / f"injection-{date.isoformat()}.json"


def _write_csv(report: Mapping[str, Any], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, [field.name for field in fields(Tally)])
        writer.writeheader()
        writer.writerows([*report["cases"], report["total"]])

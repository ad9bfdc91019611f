"""Step: the list, or all scores, of a finished business date as a file for people."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa

from flows.steps.finished_runs import require_run
from pipeline.case import Case
from pipeline.exports import export_scores, export_suspects
from pipeline.lake import Lake
from pipeline.settings import Settings

LIST_FILES = ("suspects.html", "suspects.xlsx")
SUFFIXES_WITH_CASES = (".html", ".xlsx")


def write_scores(lake: Lake, settings: Settings, date: dt.date, path: Path) -> int:
    """Write the scores of `date` to `path`, by its suffix; return how many rows."""
    require_run(lake, date)
    rows = lake.read("scores", first=date, last=date)
    export_scores(rows, path, run_date=date, settings=settings)
    return int(rows.num_rows)


def write_list(
    lake: Lake, settings: Settings, date: dt.date, paths: list[Path], *, reword: bool = False
) -> int:
    """Write the list of `date` to each of `paths`, by suffix; return how many suspects.

    Its texts stay as they were written; reword: they are said anew, in the language of
    `settings`.
    """
    require_run(lake, date)
    rows = lake.read("suspects", first=date, last=date).sort_by("rank")
    needs_cases = any(path.suffix.lower() in SUFFIXES_WITH_CASES for path in paths)
    cases = _cases(lake, settings, date, reword) if needs_cases or reword else []
    if reword:
        rows = pa.Table.from_pylist([dict(case.suspect) for case in cases], rows.schema)
    for path in paths:
        export_suspects(rows, cases, path, settings=settings, run_date=date)
    return int(rows.num_rows)


def _cases(lake: Lake, settings: Settings, date: dt.date, reword: bool) -> list[Case]:
    from flows.steps.scoring import day_cases  # noqa: PLC0415 - not for a plain table

    return day_cases(lake, settings, date, reword=reword)

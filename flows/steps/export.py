"""Step: the list, or all scores, of a finished business date as a file for people."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa

from flows.steps.finished_runs import require_run, run_summary
from pipeline.case import Case
from pipeline.contract import LINE_LOSSES, RECORD_ERRORS, VISITS, WATCHED, Table
from pipeline.exports import (
    export_frame,
    export_line_loss,
    export_scores,
    export_suspects,
    export_table,
    export_visits,
)
from pipeline.exports.learned import learned_part
from pipeline.lake import Lake
from pipeline.line_loss import LineLoss
from pipeline.settings import Settings
from pipeline.visit_plan import VisitPlan

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
    cases, line_loss = _cases(lake, settings, date, reword) if needs_cases or reword else ([], None)
    if reword:
        rows = pa.Table.from_pylist([dict(case.suspect) for case in cases], rows.schema)
    learned = learned_part(run_summary(lake, date))
    for path in paths:
        export_suspects(
            rows,
            cases,
            path,
            settings=settings,
            run_date=date,
            line_loss=line_loss,
            learned=learned,
            plan=plan_of(lake, date),
        )
    return int(rows.num_rows)


def write_visits(lake: Lake, settings: Settings, date: dt.date, path: Path) -> int:
    """Write the visits planned on `date` to `path`, by its suffix; return how many.

    Workbooks and pages hold the accounts under watch as well.
    """
    require_run(lake, date)
    rows = lake.read(VISITS.name, first=date, last=date).sort_by("place")
    if path.suffix.lower() not in SUFFIXES_WITH_CASES:
        export_table(rows, path, VISITS)
    else:
        plan = plan_of(lake, date) or VisitPlan((), ())
        export_visits(plan, path, settings=settings, run_date=date)
    return int(rows.num_rows)


def plan_of(lake: Lake, date: dt.date) -> VisitPlan | None:
    """Return the visits planned on `date` and who is under watch; None where nothing is."""
    visits = lake.read(VISITS.name, first=date, last=date).sort_by("place")
    watched = lake.read(WATCHED.name, first=date, last=date).sort_by("account_id")
    if not visits.num_rows and not watched.num_rows:
        return None
    return VisitPlan(visits.to_pylist(), watched.to_pylist())


def write_losses(
    lake: Lake, settings: Settings, date: dt.date, path: Path, *, reword: bool = False
) -> int:
    """Write the line losses of `date` to `path`, by its suffix; return how many rows.

    Workbooks and pages hold the record errors and the nodes worth a sweep as well; reword:
    they are said anew, in the language of `settings`.
    """
    return _write_line_loss(lake, settings, date, path, LINE_LOSSES, reword=reword)


def write_record_errors(
    lake: Lake, settings: Settings, date: dt.date, path: Path, *, reword: bool = False
) -> int:
    """Write the records that balances of `date` contradict to `path`; return how many."""
    return _write_line_loss(lake, settings, date, path, RECORD_ERRORS, reword=reword)


def _write_line_loss(
    lake: Lake, settings: Settings, date: dt.date, path: Path, table: Table, *, reword: bool
) -> int:
    require_run(lake, date)
    rows = lake.read(table.name, first=date, last=date)
    if path.suffix.lower() not in SUFFIXES_WITH_CASES:
        export_table(rows, path, table)
        return int(rows.num_rows)
    from flows.steps.line_loss import line_loss_of  # noqa: PLC0415 - not for a plain table
    from flows.steps.scoring import recall_day  # noqa: PLC0415

    scored = recall_day(lake, settings, date)
    found = line_loss_of(lake, settings, scored, date, reword=reword)
    export_line_loss(found, path, settings=settings, run_date=date)
    return int(rows.num_rows)


def write_balances(
    lake: Lake, settings: Settings, date: dt.date, path: Path, *, hours: bool
) -> int:
    """Write the balance of every node by day up to `date`, or by hour; return how many rows."""
    require_run(lake, date)
    from flows.steps.line_loss import balance_rows  # noqa: PLC0415 - computed on demand

    rows = balance_rows(lake, settings, date, hours=hours)
    export_frame(rows, path)
    return int(rows.num_rows)


def _cases(
    lake: Lake, settings: Settings, date: dt.date, reword: bool
) -> tuple[list[Case], LineLoss | None]:
    from flows.steps.line_loss import line_loss_of  # noqa: PLC0415 - not for a plain table
    from flows.steps.scoring import cases_of, recall_day  # noqa: PLC0415

    scored = recall_day(lake, settings, date)
    cases = cases_of(lake, settings, scored, date, reword=reword)
    return cases, line_loss_of(lake, settings, scored, date, reword=reword)

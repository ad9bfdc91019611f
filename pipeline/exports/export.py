"""Export by suffix: one function for each thing that leaves the house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from pipeline.case import Case
from pipeline.contract import SCORES, SUSPECTS, Table
from pipeline.exports.atomic_file import replacing
from pipeline.exports.csv_file import write_csv
from pipeline.exports.learned import Learned
from pipeline.exports.line_loss_workbook import write_line_loss_workbook
from pipeline.exports.parquet_file import write_parquet
from pipeline.exports.report import write_line_loss_page, write_report, write_score_page
from pipeline.exports.rows import ExportError, Rows, contract_rows, records
from pipeline.exports.visit_page import write_visits_page
from pipeline.exports.visit_sheets import write_visits_workbook
from pipeline.exports.workbook import write_scores_workbook, write_suspects_workbook
from pipeline.language import speaking
from pipeline.line_loss import LineLoss
from pipeline.settings import Settings
from pipeline.visit_plan import VisitPlan

SUFFIXES = (".csv", ".parquet", ".xlsx", ".html")
_TABLE_WRITERS = {".csv": write_csv, ".parquet": write_parquet}
_PAGE_ROWS = 20_000
_SHEET_ROWS = 1_048_575


def export_table(rows: Rows, path: Path, table: Table) -> None:
    """Write rows of a contract table as .csv or .parquet; the file appears whole or not at all.

    ExportError: another suffix, a missing column, or a value that does not fit its type.
    """
    writer = _TABLE_WRITERS.get(_suffix(path, tuple(_TABLE_WRITERS)))
    assert writer is not None  # noqa: S101 - the suffix is one of these
    checked = contract_rows(rows, table)
    with replacing(path) as draft:
        writer(checked, draft)


def export_frame(rows: pa.Table, path: Path) -> None:
    """Write rows of no contract table as .csv or .parquet; ExportError for another suffix."""
    writer = _TABLE_WRITERS.get(_suffix(path, tuple(_TABLE_WRITERS)))
    assert writer is not None  # noqa: S101 - the suffix is one of these
    with replacing(path) as draft:
        writer(rows, draft)


def export_line_loss(
    found: LineLoss | None, path: Path, *, settings: Settings, run_date: dt.date
) -> None:
    """Write a day's line loss as .xlsx or .html: divisions, sweeps and record errors.

    found: None where there is no supply, which the file then says.
    """
    suffix = _suffix(path, (".xlsx", ".html"))
    write = write_line_loss_page if suffix == ".html" else write_line_loss_workbook
    with replacing(path) as draft, speaking(settings.speech()):
        write(found or LineLoss((), ()), draft, settings=settings, run_date=run_date)


def export_visits(plan: VisitPlan, path: Path, *, settings: Settings, run_date: dt.date) -> None:
    """Write a day's visits as .xlsx or .html, with the accounts under watch."""
    suffix = _suffix(path, (".xlsx", ".html"))
    write = write_visits_page if suffix == ".html" else write_visits_workbook
    with replacing(path) as draft, speaking(settings.speech()):
        write(plan, draft, settings=settings, run_date=run_date)


def export_suspects(
    rows: Rows,
    cases: Sequence[Case],
    path: Path,
    *,
    settings: Settings,
    run_date: dt.date,
    line_loss: LineLoss | None = None,
    learned: Learned | None = None,
    plan: VisitPlan | None = None,
) -> None:
    """Write the daily list, by rank; .xlsx and .html show the cases too, where there are any.

    They show the line loss and the day's visits as well, where these are given, and say what of
    the scores was learned.

    rows: table `suspects` of one day. cases: any of its suspects, in any order; a suspect
    without a case is listed without charts. ExportError names what is wrong and what to do.
    """
    suffix = _suffix(path, SUFFIXES)
    checked = contract_rows(rows, SUSPECTS).sort_by("rank")
    if suffix in _TABLE_WRITERS:
        export_table(checked, path, SUSPECTS)
        return
    write = write_report if suffix == ".html" else write_suspects_workbook
    with replacing(path) as draft, speaking(settings.speech()):
        write(
            records(checked),
            cases,
            draft,
            settings=settings,
            run_date=run_date,
            line_loss=line_loss,
            learned=learned,
            plan=plan,
        )


def export_scores(
    rows: Rows, path: Path, *, run_date: dt.date, settings: Settings | None = None
) -> None:
    """Write the scores of all accounts, in the language of `settings`, else in English.

    ExportError names what is wrong and what to do.
    """
    suffix = _suffix(path, SUFFIXES)
    checked = contract_rows(rows, SCORES)
    if suffix in _TABLE_WRITERS:
        export_table(checked, path, SCORES)
        return
    _fits(checked.num_rows, _PAGE_ROWS if suffix == ".html" else _SHEET_ROWS, path)
    write = write_score_page if suffix == ".html" else write_scores_workbook
    language = (settings or Settings()).speech()
    with replacing(path) as draft, speaking(language):
        write(records(checked), draft, run_date=run_date)


def _suffix(path: Path, known: tuple[str, ...]) -> str:
    suffix = path.suffix.lower()
    if suffix not in known:
        raise ExportError(
            f"{path}: cannot export as {suffix or 'a file without a suffix'!r}; "
            f"end the name in one of {', '.join(known)}"
        )
    return suffix


def _fits(count: int, limit: int, path: Path) -> None:
    if count > limit:
        raise ExportError(
            f"{path}: {count:,} rows are more than the {limit:,} that {path.suffix} can hold; "
            "export as .csv or .parquet"
        )

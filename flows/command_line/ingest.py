"""`wattsleuth ingest`: a utility's files into the lake."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.command_line.answer import console_of_answers, print_json
from flows.command_line.exit_code import ExitCode
from flows.command_line.guard import guarded
from flows.command_line.options import (
    DEFAULT_LAKE,
    DebugOption,
    JsonOption,
    LakeOption,
    PrefectOption,
    SettingsOption,
)
from flows.command_line.through_prefect import through_prefect
from flows.progress import reported

if TYPE_CHECKING:
    from pipeline.ingest import IngestSummary


@guarded
def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...", help="Folders of tables by name, or single tables.", exists=True
        ),
    ],
    lake: LakeOption = DEFAULT_LAKE,
    settings: SettingsOption = None,
    prefect: PrefectOption = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Take a utility's files into the lake; the same files again change nothing.

    A PATH is a folder that holds tables by name (accounts.parquet, readings/, events.csv ...)
    or one such table. Rows that break the contract go to quarantine, and the summary says
    how many and why; a file that cannot be read ends with exit code 3, and the rest goes in.
    """
    from flows.command_line.summary_view import print_ingest_summary

    with reported():
        summary = take_in(lake, settings, paths, prefect=through_prefect(prefect))
    if as_json:
        print_json({**asdict(summary), "total": asdict(summary.total)})
    else:
        print_ingest_summary(summary, console_of_answers())
    if not summary.is_whole:
        raise typer.Exit(ExitCode.BROKEN_CONTRACT)


def take_in(
    lake: Path, settings: Path | None, paths: list[Path], *, prefect: bool
) -> IngestSummary:
    """Ingest `paths`, as a flow or plainly, and return the summary."""
    if prefect:
        from flows.ingest import ingest as flow
        from flows.parameters import IngestParameters

        return flow(IngestParameters(lake=lake, settings=settings, paths=tuple(paths)))
    from flows.progress import reporter
    from flows.steps.settings import delivery_settings
    from pipeline.ingest import ingest as deliver
    from pipeline.lake import Lake

    opened = Lake(lake)
    chosen = delivery_settings(opened, settings, paths)
    return deliver(opened, paths, chosen, dt.datetime.now(tz=dt.UTC), progress=reporter())

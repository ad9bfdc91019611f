"""`wattsleuth backfill`: every date without a finished run."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from flows.command_line.answer import print_counts, print_json
from flows.command_line.guard import guarded
from flows.command_line.options import (
    DEFAULT_LAKE,
    DebugOption,
    JsonOption,
    LakeOption,
    PrefectOption,
    SettingsOption,
    parse_date,
)
from flows.command_line.run import run_date
from flows.command_line.through_prefect import through_prefect
from flows.progress import reported


@guarded
def backfill(
    first: Annotated[
        dt.date,
        typer.Option("--from", parser=parse_date, metavar="YYYY-MM-DD", help="First date."),
    ],
    last: Annotated[
        dt.date,
        typer.Option("--to", parser=parse_date, metavar="YYYY-MM-DD", help="Last date, included."),
    ],
    lake: LakeOption = DEFAULT_LAKE,
    settings: SettingsOption = None,
    prefect: PrefectOption = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Run each business date between two dates that has no finished run yet."""
    if last < first:
        raise typer.BadParameter(f"--to {last} lies before --from {first}")
    is_flow = through_prefect(prefect)
    with reported():
        counts = _run_open_dates(lake, settings, first, last, is_flow)
    if as_json:
        print_json({"from": first, "to": last, **counts})
    else:
        print_counts(f"backfill {first} to {last}", counts)


def _run_open_dates(
    lake: Path, settings: Path | None, first: dt.date, last: dt.date, is_flow: bool
) -> dict[str, int]:
    if is_flow:
        from flows.backfill import backfill as flow
        from flows.parameters import BackfillParameters

        return flow(BackfillParameters(lake=lake, settings=settings, first=first, last=last))
    from flows.steps.backfill_dates import open_dates
    from pipeline.lake import Lake

    runs = [
        run_date(lake, settings, date, prefect=False)
        for date in open_dates(Lake(lake), first, last)
    ]
    return {"dates": len(runs), "suspects": sum(counts["suspects"] for counts in runs)}

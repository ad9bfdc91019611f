"""`wattsleuth evaluate`: the scores of a business date against a truth."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from flows.command_line.guard import guarded
from flows.command_line.options import (
    DEFAULT_LAKE,
    DebugOption,
    JsonOption,
    LakeOption,
    RequiredDateOption,
    SettingsOption,
    parse_date,
)
from flows.command_line.report_file import (
    ReportOption,
    check_suffix,
    print_report,
    write_report,
)
from flows.progress import reported


@guarded
def evaluate(
    date: RequiredDateOption,
    truth: Annotated[
        Path,
        typer.Option(
            "--truth",
            exists=True,
            help="Truth, CSV or Parquet: account_id, label (theft, confounder, normal) and what"
            " is known of kind, onset, kwh_per_day, strength.",
        ),
    ],
    lake: LakeOption = DEFAULT_LAKE,
    settings: SettingsOption = None,
    capacity: Annotated[
        int | None,
        typer.Option("--capacity", min=1, help="Visits a day; default: the length of the list."),
    ] = None,
    since: Annotated[
        dt.date | None,
        typer.Option(
            "--since",
            parser=parse_date,
            metavar="YYYY-MM-DD",
            help="First list that counts for the days to a first listing; default: all.",
        ),
    ] = None,
    out: ReportOption = None,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Our own scores alone: no baselines, ablation, other seeds."),
    ] = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Measure the scores and lists up to a business date against what is true.

    Needs a finished run of that date; writes nothing to the lake.
    """
    check_suffix(out)
    if since is not None and since > date:
        raise typer.BadParameter(f"--since {since} lies after --date {date}")
    from flows.steps.evaluation import EvaluationOptions, evaluate_day
    from flows.steps.settings import settings_of
    from pipeline.lake import Lake

    opened = Lake(lake)
    chosen = settings_of(opened, settings)
    options = EvaluationOptions(truth, capacity, since, quick)
    with reported() as progress:
        answer = evaluate_day(opened, chosen, date, options, progress)
    if out is not None:
        write_report(answer, out, chosen)
    from flows.command_line.evaluation_view import print_evaluation

    print_report(answer, print_evaluation, out, as_json=as_json)

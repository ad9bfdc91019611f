"""`wattsleuth backtest`: as-of lists against inspections known later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.command_line.guard import guarded
from flows.command_line.options import (
    DEFAULT_LAKE,
    DebugOption,
    JsonOption,
    LakeOption,
    SettingsOption,
    parse_date,
)
from flows.command_line.report_file import (
    ReportOption,
    check_suffix,
    print_report,
    write_report,
)
from flows.progress import Progress, reported

if TYPE_CHECKING:
    from models.backtesting.report import Plan
    from pipeline.lake import Lake
    from pipeline.settings import Settings


@guarded
def backtest(
    first: Annotated[
        dt.date,
        typer.Option("--from", parser=parse_date, metavar="YYYY-MM-DD", help="Date of first list."),
    ],
    last: Annotated[
        dt.date,
        typer.Option("--to", parser=parse_date, metavar="YYYY-MM-DD", help="No list after this."),
    ],
    lake: LakeOption = DEFAULT_LAKE,
    every: Annotated[
        int, typer.Option("--every", min=1, metavar="N", help="A list every so many days.")
    ] = 7,
    horizon: Annotated[
        int, typer.Option("--horizon", min=1, help="Days after a list whose inspections count.")
    ] = 90,
    capacity: Annotated[
        int | None,
        typer.Option("--capacity", min=1, help="Visits from a list; default: its full length."),
    ] = None,
    with_learning: Annotated[
        bool,
        typer.Option(
            "--with-learning",
            help="Train every 28 days from what was known then; cold start, learner and both.",
        ),
    ] = False,
    out: ReportOption = None,
    settings: SettingsOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Hold the lists as of past dates against what inspections found after them.

    A list knows only what is dated up to its day. What was inspected is no fair sample of
    all accounts: the answer says how many were, and what that means for the figures. With
    learning every date is judged anew, three ways, and nothing is released.
    """
    if last < first:
        raise typer.BadParameter(f"--to {last} lies before --from {first}")
    check_suffix(out)
    from flows.steps.settings import settings_of
    from models.backtesting.report import Plan
    from pipeline.lake import Lake

    opened = Lake(lake)
    chosen = settings_of(opened, settings)
    plan = Plan(first, last, every, horizon, capacity or chosen.list.length)
    with reported() as progress:
        report = _run(with_learning)(opened, chosen, plan, progress)
    if out is not None:
        write_report(report, out, chosen)
    from flows.command_line.backtest_view import print_backtest

    print_report(report, print_backtest, out, as_json=as_json)


def _run(with_learning: bool) -> Callable[[Lake, Settings, Plan, Progress], dict[str, Any]]:
    if with_learning:
        from flows.steps.learning_backtest import run_learning_backtest

        return run_learning_backtest
    from flows.steps.backtest import run_backtest

    return run_backtest

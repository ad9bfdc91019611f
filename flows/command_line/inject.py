"""`wattsleuth inject`: known attacks hidden in a utility's own readings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.command_line.guard import guarded
from flows.command_line.options import (
    DEFAULT_LAKE,
    DebugOption,
    JsonOption,
    LakeOption,
    RequiredDateOption,
    SettingsOption,
)
from flows.command_line.report_file import print_report
from flows.progress import reported

SUFFIXES = (".json", ".csv")


@guarded
def inject(
    date: RequiredDateOption,
    lake: LakeOption = DEFAULT_LAKE,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Seed of the draws; the same finds the same.")
    ] = 1,
    seeds: Annotated[
        int, typer.Option("--seeds", min=1, help="So many draws, of seed, seed + 1 and so on.")
    ] = 1,
    victims: Annotated[
        int | None,
        typer.Option("--victims", min=1, help="Attacks a draw; default: some of each kind."),
    ] = None,
    settings: SettingsOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", dir_okay=False, help="File: .json whole, or .csv by attack and strength."
        ),
    ] = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Hide known attacks in the utility's own readings and report what would have been found.

    A few honest-looking accounts at a time are attacked in a copy and judged in the midst of
    all others, as on any day. Nothing is written to the lake.
    """
    if out is not None and out.suffix.lower() not in SUFFIXES:
        raise typer.BadParameter(f"{out}: the suffix must be one of {', '.join(SUFFIXES)}")
    report = _report(lake, settings, date, (seed, seeds, victims))
    if out is not None:
        from flows.steps.injection_file import write_injection

        write_injection(report, out)
    from flows.command_line.injection_view import print_injection

    print_report(report, print_injection, out, as_json=as_json)


def _report(
    lake: Path, settings: Path | None, date: dt.date, draws: tuple[int, int, int | None]
) -> dict[str, Any]:
    from flows.steps.injection import run_injection
    from flows.steps.settings import settings_of
    from models.injection.draw import InjectionPlan
    from pipeline.lake import Lake

    opened = Lake(lake)
    with reported() as progress:
        plan = InjectionPlan(*draws)
        return run_injection(opened, settings_of(opened, settings), date, plan, progress).as_json()

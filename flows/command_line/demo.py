"""`wattsleuth demo`: from nothing to a list of suspects."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from flows.command_line.answer import print_json
from flows.command_line.demo_folder import DemoFolder
from flows.command_line.guard import guarded
from flows.command_line.options import DebugOption, JsonOption
from flows.command_line.simulate import (
    DEFAULT_SCENARIO,
    AccountsOption,
    DaysOption,
    SeedOption,
    Size,
    simulated,
)
from flows.progress import Progress, reported

SHOWN = 15


@guarded
def demo(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Folder for everything; default: a temporary one.", file_okay=False
        ),
    ] = None,
    accounts: AccountsOption = None,
    days: DaysOption = None,
    seed: SeedOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Simulate a utility, take its files in, judge one day, and export the list.

    The last simulated day is the business date. It is run as a Prefect flow, on a server
    that comes up for it, so that you see what a night will look like.
    """
    from flows.command_line.through_prefect import through_prefect
    from flows.termination import stops_on_signals

    folder = DemoFolder(out or Path(tempfile.mkdtemp(prefix="wattsleuth-demo-")))
    folder.clear()
    through_prefect(is_asked=True)
    with stops_on_signals(), reported() as progress:
        world = simulated(folder.input, DEFAULT_SCENARIO, Size(accounts, days, seed), progress)
        date = world.start + dt.timedelta(days=world.days - 1)
        counts = _run(folder, date, progress)
    if as_json:
        print_json({"date": date, **counts, **folder.paths()})
    else:
        _print(folder, date, counts)


def _run(folder: DemoFolder, date: dt.date, progress: Progress) -> dict[str, int]:
    progress("start Prefect", 0, 1)
    from flows.daily import daily
    from flows.parameters import DailyParameters

    return daily(DailyParameters(lake=folder.lake, inbox=folder.input, date=date, out=folder.root))


def _print(folder: DemoFolder, date: dt.date, counts: dict[str, int]) -> None:
    from flows.command_line.run import print_run

    print_run(folder.lake, None, date, counts, SHOWN)
    print()
    for name, path in folder.paths().items():
        print(f"{name:>6}  {path}")

"""`wattsleuth simulate`: the input tables of a simulated utility, and its truth."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.command_line.answer import print_counts, print_json
from flows.command_line.guard import guarded
from flows.command_line.options import DebugOption, JsonOption, parse_date
from flows.progress import Progress, reported

if TYPE_CHECKING:
    from simulator import SimulationSummary

ACCOUNTS, DAYS, SEED = 500, 45, 20060101
START = dt.date(2026, 3, 1)

AccountsOption = Annotated[int, typer.Option("--accounts", min=1, help="How many accounts.")]
DaysOption = Annotated[int, typer.Option("--days", min=1, help="How many local days.")]
SeedOption = Annotated[int, typer.Option("--seed", help="Another seed is another utility.")]


@guarded
def simulate(
    out: Annotated[
        Path, typer.Option("--out", help="Folder of the tables; the truth goes to DIR-truth.")
    ],
    accounts: AccountsOption = ACCOUNTS,
    days: DaysOption = DAYS,
    seed: SeedOption = SEED,
    start: Annotated[
        dt.date,
        typer.Option("--start", parser=parse_date, metavar="YYYY-MM-DD", help="First local day."),
    ] = START,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Write the input tables of a simulated utility to a folder, and its truth beside it.

    The same options give the same bytes. Both founding cases are in it from 30 accounts and
    21 days on.
    """
    with reported() as progress:
        world = simulated(out, accounts, days, seed, start, progress)
    answer = {
        "input": world.out,
        "truth": world.truth,
        "accounts": world.accounts,
        "days": world.days,
        "readings": world.readings,
        "events": world.events,
        "thefts": len(world.thefts),
        "innocent_oddities": len(world.confounders),
    }
    if as_json:
        print_json(answer)
    else:
        print_counts("simulated", answer)


def simulated(
    out: Path, accounts: int, days: int, seed: int, start: dt.date, progress: Progress
) -> SimulationSummary:
    """Simulate into `out`; a usage error says where there is too little to simulate."""
    from simulator import simulate as build

    def tell(done: int, total: int) -> None:
        progress("simulate days", done, total)

    try:
        return build(out, accounts=accounts, days=days, seed=seed, start=start, progress=tell)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error

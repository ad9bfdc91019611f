"""`wattsleuth simulate`: the input tables of a simulated utility, and its truth."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from flows.command_line.answer import print_counts, print_json
from flows.command_line.guard import guarded
from flows.command_line.options import DebugOption, JsonOption, parse_date
from flows.progress import reported

ACCOUNTS, DAYS, SEED = 500, 45, 7

AccountsOption = Annotated[int, typer.Option("--accounts", min=20, help="How many accounts.")]
DaysOption = Annotated[int, typer.Option("--days", min=14, help="How many local days.")]
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
        dt.date | None,
        typer.Option("--start", parser=parse_date, metavar="YYYY-MM-DD", help="First local day."),
    ] = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Write the input tables of a simulated utility to a folder, and its truth beside it."""
    from simulator import simulate as build

    with reported() as progress:
        build(out, accounts=accounts, days=days, seed=seed, start=start, progress=progress)
    truth = out.with_name(f"{out.name}-truth")
    answer = {"input": out, "truth": truth, "accounts": accounts, "days": days, "seed": seed}
    if as_json:
        print_json(answer)
    else:
        print_counts("simulated", answer)

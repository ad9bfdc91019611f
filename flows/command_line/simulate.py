"""`wattsleuth simulate`: the input tables of a simulated utility, and its truth."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.command_line.answer import print_counts, print_json
from flows.command_line.guard import guarded
from flows.command_line.options import DebugOption, JsonOption, parse_date
from flows.progress import Progress, reported

if TYPE_CHECKING:
    from simulator import SimulationSummary

# Named here too, so that `--help` need not import the simulator; a test holds them to the files.
SCENARIOS = (
    "daily_only",
    "development",
    "district",
    "easy",
    "events_only",
    "large_customers",
    "monthly_only",
    "test",
)
DEFAULT_SCENARIO = "easy"

AccountsOption = Annotated[
    int | None, typer.Option("--accounts", min=1, help="How many accounts.", show_default=False)
]
DaysOption = Annotated[
    int | None, typer.Option("--days", min=1, help="How many local days.", show_default=False)
]
SeedOption = Annotated[
    int | None,
    typer.Option("--seed", help="Another seed is another utility.", show_default=False),
]


@guarded
def simulate(
    out: Annotated[
        Path, typer.Option("--out", help="Folder of the tables; the truth goes to DIR-truth.")
    ],
    scenario: Annotated[
        str,
        typer.Option(
            "--scenario",
            metavar="NAME|FILE",
            help=f"A TOML file, or one of: {', '.join(SCENARIOS)}.",
        ),
    ] = DEFAULT_SCENARIO,
    accounts: AccountsOption = None,
    days: DaysOption = None,
    seed: SeedOption = None,
    start: Annotated[
        dt.date | None,
        typer.Option(
            "--start",
            parser=parse_date,
            metavar="YYYY-MM-DD",
            help="First local day.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Write the input tables of a simulated utility to a folder, and its truth beside it.

    The scenario says what kind of utility it is; the other options replace its own size, seed
    and first day. The same options give the same bytes.
    """
    size = Size(accounts, days, seed, start)
    with reported() as progress:
        world = simulated(out, scenario, size, progress)
    answer = {
        "scenario": world.scenario,
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


@dataclass(frozen=True)
class Size:
    """What replaces a scenario's own size, seed and first day; None leaves it."""

    accounts: int | None = None
    days: int | None = None
    seed: int | None = None
    start: dt.date | None = None


def simulated(out: Path, scenario: str, size: Size, progress: Progress) -> SimulationSummary:
    """Simulate into `out`; a usage error says where the scenario is wrong, or too small."""
    from simulator import simulate as build

    def tell(done: int, total: int) -> None:
        progress("simulate days", done, total)

    try:
        return build(out, scenario=scenario, **asdict(size), progress=tell)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error

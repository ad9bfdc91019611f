"""`wattsleuth replay`: a list computed again from recorded versions, and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from flows.command_line.answer import print_json
from flows.command_line.exit_code import ExitCode
from flows.command_line.guard import guarded
from flows.command_line.options import (
    DEFAULT_LAKE,
    DebugOption,
    JsonOption,
    LakeOption,
    RequiredDateOption,
)
from flows.progress import reported

if TYPE_CHECKING:
    from flows.steps.replay import Difference, Replay

SHOWN = 10


@guarded
def replay(
    date: RequiredDateOption,
    lake: LakeOption = DEFAULT_LAKE,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Compute the list of a date again from what its run read, and compare.

    Tables are read at their recorded versions, with the recorded settings, seed and model:
    what came since changes nothing. Nothing is written. Ends with 1 where anything differs.
    """
    from flows.steps.replay import replay_day
    from pipeline.lake import Lake

    with reported() as progress:
        found = replay_day(Lake(lake), date, progress)
    if as_json:
        print_json(found.as_json())
    else:
        _print(found)
    if not found.is_identical:
        raise typer.Exit(ExitCode.UNEXPECTED)


def _print(found: Replay) -> None:
    if found.is_identical:
        print(f"{found.date}: identical, list {found.recorded_sha256}")
        return
    print(f"{found.date}: differs")
    print(f"  recorded  {found.recorded_sha256}, by wattsleuth {found.recorded_by}")
    print(f"  replayed  {found.replayed_sha256}, by wattsleuth {found.replayed_by}")
    for difference in found.differences:
        _print_difference(difference)
    if not found.differences:
        print("  the list in the lake is not the one that was recorded: it was changed since")


def _print_difference(difference: Difference) -> None:
    for words, accounts in (
        ("only in the run", difference.missing),
        ("only in the replay", difference.extra),
        *((f"other {column}", accounts) for column, accounts in difference.columns.items()),
    ):
        if accounts:
            named = ", ".join(accounts[:SHOWN])
            more = f" and {len(accounts) - SHOWN:,} more" if len(accounts) > SHOWN else ""
            print(f"  {difference.table}: {words}: {named}{more}")

"""`wattsleuth changes`: who moved between two lists, and why."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from flows.command_line.answer import console_of_answers, print_json
from flows.command_line.guard import guarded
from flows.command_line.options import (
    DEFAULT_LAKE,
    DebugOption,
    JsonOption,
    LakeOption,
    LanguageOption,
    RequiredDateOption,
    SettingsOption,
    parse_date,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.list_diff import ListMove


@guarded
def changes(
    date: RequiredDateOption,
    lake: LakeOption = DEFAULT_LAKE,
    since: Annotated[
        dt.date | None,
        typer.Option(
            "--since",
            parser=parse_date,
            metavar="YYYY-MM-DD",
            help="Date of the list to compare with; default: the finished run before.",
        ),
    ] = None,
    settings: SettingsOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Tell who came on the list, went from it, rose and fell, and why, in words."""
    if since is not None and since >= date:
        raise typer.BadParameter(f"--since {since} does not lie before --date {date}")
    from flows.steps.finished_runs import require_run
    from flows.steps.list_changes import date_before, list_changes
    from flows.steps.settings import settings_of
    from pipeline.lake import Lake

    opened = Lake(lake)
    chosen = settings_of(opened, settings, language)
    require_run(opened, date)
    first = since or date_before(opened, date)
    moves = list_changes(opened, chosen, date, first)
    if as_json:
        print_json({"since": first, "date": date, "moves": [one.as_json() for one in moves]})
        return
    from pipeline.language import speaking

    with speaking(chosen.speech()):
        _print(moves, first, date)


def _print(moves: Sequence[ListMove], since: dt.date, date: dt.date) -> None:
    from flows.command_line.titled_table import print_table
    from models.list_diff import MOVE_TITLES, Move
    from pipeline.exports import figures
    from pipeline.language import say, whole_day

    counts = ", ".join(
        f"{say(MOVE_TITLES[move])} {sum(one.move is move for one in moves):,}" for move in Move
    )
    heading = say(
        "From the list of {since} to that of {date}: {counts}",
        since=whole_day(since),
        date=whole_day(date),
        counts=counts,
    )
    rows = [
        [
            one.account_id,
            say(MOVE_TITLES[one.move]),
            figures.number(one.rank_before, 0),
            figures.number(one.rank, 0),
            figures.score(one.score),
            " ".join(one.reasons),
        ]
        for one in moves
    ]
    move, why = say("Move"), say("Why")
    heads = [say("Account"), move, say("Rank before"), say("Rank"), say("Score"), why]
    console = console_of_answers()
    if not rows:
        console.print(heading, soft_wrap=True, highlight=False)
    print_table(console, heading, heads, rows, (move, why))

"""`wattsleuth export`: scores or the list as a file for people and other programs."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.command_line.answer import print_json
from flows.command_line.guard import guarded
from flows.command_line.options import (
    DEFAULT_LAKE,
    DebugOption,
    JsonOption,
    LakeOption,
    LanguageOption,
    RequiredDateOption,
    SettingsOption,
)

if TYPE_CHECKING:
    from pipeline.lake import Lake
    from pipeline.settings import Settings

SUFFIXES = (".csv", ".parquet", ".xlsx", ".html")
TABLE_SUFFIXES = SUFFIXES[:2]


class What(StrEnum):
    """What can be exported."""

    SCORES = "scores"
    SUSPECTS = "suspects"
    LINE_LOSSES = "line-losses"
    RECORD_ERRORS = "record-errors"
    BALANCES = "balances"
    VISITS = "visits"


@guarded
def export(
    what: Annotated[
        What,
        typer.Argument(help="The list, all scores, the visits, or what the energy balance tells."),
    ],
    date: RequiredDateOption,
    out: Annotated[
        Path, typer.Option("--out", help="File to write: .csv, .parquet, .xlsx or .html.")
    ],
    lake: LakeOption = DEFAULT_LAKE,
    settings: SettingsOption = None,
    language: LanguageOption = None,
    hours: Annotated[
        bool, typer.Option("--hours", help="Balances by hour instead of by day.")
    ] = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Write what is known on one business date to a file, by its suffix.

    Balances have a row for every feeder and district and day of the window, as .csv or
    .parquet alone; they are computed from the facts in the lake.
    """
    suffixes = TABLE_SUFFIXES if what is What.BALANCES else SUFFIXES
    if out.suffix.lower() not in suffixes:
        raise typer.BadParameter(f"{out}: the suffix must be one of {', '.join(suffixes)}")
    from flows.steps.settings import settings_of
    from pipeline.lake import Lake

    opened = Lake(lake)
    chosen = settings_of(opened, settings, language)
    rows = _write(what, opened, chosen, date, out, (language is not None, hours))
    if as_json:
        print_json({"file": out, "rows": rows})
    else:
        print(f"{out}: {rows:,} {what.value} of {date}")


def _write(
    what: What,
    lake: Lake,
    settings: Settings,
    date: dt.date,
    out: Path,
    how: tuple[bool, bool],
) -> int:
    """Write one export and return how many rows; `how`: reword the texts, by hours."""
    from flows.steps import export as files

    reword, hours = how
    if what is What.SUSPECTS:
        return files.write_list(lake, settings, date, [out], reword=reword)
    if what is What.BALANCES:
        return files.write_balances(lake, settings, date, out, hours=hours)
    if what is What.LINE_LOSSES:
        return files.write_losses(lake, settings, date, out, reword=reword)
    if what is What.VISITS:
        return files.write_visits(lake, settings, date, out)
    if what is What.RECORD_ERRORS:
        return files.write_record_errors(lake, settings, date, out, reword=reword)
    return files.write_scores(lake, settings, date, out)

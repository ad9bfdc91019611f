"""`wattsleuth export`: scores or the list as a file for people and other programs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

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

SUFFIXES = (".csv", ".parquet", ".xlsx", ".html")


class What(StrEnum):
    """What can be exported."""

    SCORES = "scores"
    SUSPECTS = "suspects"


@guarded
def export(
    what: Annotated[What, typer.Argument(help="The list, or every account's score.")],
    date: RequiredDateOption,
    out: Annotated[
        Path, typer.Option("--out", help="File to write: .csv, .parquet, .xlsx or .html.")
    ],
    lake: LakeOption = DEFAULT_LAKE,
    settings: SettingsOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Write the scores or the list of one business date to a file, by its suffix."""
    if out.suffix.lower() not in SUFFIXES:
        raise typer.BadParameter(f"{out}: the suffix must be one of {', '.join(SUFFIXES)}")
    from flows.steps.export import write_list, write_scores
    from flows.steps.settings import settings_of
    from pipeline.lake import Lake

    opened = Lake(lake)
    chosen = settings_of(opened, settings, language)
    if what is What.SCORES:
        rows = write_scores(opened, chosen, date, out)
    else:
        rows = write_list(opened, chosen, date, [out], reword=language is not None)
    if as_json:
        print_json({"file": out, "rows": rows})
    else:
        print(f"{out}: {rows:,} {what.value} of {date}")

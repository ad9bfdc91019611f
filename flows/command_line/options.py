"""Options that several subcommands share, declared once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer


def parse_date(text: str | dt.date) -> dt.date:
    """Read an ISO date; a usage error names the text. Defaults come as dates and stay."""
    if isinstance(text, dt.date):
        return text
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no date like 2026-03-01") from error


LakeOption = Annotated[
    Path,
    typer.Option("--lake", envvar="WATTSLEUTH_LAKE", help="Folder of the lake.", file_okay=False),
]
SettingsOption = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        help="Settings file; default: what the lake remembers, else wattsleuth.toml beside it.",
        exists=True,
        dir_okay=False,
    ),
]
DateOption = Annotated[
    dt.date | None,
    typer.Option(
        "--date",
        parser=parse_date,
        metavar="YYYY-MM-DD",
        help="Business date; default: yesterday in the utility's time zone.",
    ),
]
RequiredDateOption = Annotated[
    dt.date,
    typer.Option("--date", parser=parse_date, metavar="YYYY-MM-DD", help="Business date."),
]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--language",
        help="Language of the texts, such as en or zh; default: that of the settings.",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print the result as JSON on standard output.")
]
PrefectOption = Annotated[
    bool,
    typer.Option(
        "--prefect",
        help="Run as a Prefect flow; always so where PREFECT_API_URL names a server.",
    ),
]
DebugOption = Annotated[
    bool, typer.Option("--debug", help="Show the traceback of an unexpected error.")
]
DEFAULT_LAKE = Path("lake")

"""A report on a terminal, as JSON, and as a file: a page with curves, or JSON, by its suffix."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.command_line.answer import console_of_answers, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.settings import Settings

SUFFIXES = (".html", ".json")
ReportOption = Annotated[
    Path | None,
    typer.Option("--out", help="Report to write as well: .html with curves, or .json."),
]


def check_suffix(out: Path | None) -> None:
    """Raise a usage error unless a report can be written to `out`."""
    if out is not None and out.suffix.lower() not in SUFFIXES:
        raise typer.BadParameter(f"{out}: the suffix must be one of {', '.join(SUFFIXES)}")


def write_report(report: Mapping[str, Any], out: Path, settings: Settings) -> None:
    """Write `report` to `out` by its suffix; a failure leaves the file as it was."""
    if out.suffix.lower() == ".html":
        from pipeline.exports.evaluation_page import write_evaluation_page

        write_evaluation_page(report, out, settings=settings)
        return
    from pipeline.exports.atomic_file import replacing

    with replacing(out) as draft:
        text = json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False)
        draft.write_text(f"{text}\n", encoding="utf-8")


def print_report(
    report: Mapping[str, Any],
    view: Callable[[Mapping[str, Any], Console], None],
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """Print `report` by `view` or as JSON; for people with the file it was written to."""
    if as_json:
        print_json(report)
        return
    view(report, console_of_answers())
    if out is not None:
        print(f"{out}: written")

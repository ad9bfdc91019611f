"""`wattsleuth rollback`: back to the model before, in one command."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.command_line.answer import print_json
from flows.command_line.guard import guarded
from flows.command_line.options import DEFAULT_LAKE, DebugOption, JsonOption, LakeOption


@guarded
def rollback(
    lake: LakeOption = DEFAULT_LAKE,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="MODEL",
            help="A model that `wattsleuth models` names, or cold-start; default: the one before.",
        ),
    ] = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Let the model before judge again, from the first date of the one that is taken back.

    Models and lists that were made stay as they are; run a date again to judge it anew.
    """
    from flows.steps.releases import COLD_START
    from flows.steps.releases import rollback as take_back
    from pipeline.lake import Lake

    done = take_back(Lake(lake), to)
    if as_json:
        print_json(done)
    else:
        now, before = (done[name] or COLD_START for name in ("model_id", "before"))
        print(f"from {done['from']} on {now} judges again, and {before} no more")

"""`wattsleuth schedule`: the scheduled flows, served on this machine."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from flows.command_line.guard import guarded
from flows.command_line.options import DEFAULT_LAKE, DebugOption, LakeOption, SettingsOption


@guarded
def schedule(
    lake: LakeOption = DEFAULT_LAKE,
    settings: SettingsOption = None,
    cron: Annotated[
        str | None,
        typer.Option(
            "--cron",
            metavar="'M H D M W'",
            help="When, in the utility's time zone; default: schedule.daily_cron of the settings.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Folder for the HTML and XLSX list; {date} is the business date."
        ),
    ] = None,
    debug: DebugOption = False,
) -> None:
    """Serve the daily run on this machine until stopped: ingest the inbox, then run yesterday.

    Uses the Prefect server that PREFECT_API_URL names, else starts one on loopback.
    """
    from flows.prefect_environment import is_server_configured, prepare_prefect
    from flows.steps.settings import settings_of
    from flows.termination import stops_on_signals
    from pipeline.lake import Lake

    opened = Lake(lake.resolve())
    chosen = settings_of(opened, settings)
    home = opened.root / "_prefect"
    is_ours = not is_server_configured()
    prepare_prefect(home)
    when = _checked_cron(cron or chosen.schedule.daily_cron, chosen.timezone)
    with stops_on_signals(), ExitStack() as stack:
        if is_ours:
            from flows.local_server import local_server

            _say("starting a Prefect server on loopback")
            stack.enter_context(local_server(home / "server.log"))
        from flows.parameters import DailyParameters
        from flows.schedule import serve_daily

        parameters = DailyParameters(
            lake=opened.root,
            settings=settings and settings.resolve(),
            inbox=chosen.schedule.inbox,
            out=out and out.resolve(),
        )
        _say(f"daily run at {when!r} {chosen.timezone}; stop with Ctrl-C")
        serve_daily(parameters, chosen, when)
    _say("stopped")


def _checked_cron(text: str, timezone: str) -> str:
    from prefect.client.schemas.schedules import CronSchedule
    from pydantic import ValidationError

    try:
        CronSchedule(cron=text, timezone=timezone)
    except ValidationError as error:
        raise typer.BadParameter(f"{text!r} is no cron expression like '30 5 * * *'") from error
    return text


def _say(message: str) -> None:
    print(f"wattsleuth: {message}", file=sys.stderr, flush=True)

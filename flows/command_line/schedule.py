"""`wattsleuth schedule`: the scheduled flows, served on this machine."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.command_line.guard import guarded
from flows.command_line.options import DEFAULT_LAKE, DebugOption, LakeOption, SettingsOption

if TYPE_CHECKING:
    from flows.parameters import DailyParameters
    from pipeline.settings.settings import ScheduleSettings


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

    Later, at `schedule.inject_cron` of the settings, attacks are injected as by `inject`, and
    at `schedule.monitor_cron` a report is made as by `monitor`.
    Uses the Prefect server that PREFECT_API_URL names, else starts one on loopback.
    """
    from flows.parameters import DailyParameters
    from flows.steps.settings import settings_of
    from pipeline.lake import Lake

    opened = Lake(lake.resolve())
    chosen = settings_of(opened, settings)
    parameters = DailyParameters(
        lake=opened.root,
        settings=settings and settings.resolve(),
        inbox=chosen.schedule.inbox,
        out=out and out.resolve(),
    )
    _serve(
        parameters,
        chosen.schedule.model_copy(update={"daily_cron": cron or chosen.schedule.daily_cron}),
        chosen.timezone,
    )


def _serve(parameters: DailyParameters, crons: ScheduleSettings, timezone: str) -> None:
    from flows.local_server import LocalServer
    from flows.prefect_environment import is_server_configured, prepare_prefect
    from flows.termination import stops_on_signals

    home = parameters.lake / "_prefect"
    server = None if is_server_configured() else LocalServer(home / "server.log")
    prepare_prefect(home)
    if server is not None:
        server.announce()
    from flows.schedule import CronError, cron_schedule, serve_daily

    try:
        when = cron_schedule(crons.daily_cron, timezone)
        injections, monitoring = (
            cron_schedule(cron, timezone) if cron else None
            for cron in (crons.inject_cron, crons.monitor_cron)
        )
    except CronError as error:
        hint = "--cron, schedule.inject_cron, schedule.monitor_cron"
        raise typer.BadParameter(str(error), param_hint=hint) from error
    with stops_on_signals(), ExitStack() as stack:
        if server is not None:
            _say("starting a Prefect server on loopback")
            stack.enter_context(server.running())
        _say(f"daily run at {crons.daily_cron!r} {timezone}; stop with Ctrl-C")
        if injections is not None:
            _say(f"injections at {crons.inject_cron!r}")
        if monitoring is not None:
            _say(f"monitor at {crons.monitor_cron!r}")
        serve_daily(parameters, when, injections, monitoring)
    _say("stopped")


def _say(message: str) -> None:
    print(f"wattsleuth: {message}", file=sys.stderr, flush=True)

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

# Flow to the setting that tells when it runs.
_OTHERS = {"injection": "inject_cron", "monitor": "monitor_cron", "train": "train_cron"}


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

    Later, at `schedule.inject_cron` of the settings, attacks are injected as by `inject`, at
    `schedule.monitor_cron` a report is made as by `monitor`, and at `schedule.train_cron` a
    model is trained as by `train`, once there are outcomes enough.
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
        others = {name: cron_schedule(cron, timezone) for name, cron in _others(crons).items()}
    except CronError as error:
        hint = "--cron, " + ", ".join(f"schedule.{key}" for key in _OTHERS.values())
        raise typer.BadParameter(str(error), param_hint=hint) from error
    with stops_on_signals(), ExitStack() as stack:
        if server is not None:
            _say("starting a Prefect server on loopback")
            stack.enter_context(server.running())
        _say(f"daily run at {crons.daily_cron!r} {timezone}; stop with Ctrl-C")
        for name, cron in _others(crons).items():
            _say(f"{name} at {cron!r}")
        serve_daily(parameters, when, others)
    _say("stopped")


def _others(crons: ScheduleSettings) -> dict[str, str]:
    """Return the flows that run beside the daily one, with their cron."""
    known = {name: getattr(crons, key) for name, key in _OTHERS.items()}
    return {name: cron for name, cron in known.items() if cron}


def _say(message: str) -> None:
    print(f"wattsleuth: {message}", file=sys.stderr, flush=True)

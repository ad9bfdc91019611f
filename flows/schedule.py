"""Serving the scheduled flows by their cron on this machine, until told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping
from typing import Any

from prefect import Flow
from prefect.runner import Runner
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType
from pydantic import BaseModel

from flows.daily import daily
from flows.injection import injection
from flows.monitor import monitor
from flows.parameters import (
    DailyParameters,
    InjectionParameters,
    MonitorParameters,
    TrainingParameters,
)
from flows.train import train

DEPLOYMENT = "wattsleuth-daily"
OTHERS: dict[str, tuple[Flow[..., Any], Callable[..., BaseModel]]] = {
    "injection": (injection, InjectionParameters),
    "monitor": (monitor, MonitorParameters),
    "train": (train, TrainingParameters),
}
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class CronError(ValueError):
    """A cron expression that is none."""


def cron_schedule(cron: str, timezone: str) -> Schedule:
    """Return the schedule of cron expression `cron` in IANA zone `timezone`."""
    try:
        return Cron(cron, timezone=timezone)
    except ValueError as error:
        raise CronError(f"{cron!r} is no cron expression like '30 5 * * *'") from error


def serve_daily(
    parameters: DailyParameters, schedule: Schedule, others: Mapping[str, Schedule]
) -> None:
    """Serve the daily flow; returns when the process is told to stop (SIGINT, SIGTERM).

    others: when the flows of OTHERS run on the same lake, by their name; those without never.
    Needs a Prefect server that schedules, see PREFECT_API_URL. One run at a time; a run under
    way is cancelled at the stop, and the schedule stays as it is.
    """
    runner = Runner(name=DEPLOYMENT, pause_on_shutdown=False, limit=1)
    _add(runner, daily, DEPLOYMENT, schedule, parameters)
    for name, when in others.items():
        flow, model = OTHERS[name]
        of_the_lake = model(lake=parameters.lake, settings=parameters.settings)
        _add(runner, flow, f"wattsleuth-{name}", when, of_the_lake)
    asyncio.run(_run_until_told(runner))


def _add(
    runner: Runner,
    flow: Flow[..., Any],
    name: str,
    schedule: Schedule,
    parameters: BaseModel,
) -> None:
    runner.add_flow(
        flow,
        name=name,
        schedule=schedule,
        parameters={"parameters": parameters.model_dump(mode="json")},
        concurrency_limit=1,
        # A run is a process of its own: it imports the flow by name, wherever it starts.
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


async def _run_until_told(runner: Runner) -> None:
    """Run `runner` until SIGINT or SIGTERM.

    `Flow.serve` would do, but for its handler of SIGTERM, which never awaits the runner's
    stop and so leaves a run under way behind.
    """
    serving = asyncio.create_task(runner.start())
    while not (runner.started or serving.done()):
        await asyncio.sleep(0.05)
    told = asyncio.Event()
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    waiting = asyncio.create_task(told.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if told.is_set():
        await runner.astop()
    waiting.cancel()
    await serving

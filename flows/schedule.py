"""Serving the daily flow by its cron on this machine, until told to stop."""

from __future__ import annotations

from flows.daily import daily
from flows.parameters import DailyParameters
from pipeline.settings import Settings


def serve_daily(parameters: DailyParameters, settings: Settings, cron: str) -> None:
    """Serve the daily flow; returns when the process is told to stop (SIGINT, SIGTERM).

    Needs a Prefect server that schedules: PREFECT_API_URL. `cron` counts in the utility's
    time zone. One run at a time; the schedule stays as it is when serving ends.
    """
    from prefect.schedules import Cron  # noqa: PLC0415

    daily.serve(
        name="wattsleuth-daily",
        schedule=Cron(cron, timezone=settings.timezone),
        parameters={"parameters": parameters.model_dump(mode="json")},
        global_limit=1,
        limit=1,
        pause_on_shutdown=False,
        print_starting_message=False,
    )

"""What a flow run knows of itself: its parameters, and the instant that it stands for."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from prefect import runtime
from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)


def parameters_of_run(model: type[Model]) -> Model:
    """Return the parameters of the current flow run, checked against `model`."""
    return model.model_validate(runtime.flow_run.parameters["parameters"])


def started_at() -> dt.datetime:
    """Return the instant that the current run was scheduled for, or else the present.

    A run that starts late, after a night without power say, still means its own day.
    """
    scheduled: dt.datetime | None = runtime.flow_run.scheduled_start_time
    return scheduled or dt.datetime.now(tz=dt.UTC)

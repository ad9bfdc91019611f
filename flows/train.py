"""Flow: learn from the inspections known on one business date.

Annotations are evaluated here: Prefect checks parameters by them, and may load this file by its
path, where names in texts cannot be looked up.
"""

import datetime as dt
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.artifact import show_counts
from flows.parameters import TrainingParameters
from flows.progress import reporter
from flows.run_context import parameters_of_run, started_at
from flows.steps.business_date import business_date
from flows.steps.finished_runs import NotEnoughDataError
from flows.steps.settings import settings_of
from flows.steps.training import run_training
from pipeline.lake import Lake


def _date(parameters: TrainingParameters) -> dt.date:
    settings = settings_of(Lake(parameters.lake), parameters.settings)
    return business_date(parameters.date, settings.timezone, started_at())


def _run_name() -> str:
    return f"train-{_date(parameters_of_run(TrainingParameters))}"


@flow(name="train", flow_run_name=_run_name, persist_result=False)
def train(parameters: TrainingParameters) -> dict[str, Any]:
    """Train a model, release it where it may; return what came of it.

    Where there are too few outcomes yet, a scheduled training says so and ends well.
    """
    date = _date(parameters)
    try:
        done = model(parameters.lake, parameters.settings, date)
    except NotEnoughDataError as error:
        if parameters.needs_outcomes:
            raise
        return {"date": date, "model_id": None, "why": str(error)}
    counts = {
        "outcomes": done["outcomes"],
        "share in percent": round(100 * done["share"]),
        "released": int(done["from_date"] is not None),
    }
    show_counts("train", f"Training on {date}", counts)
    return done


@task(cache_policy=NO_CACHE, persist_result=False)
def model(lake_folder: Path, settings_file: Path | None, date: dt.date) -> dict[str, Any]:
    """Train on what was known on `date`, keep the model and release it."""
    lake = Lake(lake_folder)
    return run_training(lake, settings_of(lake, settings_file), date, reporter()).as_json()

"""`wattsleuth train`: learns from the inspections known on a date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from flows.command_line.answer import console_of_answers, print_json
from flows.command_line.guard import guarded
from flows.command_line.options import (
    DEFAULT_LAKE,
    DebugOption,
    JsonOption,
    LakeOption,
    PrefectOption,
    RequiredDateOption,
    SettingsOption,
)
from flows.command_line.through_prefect import through_prefect
from flows.progress import reported


@guarded
def train(
    date: RequiredDateOption,
    lake: LakeOption = DEFAULT_LAKE,
    settings: SettingsOption = None,
    prefect: PrefectOption = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Learn from the inspections known on a date, and release what was learned where it may.

    Each visit stands beside what was known before it: as the run of that time kept it, else
    judged now from what was dated then. The model judges from the next day on, with the share
    of the score that it has earned on later visits. Ends with 4 where outcomes are too few.
    """
    is_flow = through_prefect(prefect)
    with reported():
        done = _train(lake, settings, date, is_flow)
    if as_json:
        print_json(done)
    else:
        from flows.command_line.training_view import print_training

        print_training(done, console_of_answers())


def _train(lake: Path, settings: Path | None, date: dt.date, is_flow: bool) -> dict[str, Any]:
    if is_flow:
        from flows.parameters import TrainingParameters
        from flows.train import train as flow

        return flow(
            TrainingParameters(lake=lake, settings=settings, date=date, needs_outcomes=True)
        )
    from flows.progress import reporter
    from flows.steps.settings import settings_of
    from flows.steps.training import run_training
    from pipeline.lake import Lake

    opened = Lake(lake)
    return run_training(opened, settings_of(opened, settings), date, reporter()).as_json()

"""One world of a scenario set, taken from its files to the report of `wattsleuth evaluate`."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path
from typing import Any

from flows.steps.business_day import run_day
from flows.steps.evaluation import EvaluationOptions, evaluate_day
from pipeline.ingest import ingest
from pipeline.lake import Lake
from pipeline.settings import load_settings
from simulator import simulate
from simulator.scenario import load_scenario

LISTS = 6  # one a week, the last one on the last day
DAYS_BETWEEN_LISTS = 7

Report = dict[str, Any]


def report_of(name: str, number: int, kept: Path | None = None) -> Report:
    """Return the report of world `number` of a scenario: its seed is the scenario's plus that.

    Where `kept` is a folder, a report that lies there is taken, and a new one is put there.
    """
    path = None if kept is None else kept / f"{name}-{number}.json"
    if path is not None and path.exists():
        known: Report = json.loads(path.read_text("utf-8"))
        return known
    with tempfile.TemporaryDirectory() as folder:
        report = _judged(Path(folder), name, number)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(report, default=str), "utf-8")
    return report


def _judged(folder: Path, name: str, number: int) -> Report:
    scenario = load_scenario(name)
    world = simulate(folder / "input", scenario=name, seed=scenario.seed + number)
    lake = Lake(folder / "lake")
    settings = load_settings(folder / "input" / "wattsleuth.toml")
    last = scenario.start + dt.timedelta(days=scenario.days - 1)
    delivered_at = dt.datetime.combine(last, dt.time(), dt.UTC) + dt.timedelta(days=30)
    ingest(lake, [folder / "input"], settings, delivered_at)
    for back in range(LISTS - 1, -1, -1):
        run_day(lake, settings, last - dt.timedelta(days=back * DAYS_BETWEEN_LISTS))
    options = EvaluationOptions(truth=world.truth)
    return evaluate_day(lake, settings, last, options, _silent)


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Report progress to nobody."""

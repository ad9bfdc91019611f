"""The lake that the notebooks look at: your own, or a small simulated one."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from pathlib import Path

from flows.steps.business_day import run_day
from pipeline import Lake
from pipeline.ingest import ingest
from pipeline.settings import load_settings
from simulator import simulate

SCENARIO = Path(__file__).parent / "sample.toml"


def open_lake() -> tuple[Lake, dt.date]:
    """Return a lake and its latest business date with a list.

    The lake is that of `WATTSLEUTH_LAKE`, else a simulated one in a temporary folder, which
    takes a minute and is told, so that the next notebook can use it too.
    """
    told = os.environ.get("WATTSLEUTH_LAKE")
    if told:
        lake = Lake(told)
    else:
        folder = Path(tempfile.mkdtemp(prefix="wattsleuth-notebooks-"))
        lake = make_sample(folder)
        print(f"a sample was made; to use it again: export WATTSLEUTH_LAKE={lake.root}")
    return lake, lake.frame("runs")["run_date"].max()


def make_sample(folder: Path) -> Lake:
    """Simulate a small utility into `folder`, take it into a lake, and judge its last day."""
    world = simulate(folder / "input", scenario=SCENARIO)
    settings = load_settings(folder / "input" / "wattsleuth.toml")
    lake = Lake(folder / "lake")
    last = world.start + dt.timedelta(days=world.days - 1)
    delivered_at = dt.datetime.combine(last + dt.timedelta(days=2), dt.time(), dt.UTC)
    ingest(lake, [folder / "input"], settings, delivered_at)
    lake.remember(settings)
    run_day(lake, settings, last)
    return lake

"""The utility in the pictures of the handbook: simulated, with lists of three days."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flows.steps.business_day import run_day
from handbook.notebooks import NOTEBOOKS
from pipeline.ingest import ingest
from pipeline.lake import Lake
from pipeline.settings import Settings, load_settings
from simulator import simulate

ACCOUNTS = 300
VISITS_A_DAY = 6
# Lists are of these many days before the last one.
LISTS = (7, 1, 0)


def make_lake(folder: Path) -> Lake:
    """Simulate, take in and judge into `folder`; it takes some minutes."""
    world = simulate(folder / "input", scenario=NOTEBOOKS / "sample.toml", accounts=ACCOUNTS)
    settings = _planning(load_settings(folder / "input" / "wattsleuth.toml"))
    lake = Lake(folder / "lake")
    last = world.start + dt.timedelta(days=world.days - 1)
    delivered_at = dt.datetime.combine(last + dt.timedelta(days=2), dt.time(), dt.UTC)
    ingest(lake, [folder / "input"], settings, delivered_at)
    lake.remember(settings)
    for days in LISTS:
        run_day(lake, settings, last - dt.timedelta(days=days))
    return lake


def _planning(settings: Settings) -> Settings:
    """Return the settings of a utility that plans visits and has crews."""
    visits = settings.visits.model_copy(update={"capacity": VISITS_A_DAY})
    review = settings.review.model_copy(update={"crews": ("North", "Harbour")})
    return settings.model_copy(update={"visits": visits, "review": review})

"""Step: all that is computed for one business date from a lake that is only read."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from flows.steps.finished_runs import finished_dates
from flows.steps.releases import Release, release_of
from flows.steps.scoring import cold_start, list_day, with_release
from flows.steps.visits import DayCases, day_cases_of, plan_day
from models.scoring import Scored
from models.suspect_list import list_arrow
from pipeline.lake import Lake
from pipeline.settings import Settings

STAGES = ("features and scores", "list", "record")

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class ComputedDay:
    """What a run finds on one date.

    cold: as the cold start scores it. release: the model that took part, None without one.
    scored: with that model's part. suspects: table `suspects`. cases: how the cases stand.
    plan: table `visits`, empty without a capacity.
    """

    date: dt.date
    cold: Scored
    release: Release | None
    scored: Scored
    suspects: pd.DataFrame
    cases: DayCases
    plan: pd.DataFrame


def compute_day(lake: Lake, settings: Settings, date: dt.date, tell: Progress) -> ComputedDay:
    """Judge `date` and make its list; a run and its replay both do, each on a pinned lake.

    Facts must be up to date. Everything that is looked up comes from `lake`, so that the
    versions of its tables tell all that went in. `tell` is called with STAGES.
    """
    tell(STAGES[0], 0, len(STAGES))
    cold = cold_start(lake, settings, date)
    release = release_of(lake, date)
    scored = with_release(lake, cold, release)
    tell(STAGES[1], 1, len(STAGES))
    before = max((day for day in finished_dates(lake) if day < date), default=None)
    cases = day_cases_of(lake, settings, scored, date)
    suspects = list_day(lake, settings, scored, date, before, cases.states)
    plan = plan_day(lake, settings, scored, cases, date)
    tell(STAGES[2], 2, len(STAGES))
    return ComputedDay(date, cold, release, scored, suspects, cases, plan)


def list_digest(suspects: pd.DataFrame) -> str:
    """Return the SHA-256 of a list's content, whatever file it is kept in."""
    rows = list_arrow(suspects).to_pylist()
    text = json.dumps(rows, default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

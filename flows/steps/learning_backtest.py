"""Step: what learning would have been worth: as-of lists of cold start, learner and both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from flows.steps.backtest import require_visits
from flows.steps.business_day import refresh_days, require_data
from flows.steps.finished_runs import NotEnoughDataError
from flows.steps.known_visits import known_visits
from flows.steps.observations import Past
from flows.steps.scoring import cold_start, list_day
from flows.steps.training import learn_from, refresh_past
from models.backtesting.as_of_list import AsOfList, Origin
from models.backtesting.report import Plan, Report, backtest_report
from models.outcomes.hand_over import hand_over
from models.outcomes.model import OutcomeModel
from models.scoring import Scored
from pipeline.calendar import date_range
from pipeline.lake import Lake
from pipeline.lake.pinned import PinnedLake
from pipeline.settings import Settings

TRAIN_EVERY_DAYS = 28
COLD, LEARNER, BLEND = "cold_start", "learner", "blend"
NOTE = (
    "Lists are of the blend: at every 28th day a model was trained in memory on the inspections"
    " known then, and judged from the next day on. Models in the lake took no part."
)

Progress = Callable[[str, int, int], None]


@dataclass
class Learning:
    """What was learned so far: the model that judges, when it was trained, all trainings."""

    past: Past
    model: OutcomeModel | None = None
    trained_on: dt.date | None = None

    def __post_init__(self) -> None:
        """Begin without a training."""
        self.trainings: list[dict[str, Any]] = []

    def train(self, date: dt.date) -> None:
        """Learn from what is known on `date`, where the last training is long enough ago."""
        if self.trained_on and (date - self.trained_on).days < TRAIN_EVERY_DAYS:
            return
        share = 0.0 if self.model is None else self.model.share
        visits = known_visits(self.past.lake, date)
        try:
            trained, outcomes = learn_from(visits, self.past, date, share)
        except NotEnoughDataError:
            return
        self.trained_on = date
        if trained.refusal is None:
            self.model = trained.model
        self.trainings.append(
            {
                "date": str(date),
                "outcomes": outcomes,
                "share": trained.share,
                "refusal": trained.refusal,
            }
        )

    def ways(self, cold: Scored) -> dict[str, Scored]:
        """Return a day's scores by the cold start, by the learner alone and by both."""
        alone = None if self.model is None else replace(self.model, share=1.0)
        return {
            COLD: cold,
            LEARNER: hand_over(cold, alone),
            BLEND: hand_over(cold, self.model),
        }


def run_learning_backtest(lake: Lake, settings: Settings, plan: Plan, tell: Progress) -> Report:
    """Return the report of the blend, with `learning` beside it; of the lake only facts change.

    learning: `trainings`, [{date, outcomes, share, refusal}], and `headline`, of each way to
    make a list as in a report. Every date is judged now, from what is dated up to it, and by
    a model that was trained on no visit of that day or later. Errors as of a training.
    """
    dates = date_range(plan.first, plan.last)[:: plan.every_days]
    require_visits(lake, lake.frame("inspections"), dates, plan)
    require_data(lake, dates[0])
    eve = dates[0] - dt.timedelta(days=1)
    with lake.lock():
        refresh_past(lake, settings, eve, tell)
        refresh_days(lake, settings, dates[0], dates[-1], tell)
        then = PinnedLake(lake.root, lake.versions())
    inspections = then.frame("inspections")
    learning = Learning(Past(then, settings, inspections["account_id"].unique()))
    learning.train(eve)
    lists: dict[str, list[AsOfList]] = {COLD: [], LEARNER: [], BLEND: []}
    for done, date in enumerate(dates):
        tell("lists", done, len(dates))
        cold = cold_start(then, settings, date)
        for way, scored in learning.ways(cold).items():
            lists[way].append(_as_of(then, settings, scored, date))
        learning.past.keep(cold)
        learning.train(date)
    tell("lists", len(dates), len(dates))
    return _report(lists, inspections, settings, plan, learning)


def _as_of(lake: Lake, settings: Settings, scored: Scored, date: dt.date) -> AsOfList:
    suspects = list_day(lake, settings, scored, date, None)
    return AsOfList.of(date, Origin.COMPUTED, scored.scores, suspects)


def _report(
    lists: dict[str, list[AsOfList]],
    inspections: pd.DataFrame,
    settings: Settings,
    plan: Plan,
    learning: Learning,
) -> Report:
    reports = {
        way: backtest_report(ones, inspections, settings, plan) for way, ones in lists.items()
    }
    whole = reports[BLEND]
    headline = {way: report["headline"] for way, report in reports.items()}
    return whole | {
        "learning": {"trainings": learning.trainings, "headline": headline},
        "notes": [NOTE, *whole["notes"]],
    }

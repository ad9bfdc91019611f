"""Step: visits that were known on a date, each beside what was measured before it."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import numpy as np
import pandas as pd

from flows.steps.observations import NAMES, Observed, Past
from models.account_master import accounts_on
from models.backtesting.visits import EPOCH, day_number, read_visits
from models.outcomes.training_set import TrainingSet
from pipeline.lake import Lake
from pipeline.settings import Settings

# What was measured so long before a visit still speaks of what the visit found.
REACH_DAYS = 45
# Without a run before it a visit is judged as of the latest day of a grid with this step.
GRID_DAYS = 28
# Readings of fewer days give too little to judge.
LEAST_DAYS = 28
_MASTER = ("zone", "tariff_class", "meter_model", "customer_id")


def known_visits(lake: Lake, date: dt.date) -> pd.DataFrame:
    """Return the visits up to `date` as `read_visits` does, in time order."""
    visits = read_visits(lake.frame("inspections"))
    return visits[visits["day"] <= day_number(date)].reset_index(drop=True)


def judging_days(lake: Lake, visits: pd.DataFrame, kept: list[dt.date]) -> pd.Series[int]:
    """Return the day (since 1970) as of which each visit is judged, -1 where none can be.

    The latest of the days in `kept` that lies before the visit and within REACH_DAYS; else
    the latest day before it on the grid, which is the same for all trainings.
    """
    day = visits["day"].to_numpy(np.int64)
    runs = np.array([day_number(one) for one in kept], dtype=np.int64)
    place = np.searchsorted(runs, day, side="left") - 1
    latest = runs[np.maximum(place, 0)] if len(runs) else np.full(len(day), -1)
    is_kept = (place >= 0) & (day - latest <= REACH_DAYS)
    grid = (day - 1) // GRID_DAYS * GRID_DAYS
    readable = grid >= _first_readable(lake)
    found = np.where(is_kept, latest, np.where(readable, grid, -1))
    return pd.Series(found, index=visits.index, dtype="int64")


def training_set(visits: pd.DataFrame, past: Past) -> TrainingSet | None:
    """Lay `visits` beside what was measured before them, with accounts that nobody visited.

    Visits that no date judges, or whose account could not be judged, are left out; None where
    that leaves nothing.
    """
    lake, settings = past.lake, past.settings
    as_of = judging_days(lake, visits, past.kept_dates)
    planned = _planned(lake, settings, visits)
    accounts = lake.frame("accounts")
    parts = []
    for day in sorted(set(as_of[as_of >= 0])):
        observed = past.on(date_of(int(day)))
        parts.append(_part(observed, planned[as_of == day], accounts, settings))
    return _joined(parts) if parts else None


def date_of(day: int) -> dt.date:
    """Return the date of a day since 1970."""
    return EPOCH + dt.timedelta(days=day)


def _first_readable(lake: Lake) -> int:
    """First day on which enough was read to judge; beyond all days where nothing was."""
    days = [file.partition for name in ("readings", "events") for file in lake.files(name)]
    known = [dt.date.fromisoformat(day) for day in days if day]
    return day_number(min(known)) + LEAST_DAYS - 1 if known else day_number(dt.date.max)


def _planned(lake: Lake, settings: Settings, visits: pd.DataFrame) -> pd.DataFrame:
    """Add why an account was in the latest plan before its visit, and its chance to be."""
    columns = ["run_date", "account_id", "reason", "selection_probability"]
    plan = lake.frame("visits", columns=columns)
    day = pd.to_datetime(plan["run_date"]).sub(pd.Timestamp(EPOCH)).dt.days.astype("int64")
    plan = plan.assign(day=day).drop(columns="run_date").sort_values("day", kind="stable")
    return pd.merge_asof(
        visits,
        plan.astype({"account_id": object, "selection_probability": "float64"}),
        on="day",
        by="account_id",
        tolerance=settings.visits.open_days,
        allow_exact_matches=False,
    )


def _part(
    observed: Observed, visits: pd.DataFrame, accounts: pd.DataFrame, settings: Settings
) -> TrainingSet:
    """Visits that follow one date, and the accounts that were drawn there."""
    ids = observed.account_ids
    place = pd.Index(ids).get_indexer(pd.Index(visits["account_id"].to_numpy(dtype=np.str_)))
    visits, place = visits[place >= 0], place[place >= 0]
    drawn = np.setdiff1d(np.flatnonzero(observed.is_drawn), place)
    rows = np.concatenate([place, drawn]).astype(np.int64)
    ours = accounts[accounts["account_id"].isin(set(ids[rows].tolist()))]
    master = accounts_on(ours, observed.date, settings.timezone)[list(_MASTER)].fillna("")
    master = master.reindex(ids[rows], fill_value="")

    def told(column: str, otherwise: object) -> np.ndarray:
        known = visits[column].to_numpy(dtype=object)
        return np.concatenate([known, np.full(len(drawn), otherwise, dtype=object)])

    reason = pd.Series(told("reason", ""), dtype=object).fillna("")
    return TrainingSet(
        account_id=ids[rows],
        day=told("day", day_number(observed.date) + 1).astype(np.int64),
        values=observed.values[rows],
        names=NAMES,
        family_scores=observed.family_scores[rows],
        score=observed.score[rows],
        outcome=told("outcome", "").astype(np.str_),
        reason=reason.to_numpy(dtype=np.str_),
        selection_probability=told("selection_probability", np.nan).astype(np.float64),
        **{name: master[name].to_numpy(dtype=np.str_) for name in _MASTER},
    )


def _joined(parts: list[TrainingSet]) -> TrainingSet:
    columns = [field.name for field in fields(TrainingSet) if field.name != "names"]
    return TrainingSet(
        names=NAMES,
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in columns},
    )

"""Step: learn from the inspections known on a date, keep the model, release it where it may."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from flows.steps.business_day import refresh_days, require_data
from flows.steps.finished_runs import NotEnoughDataError
from flows.steps.known_visits import date_of, judging_days, known_visits, training_set
from flows.steps.observations import Past
from flows.steps.releases import (
    TRAINED,
    append_release,
    model_folder,
    model_rows,
    release_of,
    release_rows,
)
from models.outcomes.card_text import card_markdown
from models.outcomes.labels import Label, labels_of
from models.outcomes.model_file import write_model
from models.outcomes.trained import NotEnoughOutcomesError, Parameters, Trained, train
from pipeline.contract import TABLES
from pipeline.lake import Lake
from pipeline.lake.pinned import PinnedLake
from pipeline.settings import Settings

STAGES = ("past", "training", "model")
# A night's run may be under way when a training ends.
PATIENCE_SECONDS = 1800.0

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Training:
    """What a training came to.

    from_date: first business date that the model judges, None where it was not released.
    is_new: False where the same training was done before; then nothing was written.
    card: the model card, with figures and proxy report.
    """

    date: dt.date
    model_id: str
    outcomes: int
    share: float
    refusal: str | None
    from_date: dt.date | None
    is_new: bool
    card: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def run_training(lake: Lake, settings: Settings, date: dt.date, tell: Progress) -> Training:
    """Train on the visits up to `date` and release the model for the days after it.

    The same inputs give the same model, and nothing is written a second time. `tell` is
    called with stage, steps done and steps in all.
    NotEnoughDataError where too few visits proved something; LakeBusyError where another
    process writes to the lake.
    """
    require_data(lake, date)
    with lake.lock():
        refresh_past(lake, settings, date, tell)
        then = PinnedLake(lake.root, lake.versions())
    # Judging two years of dates takes long: nobody who writes meanwhile has to wait for it.
    trained, outcomes = learn(then, settings, date, tell)
    tell(STAGES[2], 0, 1)
    with lake.lock(PATIENCE_SECONDS):
        done = _publish(lake, date, trained, outcomes)
    tell(STAGES[2], 1, 1)
    return done


def refresh_past(lake: Lake, settings: Settings, date: dt.date, tell: Progress) -> None:
    """Bring facts up to date for all dates that a training on `date` judges anew.

    The caller holds the lock.
    """
    visits = known_visits(lake, date)
    past = Past(lake, settings, ())
    fresh = [one for one in _dates(past, visits) if one not in past.kept_dates]
    if fresh:
        refresh_days(lake, settings, fresh[0], fresh[-1], tell)


def learn(lake: Lake, settings: Settings, date: dt.date, tell: Progress) -> tuple[Trained, int]:
    """Return what visits up to `date` teach, and how many told; `lake` is only read.

    Facts must be up to date, see `refresh_past`. NotEnoughDataError where too few visits
    proved something.
    """
    visits = known_visits(lake, date)
    past = Past(lake, settings, visits["account_id"])
    dates = _dates(past, visits)
    for done, one in enumerate(dates):
        tell(STAGES[0], done, len(dates))
        past.on(one)
    tell(STAGES[1], 0, 1)
    release = release_of(lake, date)
    learned = learn_from(visits, past, date, 0.0 if release is None else release.share)
    tell(STAGES[1], 1, 1)
    return learned


def _dates(past: Past, visits: pd.DataFrame) -> list[dt.date]:
    """Return the dates as of which `visits` are judged, in order."""
    as_of = judging_days(past.lake, visits, past.kept_dates)
    return [date_of(int(day)) for day in sorted(set(as_of[as_of >= 0]))]


def learn_from(
    visits: pd.DataFrame, past: Past, date: dt.date, previous_share: float
) -> tuple[Trained, int]:
    """Return what `visits` teach, and how many told something; facts must be up to date.

    previous_share: of the score that the model before had. Errors as of `learn`.
    """
    lake, settings = past.lake, past.settings
    known = training_set(visits, past)
    if known is None:
        raise NotEnoughDataError(
            f"lake {lake.root}: {len(visits)} inspections up to {date}, none of an account with"
            " readings before it; ingest `inspections` and the readings of the weeks before them"
        )
    capacity = settings.visits.capacity or settings.list.length
    try:
        trained = train(known, Parameters(capacity, previous_share), date, settings.seed)
    except NotEnoughOutcomesError as error:
        raise NotEnoughDataError(f"lake {lake.root}: {error}") from error
    return trained, int((labels_of(known.outcome) != Label.NOTHING.value).sum())


def _publish(lake: Lake, date: dt.date, trained: Trained, outcomes: int) -> Training:
    """Keep files and row of a model, and release it; nothing where it is known already."""
    draft = lake.staging / f"model-{date}-{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        sha256 = write_model(draft, trained.model)
        row = {
            "model_id": f"{date:%Y%m%d}-{sha256[:12]}",
            "trained_on": date,
            "sha256": sha256,
            "outcomes_count": outcomes,
            "refusal": trained.refusal,
            "share": trained.share,
            "card": json.dumps(trained.card, ensure_ascii=False, sort_keys=True),
        }
        is_new = row["model_id"] not in model_rows(lake)
        if is_new:
            _keep(lake, draft, row, trained.card)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    model_id = str(row["model_id"])
    if is_new and trained.refusal is None:
        append_release(lake, date + dt.timedelta(days=1), model_id, TRAINED)
    since = _from_date(lake, model_id)
    share, refusal = trained.share, trained.refusal
    return Training(date, model_id, outcomes, share, refusal, since, is_new, trained.card)


def _keep(lake: Lake, draft: Path, row: dict[str, Any], card: dict[str, Any]) -> None:
    """Put the model's folder in place, whole, with its card for programs and for people."""
    card_json = json.dumps(card, indent=2, ensure_ascii=False, sort_keys=True)
    (draft / "card.json").write_text(card_json, encoding="utf-8")
    (draft / "card.md").write_text(card_markdown(card), encoding="utf-8")
    folder = model_folder(lake, str(row["model_id"]))
    folder.parent.mkdir(parents=True, exist_ok=True)
    # A training that was killed here has left the folder without its row.
    shutil.rmtree(folder, ignore_errors=True)
    draft.replace(folder)
    rows = [*model_rows(lake).values(), row]
    lake.replace("models", pa.Table.from_pylist(rows, TABLES["models"].arrow_schema))


def _from_date(lake: Lake, model_id: str) -> dt.date | None:
    """First date of the last release, where that is of this model."""
    rows = release_rows(lake)
    return rows[-1]["from_date"] if rows and rows[-1]["model_id"] == model_id else None

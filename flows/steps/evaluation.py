"""Step: measure the scores of a finished business date against a truth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from features.measurement import compute
from features.registry import FeatureTable
from features.window import Floats, Window
from flows.steps.finished_runs import finished_dates, require_run
from flows.steps.truth_file import read_truth
from models.ablation import without_gap_features
from models.baselines import BASELINES
from models.evaluation.bootstrap import DRAWS
from models.evaluation.comparison import Entrant
from models.evaluation.judged import Judged, judge
from models.evaluation.report import Lists, Question, report
from models.lake_window import read_window
from models.scoring import score
from models.stability import seed_overlap
from pipeline.lake import Lake
from pipeline.settings import Settings

STAGES = ("features", "scores without gaps", "baselines", "other seeds", "intervals")
SEEDS = 3

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class EvaluationOptions:
    """What the user may choose: visits a day, first list that counts, and less for more speed.

    truth: file of the truth. capacity: default the length of the list. is_quick: our own
    scores alone, as written.
    """

    truth: Path
    capacity: int | None = None
    since: dt.date | None = None
    is_quick: bool = False


def evaluate_day(
    lake: Lake,
    settings: Settings,
    date: dt.date,
    options: EvaluationOptions,
    tell: Progress,
) -> dict[str, Any]:
    """Return the report (see `models.evaluation.report`) of `date` against a truth.

    Nothing is written. NotEnoughDataError without a finished run of `date`; TruthError
    where the truth breaks its contract.
    """
    require_run(lake, date)
    known = read_truth(options.truth, settings.timezone)
    scores = lake.frame("scores", first=date, last=date)
    judged = judge(known, scores, date, settings.list.score_at_least, settings.list.length)
    others: list[Entrant] = []
    stability = None
    if not options.is_quick:
        tell(STAGES[0], 0, len(STAGES))
        window = read_window(lake, settings, date)
        table = compute(window)
        others = _others(judged, window, table, settings.seed, tell)
        tell(STAGES[3], 3, len(STAGES))
        k = max(1, int(judged.is_thief.sum()))
        stability = seed_overlap(window, table, _seeds(settings.seed), k)
    tell(STAGES[4], 4, len(STAGES))
    question = _question(settings, date, options.capacity)
    answer = report(question, judged, _lists(lake, date, options.since), others, stability)
    tell(STAGES[4], len(STAGES), len(STAGES))
    return answer


def _question(settings: Settings, date: dt.date, capacity: int | None) -> Question:
    length = settings.list.length
    return Question(
        date=date,
        score_at_least=settings.list.score_at_least,
        list_length=length,
        capacity=capacity or length,
        seed=settings.seed,
        draws=DRAWS,
    )


def _others(
    judged: Judged, window: Window, table: FeatureTable, seed: int, tell: Progress
) -> list[Entrant]:
    """Return our scores without features that read gaps, and those of every baseline."""

    def of_judged(scores: Floats) -> Floats:
        found = pd.Series(scores, index=window.account_ids).reindex(judged.account_ids)
        return np.asarray(found, dtype=np.float64)

    tell(STAGES[1], 1, len(STAGES))
    blind = score(window, without_gap_features(table), seed).scores["score"].to_numpy()
    entrants = [
        Entrant("without_gap_features", "wattsleuth without gap features", of_judged(blind))
    ]
    tell(STAGES[2], 2, len(STAGES))
    entrants += [
        Entrant(baseline.name, baseline.label, of_judged(baseline.score(window)))
        for baseline in BASELINES
    ]
    return entrants


def _seeds(seed: int) -> list[int]:
    return [seed + step for step in range(SEEDS)]


def _lists(lake: Lake, date: dt.date, since: dt.date | None) -> Lists:
    first = since or dt.date.min
    dates = sorted(day for day in finished_dates(lake) if first <= day <= date)
    rows = lake.frame("suspects", first=first, last=date, columns=["account_id", "run_date"])
    return Lists(dates, rows[rows["run_date"].isin(dates)], since)

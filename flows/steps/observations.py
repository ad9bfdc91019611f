"""Step: what was measured on past dates, of accounts that were visited later and of some others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.measurement import ALL_FEATURES
from features.window import Floats
from flows.steps.finished_runs import finished_dates
from flows.steps.scoring import cold_start
from models.feature_values import COLD_START_SCORE, read_feature_values
from models.scoring import Scored
from pipeline.contract import family_column
from pipeline.contract.vocabulary import Family
from pipeline.lake import Lake
from pipeline.settings import Settings

NAMES = tuple(feature.name for feature in ALL_FEATURES)
FAMILY_COLUMNS = [family_column(family).name for family in Family]
# Accounts a date that stand for all, so that it can be told who gets visited.
POPULATION = 50


@dataclass(frozen=True)
class Observed:
    """What was measured on one date, as the cold start judged it; only accounts that could be.

    account_ids: (n,) str, sorted. values: (n, f) float32 of NAMES. family_scores: (n, k).
    score: (n,). is_drawn: (n,) whether the account was drawn for the population.
    """

    date: dt.date
    account_ids: NDArray[np.str_]
    values: NDArray[np.float32]
    family_scores: Floats
    score: Floats
    is_drawn: NDArray[np.bool_]


class Past:
    """Observations of past dates: as runs kept them, else judged now from what was dated then.

    Parameters
    ----------
    lake, settings: what is judged.
    account_ids: accounts that are wanted of every date, beside the ones that are drawn.

    Facts must be up to date for dates without a finished run. Each date is judged once.
    """

    def __init__(self, lake: Lake, settings: Settings, account_ids: Iterable[str]) -> None:
        self.lake = lake
        self.settings = settings
        self._wanted = frozenset(account_ids)
        self._known: dict[dt.date, Observed] = {}
        kept = {file.partition for file in lake.files("feature_values")}
        self.kept_dates = sorted(date for date in finished_dates(lake) if str(date) in kept)

    def on(self, date: dt.date) -> Observed:
        """Return what was measured on `date`; NotEnoughDataError where no account was read."""
        if date not in self._known:
            is_kept = date in self.kept_dates
            self._known[date] = self._kept(date) if is_kept else self._judged(date)
        return self._known[date]

    def keep(self, cold: Scored) -> None:
        """Take a date that was judged elsewhere: visits after it are judged as of then."""
        if cold.date not in self.kept_dates:
            self._known[cold.date] = self._of(cold)
            self.kept_dates = sorted([*self.kept_dates, cold.date])

    def _judged(self, date: dt.date) -> Observed:
        return self._of(cold_start(self.lake, self.settings, date))

    def _of(self, cold: Scored) -> Observed:
        scores = cold.scores.reset_index(drop=True)
        chosen = self._choose(scores, cold.date)
        values = cold.table.matrix().astype(np.float32)[chosen.index.to_numpy()]
        score = chosen["score"].to_numpy(dtype=np.float64)
        return _observed(cold.date, chosen, values, score)

    def _kept(self, date: dt.date) -> Observed:
        scores = self.lake.frame("scores", first=date, last=date)
        chosen = self._choose(scores, date)
        ids = chosen["account_id"].tolist()
        frame = read_feature_values(self.lake, date, ids).reindex(index=ids)
        # A run of another version of the product may lack a feature, or have others.
        values = frame.reindex(columns=list(NAMES)).to_numpy(dtype=np.float32)
        score = frame[COLD_START_SCORE].to_numpy(dtype=np.float64)
        return _observed(date, chosen, values, score)

    def _choose(self, scores: pd.DataFrame, date: dt.date) -> pd.DataFrame:
        """Rows of wanted and drawn accounts among those that could be judged, by account."""
        judged = scores[scores["disqualified"].isna()].sort_values("account_id")
        rng = np.random.default_rng([self.settings.seed, date.toordinal()])
        drawn = np.zeros(len(judged), dtype=np.bool_)
        drawn[rng.permutation(len(judged))[:POPULATION]] = True
        judged = judged.assign(_is_drawn=drawn)
        return judged[judged["_is_drawn"] | judged["account_id"].isin(self._wanted)]


def _observed(
    date: dt.date, chosen: pd.DataFrame, values: NDArray[np.float32], score: Floats
) -> Observed:
    return Observed(
        date,
        chosen["account_id"].to_numpy(dtype=np.str_),
        values,
        chosen[FAMILY_COLUMNS].to_numpy(dtype=np.float64),
        score,
        chosen["_is_drawn"].to_numpy(dtype=np.bool_),
    )

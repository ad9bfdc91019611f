"""Judged accounts: the truth of each beside what was found, as of one business date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.window import Flags, Floats
from models.evaluation.ranking import Ranking, rank
from models.evaluation.truth import Label, Words


@dataclass(frozen=True)
class Judged:
    """Accounts of the truth with their scores; arrays (n,) in the order of account_id.

    account_ids, label, kind: of the truth, as of the business date. onset_day: proleptic
    ordinal, NaN if unknown. kwh_per_day, strength: of the truth, NaN if unknown.
    score: NaN where not judged. probability: NaN if null. means: "" if none. found_onset_day,
    found_kwh_per_day: estimated, NaN if none. is_listed: on the list.
    ranking: by score. counts: how many accounts were what, see `population` of the report.
    """

    account_ids: Words
    label: Words
    kind: Words
    onset_day: Floats
    kwh_per_day: Floats
    strength: Floats
    score: Floats
    probability: Floats
    means: Words
    found_onset_day: Floats
    found_kwh_per_day: Floats
    is_listed: Flags
    ranking: Ranking
    counts: dict[str, int]

    @property
    def is_thief(self) -> Flags:
        """(n,) steals on the business date."""
        return np.asarray(self.label == Label.THEFT)

    def in_top(self, k: int) -> Flags:
        """(n,) stands among the first `k` by score."""
        return np.asarray(self.ranking.ranks <= k)


def judge(
    truth: pd.DataFrame, scores: pd.DataFrame, date: dt.date, at_least: float, length: int
) -> Judged:
    """Put the truth beside the scores of `date`.

    truth: as `truth_of` returns it. scores: table `scores` of `date`. On the list are the
    accounts that were judged and have a score of `at_least`, at most `length`. What begins
    after `date` is not so yet: such an account is normal. An account that was not scored is
    kept with a score of 0; a scored one without truth is left out.
    """
    known = truth.merge(scores, on="account_id", how="left", suffixes=("", "_found"))
    known = known.sort_values("account_id", ignore_index=True)
    onset_day = _ordinals(known["onset"])
    is_later = np.nan_to_num(onset_day, nan=-np.inf) > date.toordinal()
    label = np.where(is_later, Label.NORMAL.value, _words(known["label"]))
    account_ids = _words(known["account_id"])
    is_judged = known["score"].notna().to_numpy() & known["disqualified"].isna().to_numpy()
    score = np.where(is_judged, _floats(known["score"]), np.nan)
    ranking = rank(score, account_ids, label == Label.THEFT)
    return Judged(
        account_ids=account_ids,
        label=label,
        kind=np.where(is_later, "", _words(known["kind"])),
        onset_day=onset_day,
        kwh_per_day=_floats(known["kwh_per_day"]),
        strength=_floats(known["strength"]),
        score=score,
        probability=_floats(known["probability"]),
        means=_words(known["means"]),
        found_onset_day=_ordinals(known["onset_found"]),
        found_kwh_per_day=_floats(known["kwh_per_day_found"]),
        is_listed=(score >= at_least) & (ranking.ranks <= length),
        ranking=ranking,
        counts=_counts(known, scores, label, is_later),
    )


def _counts(
    known: pd.DataFrame, scores: pd.DataFrame, label: Words, is_later: Flags
) -> dict[str, int]:
    said = _words(known["label"])
    is_scored = known["score"].notna().to_numpy()
    return {
        "accounts": len(known),
        "thieves": int((label == Label.THEFT).sum()),
        "confounders": int((label == Label.CONFOUNDER).sum()),
        "normal": int((label == Label.NORMAL).sum()),
        "thefts_not_begun": int((is_later & (said == Label.THEFT)).sum()),
        "confounders_not_begun": int((is_later & (said == Label.CONFOUNDER)).sum()),
        "not_scored": int((~is_scored).sum()),
        "disqualified": int((is_scored & known["disqualified"].notna().to_numpy()).sum()),
        "without_truth": int((~scores["account_id"].isin(known["account_id"])).sum()),
    }


def _words(column: pd.Series) -> Words:
    return column.fillna("").to_numpy(dtype=np.str_)


def _floats(column: pd.Series) -> NDArray[np.float64]:
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _ordinals(column: pd.Series) -> NDArray[np.float64]:
    days = [np.nan if pd.isna(day) else float(day.toordinal()) for day in column]
    return np.array(days, dtype=np.float64)

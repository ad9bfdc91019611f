"""The report of an evaluation: one dict that JSON can hold, for terminal, file and page.

Every figure is a number or null: null where it cannot be told. Shares lie in 0..1, dates are
ISO text. An interval is `{"value", "low", "high"}`: the figure with its 95 % interval. Keys
do not change with the data; account ids stand under `cases` alone.

    kind                    "evaluation"
    run_date, since         business date; first list that counted for `first_listing`
    settings                score_at_least, list_length, capacity, seed, draws (of the intervals)
    population              accounts (evaluated), thieves, confounders, normal, thefts_not_begun,
                            confounders_not_begun, not_scored (count as score 0), disqualified,
                            without_truth (scored, but left out)
    headline                metric to interval, of the scores as they were written, see METRICS
    at_k                    [{name, k, thieves, precision, recall, map, lift}], name is
                            thieves (k = number of thieves), 10, 20, 50, 100, capacity, list
    list                    score_at_least, length, thieves, confounders, normal, innocents,
                            precision, recall
    recall_by_kind          [{name, thieves, on_list, recall_on_list, in_top_k, recall_in_top_k,
                            in_top_2k}];
    recall_by_strength      {by: "strength" | "kwh_per_day" | null, bins: [{name, low, high, and
                            as by kind}]}; k = number of thieves
    confounders             [{name, accounts, on_list, share_on_list, in_top_k, share_in_top_k}]
    means                   {thieves, right, accuracy, confusion: [{kind, thieves, right,
                            suspected: {means: count}}]} of thieves on the list
    onset                   {thieves, median_error_days, median_abs_error_days, quartile_low_days,
                            quartile_high_days, within_3_days, within_7_days, errors_days};
                            estimated less true, of thieves on the list; all in rising order
    kwh                     {thieves, median_ratio, quartile_low, quartile_high, within_factor_2,
                            stolen_kwh_per_day, stolen_on_list_kwh_per_day, share_on_list,
                            estimated_on_list_kwh_per_day, estimated_to_stolen, ratios}; ratio
                            is estimated to true kWh a day, of thieves on the list; all in
                            rising order
    calibration             {accounts, brier, expected_calibration_error, bins: [{low, high,
                            accounts, mean_probability, theft_share}], note}; null figures and a
                            note while there are no probabilities
    innocent_tail           {accounts, shares: [{expected, observed}]}; share of the innocent
                            whose scores are as rare as `expected` says, see `models.tail`
    first_listing           {lists, first_list, last_list, thieves, listed, never, median_days,
                            within: [{days, thieves, listed, share}]}; `within` counts thieves
                            who had begun at least so many days before run_date
    comparison              [{name, label, metrics: metric to interval, curves}], our own row
                            first; `curves` are {roc: {false_positive_share, recall},
                            precision_recall: {recall, precision}, by_length: {length, precision,
                            recall}}, each a list of equally long lists' values
    stability               what `models.stability.seed_overlap` found: mean_jaccard,
                            min_jaccard, common_share, seeds, k; or null
    cases                   {missed: [{account_id, kind, onset, kwh_per_day, score, rank}],
                            missed_count, wrongly_listed: [{account_id, label, kind, score, rank,
                            means}], wrongly_listed_count}; the first 20 of each
    notes                   [what a reader must know, in sentences]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.evaluation.breakdown import (
    confounders,
    list_content,
    recall_by_kind,
    recall_by_strength,
)
from models.evaluation.calibration import calibration, tail_among_innocents
from models.evaluation.cases import cases
from models.evaluation.comparison import Entrant, Lengths, at_lengths, compare
from models.evaluation.estimates import energy_ratio, means_accuracy, onset_error
from models.evaluation.first_listing import first_listing
from models.evaluation.json_value import json_value
from models.evaluation.judged import Judged

# Metrics of the headline and of every row of the comparison, with their titles. k is the
# number of thieves.
METRICS: dict[str, str] = {
    "auc": "AUC",
    "pr_auc": "PR-AUC",
    "precision_at_k": "P@k",
    "precision_at_capacity": "P@capacity",
    "recall_at_capacity": "R@capacity",
    "map_at_k": "MAP@k",
    "lift_at_capacity": "Lift@capacity",
    "innocents_listed": "Innocents listed",
}

OURS = "wattsleuth"
_FIXED_LENGTHS = (10, 20, 50, 100)


@dataclass(frozen=True)
class Question:
    """What is asked: the business date, the list's threshold and lengths, draws and seed."""

    date: dt.date
    score_at_least: float
    list_length: int
    capacity: int
    seed: int
    draws: int


@dataclass(frozen=True)
class Lists:
    """The lists that count: dates of finished runs, and account_id and run_date of every row."""

    dates: Sequence[dt.date]
    listings: pd.DataFrame
    since: dt.date | None = None


def report(
    question: Question,
    judged: Judged,
    lists: Lists,
    others: Sequence[Entrant] = (),
    stability: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the report; `others` are further rows of the comparison, in the order of `judged`."""
    lengths = _lengths(question, judged)
    entrants = [Entrant(OURS, OURS, judged.score), *others]
    comparison = compare(
        entrants,
        judged.account_ids,
        judged.label,
        lengths,
        draws=question.draws,
        seed=question.seed,
    )
    k = lengths.thieves
    parts = {
        "kind": "evaluation",
        "run_date": question.date,
        "since": lists.since,
        "settings": _settings(question, lengths),
        "population": judged.counts,
        "headline": comparison[0]["metrics"],
        "at_k": at_lengths(judged.ranking, _named_lengths(lengths)),
        "list": list_content(judged, question.score_at_least),
        "recall_by_kind": recall_by_kind(judged, k),
        "recall_by_strength": recall_by_strength(judged, k),
        "confounders": confounders(judged, k),
        "means": means_accuracy(judged),
        "onset": onset_error(judged),
        "kwh": energy_ratio(judged),
        "calibration": calibration(judged.probability, judged.is_thief),
        "innocent_tail": tail_among_innocents(judged.score, judged.is_thief),
        "first_listing": first_listing(judged, lists.listings, lists.dates, question.date),
        "comparison": comparison,
        "stability": stability,
        "cases": cases(judged),
        "notes": _notes(judged),
    }
    return json_value(parts)  # type: ignore[no-any-return]


def _lengths(question: Question, judged: Judged) -> Lengths:
    accounts = len(judged.account_ids)
    return Lengths(
        thieves=int(judged.is_thief.sum()),
        capacity=min(question.capacity, accounts),
        listed=int(judged.is_listed.sum()),
    )


def _settings(question: Question, lengths: Lengths) -> dict[str, Any]:
    return {
        "score_at_least": question.score_at_least,
        "list_length": question.list_length,
        "capacity": lengths.capacity,
        "seed": question.seed,
        "draws": question.draws,
    }


def _named_lengths(lengths: Lengths) -> dict[str, int]:
    fixed = {str(k): k for k in _FIXED_LENGTHS}
    return {
        "thieves": lengths.thieves,
        **fixed,
        "capacity": lengths.capacity,
        "list": lengths.listed,
    }


def _notes(judged: Judged) -> list[str]:
    counts = judged.counts
    said = {
        "thefts_not_begun": "thefts that begin after the business date and count as normal",
        "confounders_not_begun": "oddities that begin after it and count as normal",
        "not_scored": "accounts of the truth that were not scored and count as score 0",
        "disqualified": "accounts that could not be judged and count as score 0",
        "without_truth": "scored accounts that are not in the truth and were left out",
    }
    notes = [f"{words}: {counts[name]:,}" for name, words in said.items() if counts[name]]
    if not counts["thieves"]:
        notes.append(
            "there is no thief to find: recall and the areas under the curves have no value"
        )
    if np.isnan(judged.onset_day[judged.is_thief]).any():
        notes.append("thieves without an onset in the truth count as thieves on any date")
    return notes

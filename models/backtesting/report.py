"""The report of a backtest: one dict that JSON can hold, in the words of an evaluation's.

Every figure is a number or null: null where it cannot be told. Shares lie in 0..1, dates are
ISO text. An interval is `{"value", "low", "high"}`: the figure with its 95 % interval.

    kind                    "backtest"
    from, to, every_days    the dates of the lists
    horizon_days            a list is held against visits of so many days after it
    capacity                visits that the crews can make from one list
    settings                score_at_least, list_length, seed, draws (of the intervals)
    population              accounts (on the last list's date), accounts_visited, share_visited
    visits                  see `_visit_counts`, of all visits in reach of a list
    headline                measure to interval over all dates, see `models.backtesting.measures`;
                            a visit counts once, beside the latest list before it
    dates                   [{date, origin, accounts, judged, listed, visits, measures}]; of each
                            account the first conclusive visit in the horizon
    by_means                [{name, thefts, listed, recall}], as the inspectors named the means
    lead                    {thefts, listed, median_days, quartile_low_days, quartile_high_days,
                            days: [days from first listing to visit]}
    curves                  see `models.backtesting.curves`
    notes                   [what a reader must know, in sentences]
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.backtesting.as_of_list import AsOfList
from models.backtesting.cases import (
    Cases,
    cases_of,
    conclusive,
    first_conclusive,
    visits_in_reach,
)
from models.backtesting.curves import curves
from models.backtesting.intervals import figures_with_intervals
from models.backtesting.notes import notes
from models.backtesting.visits import Verdict, read_visits
from models.evaluation.bootstrap import DRAWS
from pipeline.settings import Settings

Report = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What is asked of a backtest: lists from `first` to `last`, at most, every so many days.

    horizon_days: a list is held against the visits of so many days after it. capacity:
    visits that the crews can make from one list.
    """

    first: dt.date
    last: dt.date
    every_days: int
    horizon_days: int
    capacity: int


def backtest_report(
    lists: list[AsOfList], inspections: pd.DataFrame, settings: Settings, plan: Plan
) -> Report:
    """Hold `lists`, at least one and in time order, against table `inspections`."""
    visits = visits_in_reach(
        read_visits(inspections), [one.day for one in lists], plan.horizon_days
    )
    cases = cases_of(conclusive(visits), lists)
    report: Report = {
        "kind": "backtest",
        "from": str(lists[0].date),
        "to": str(lists[-1].date),
        "every_days": plan.every_days,
        "horizon_days": plan.horizon_days,
        "capacity": plan.capacity,
        "settings": {
            "score_at_least": settings.list.score_at_least,
            "list_length": settings.list.length,
            "seed": settings.seed,
            "draws": DRAWS,
        },
        "population": _population(lists[-1], visits),
        "visits": _visit_counts(visits, cases),
        "headline": figures_with_intervals(cases, plan.capacity, settings.seed),
        "dates": [_date_report(one, visits, lists, settings, plan) for one in lists],
        "by_means": _by_means(cases),
        "lead": _lead(cases),
        "curves": curves(cases),
    }
    return report | {"notes": notes(report)}


def _population(latest: AsOfList, visits: pd.DataFrame) -> dict[str, Any]:
    visited = int(visits["account_id"].nunique())
    accounts = len(latest.scores)
    share = visited / accounts if accounts else None
    return {"accounts": accounts, "accounts_visited": visited, "share_visited": share}


def _visit_counts(visits: pd.DataFrame, cases: Cases) -> dict[str, Any]:
    """Count visits: all, by outcome and by what they prove, and what the lists knew of them.

    not_judged: conclusive visits to accounts that had no score. on_list, thefts_on_list: on
    the list before the visit; thefts_listed: on that or an earlier one.
    """
    verdicts = visits["verdict"].value_counts()
    return {
        "in_reach": len(visits),
        "conclusive": len(cases),
        "theft": int(verdicts.get(Verdict.THEFT.value, 0)),
        "useful_not_theft": int(verdicts.get(Verdict.USEFUL.value, 0)),
        "nothing_wrong": int(verdicts.get(Verdict.INNOCENT.value, 0)),
        "excluded": int(verdicts.get(Verdict.NOTHING.value, 0)),
        "by_outcome": _counts(visits["outcome"]),
        "not_judged": int(np.isnan(cases.score).sum()),
        "on_list": int(cases.is_listed.sum()),
        "thefts_on_list": int((cases.is_listed & cases.is_theft).sum()),
        "thefts_listed": int((cases.was_listed & cases.is_theft).sum()),
        "thefts_with_kwh": int((cases.is_theft & np.isfinite(cases.recovered_kwh)).sum()),
    }


def _counts(words: pd.Series[str]) -> dict[str, int]:
    return {str(word): int(count) for word, count in words.value_counts().sort_index().items()}


def _date_report(
    one: AsOfList, visits: pd.DataFrame, lists: list[AsOfList], settings: Settings, plan: Plan
) -> dict[str, Any]:
    """Hold one list against the visits of its own horizon, whichever list they follow too."""
    until = [earlier for earlier in lists if earlier.day <= one.day]
    age = visits["day"] - one.day
    ours = visits[(age > 0) & (age <= plan.horizon_days)].assign(place=len(until) - 1)
    cases = cases_of(first_conclusive(ours), until)
    counts = _visit_counts(ours, cases)
    return {
        "date": str(one.date),
        "origin": one.origin.value,
        "accounts": len(one.scores),
        "judged": int(one.scores.notna().sum()),
        "listed": len(one.ranks),
        "visits": counts,
        "measures": figures_with_intervals(cases, plan.capacity, settings.seed),
    }


def _by_means(cases: Cases) -> list[dict[str, Any]]:
    """Recall by the means that the inspectors named, the commonest first."""
    means = pd.Series(cases.means[cases.is_theft], dtype=object)
    found = pd.Series(cases.was_listed[cases.is_theft]).groupby(means).agg(["size", "sum"])
    ordered = found.rename_axis("name").reset_index()
    ordered = ordered.sort_values(["size", "name"], ascending=[False, True])
    return [
        {
            "name": str(row["name"]),
            "thefts": int(row["size"]),
            "listed": int(row["sum"]),
            "recall": float(row["sum"] / row["size"]),
        }
        for row in ordered.to_dict("records")
    ]


def _lead(cases: Cases) -> dict[str, Any]:
    days = np.sort(cases.lead_days[cases.is_theft & cases.was_listed])
    low, middle, high = np.quantile(days, [0.25, 0.5, 0.75]).tolist() if days.size else [None] * 3
    return {
        "thefts": int(cases.is_theft.sum()),
        "listed": len(days),
        "median_days": middle,
        "quartile_low_days": low,
        "quartile_high_days": high,
        "days": [int(day) for day in days],
    }

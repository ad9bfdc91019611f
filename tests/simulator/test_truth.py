from __future__ import annotations

import datetime as dt

import numpy as np

from simulator.casting import Casting
from simulator.happening import Label
from simulator.population import build_roster
from simulator.timeline import Timeline
from simulator.truth import truth_table


def test_truth_puts_theft_before_an_oddity_and_dates_it_locally() -> None:
    timeline = Timeline(dt.date(2026, 3, 1), 30, "Asia/Shanghai")
    roster = build_roster(60, 1)
    happenings = Casting(roster, timeline, 1).cast()
    lost, true = np.full((60, 30), 2.0), np.full((60, 30), 8.0)
    truth = truth_table(roster, timeline, happenings, lost, true).set_index("account_id")
    thefts = [one for one in happenings if one.label is Label.THEFT]
    assert thefts
    for theft in thefts:
        for row, (first, last) in theft.spans.items():
            told = truth.loc[roster.account_id[row]]
            assert told["label"] == "theft"
            assert told["kind"] == theft.kind
            assert told["onset"] == timeline.date(first).isoformat()
            assert told["end"] == ("" if last == 29 else timeline.date(last).isoformat())
            assert told["kwh_per_day"] == 2.0
            assert told["strength"] == 0.25


def test_oddities_and_normal_accounts_lose_nothing() -> None:
    timeline = Timeline(dt.date(2026, 3, 1), 30, "Asia/Shanghai")
    roster = build_roster(60, 1)
    lost = true = np.ones((60, 30))
    truth = truth_table(roster, timeline, Casting(roster, timeline, 1).cast(), lost, true)
    honest = truth[truth["label"] != "theft"]
    assert (honest[["kwh_per_day", "strength"]] == 0).all(axis=None)
    normal = truth[truth["label"] == "normal"]
    assert (normal["onset"] == "").all()


def test_strength_counts_from_onset_to_end_alone() -> None:
    timeline = Timeline(dt.date(2026, 3, 1), 30, "Asia/Shanghai")
    roster = build_roster(60, 1)
    happenings = Casting(roster, timeline, 1).cast()
    theft = next(one for one in happenings if one.label is Label.THEFT)
    first, last = theft.spans[theft.row]
    true = np.full((60, 30), 4.0)
    lost = np.zeros((60, 30))
    lost[:, first : last + 1] = 3.0
    truth = truth_table(roster, timeline, happenings, lost, true).set_index("account_id")
    assert truth.loc[roster.account_id[theft.row], "strength"] == 0.75
    assert list(truth.reset_index().columns)[-2:] == ["kwh_per_day", "strength"]


def test_an_empty_home_has_no_strength() -> None:
    timeline = Timeline(dt.date(2026, 3, 1), 30, "Asia/Shanghai")
    roster = build_roster(60, 1)
    nothing = np.zeros((60, 30))
    truth = truth_table(roster, timeline, Casting(roster, timeline, 1).cast(), nothing, nothing)
    assert (truth["strength"] == 0).all()

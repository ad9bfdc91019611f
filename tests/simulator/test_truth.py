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
    lost = np.full((60, 30), 2.0)
    truth = truth_table(roster, timeline, happenings, lost).set_index("account_id")
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


def test_oddities_and_normal_accounts_lose_nothing() -> None:
    timeline = Timeline(dt.date(2026, 3, 1), 30, "Asia/Shanghai")
    roster = build_roster(60, 1)
    truth = truth_table(roster, timeline, Casting(roster, timeline, 1).cast(), np.ones((60, 30)))
    assert (truth.loc[truth["label"] != "theft", "kwh_per_day"] == 0).all()
    normal = truth[truth["label"] == "normal"]
    assert (normal["onset"] == "").all()

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pytest

from simulator.calls import Call, Desk
from simulator.casting import Casting
from simulator.field_work import FieldWork
from simulator.happening import Happening, Label
from simulator.journal import Tip
from simulator.population import build_roster
from simulator.timeline import Timeline

TIMELINE = Timeline(dt.date(2026, 3, 1), 60, "Asia/Shanghai")
ROSTER = build_roster(1500, 2)


@pytest.fixture(scope="module")
def happenings() -> list[Happening]:
    return Casting(ROSTER, TIMELINE, 2).cast()


def _calls(field: FieldWork, happenings: list[Happening], tips: list[Tip]) -> list[Call]:
    return Desk(ROSTER, TIMELINE, field, 7).calls(happenings, tips)


def test_by_default_nobody_is_sent_anywhere_but_by_routine(happenings: list[Happening]) -> None:
    tip = Tip(TIMELINE.start, str(ROSTER.account_id[3]), "web", "")
    assert _calls(FieldWork(), happenings, [tip]) == []


def test_history_lies_before_the_first_day_at_the_routine_rate() -> None:
    calls = _calls(FieldWork(history_days=300), [], [])
    assert len(calls) == pytest.approx(1500 * 300 / 2500, rel=0.25)
    assert all(-300 <= call.day < 0 for call in calls)
    assert 0.1 < np.mean([not call.has_access for call in calls]) < 0.3


def test_suspicion_falls_on_thieves_odd_customers_and_honest_ones(
    happenings: list[Happening],
) -> None:
    calls = _calls(FieldWork(suspicion=0.6), happenings, [])
    own = {row: one for one in happenings if len(one.spans) < 3 for row in one.spans}
    about = Counter(own[call.row].label if call.row in own else None for call in calls)
    assert min(about[Label.THEFT], about[Label.CONFOUNDER], about[None]) > 10
    assert all(0 <= call.day < 60 for call in calls)
    thefts = sum(len(one.spans) for one in happenings if one.label is Label.THEFT)
    assert about[Label.THEFT] < 0.8 * thefts


def test_a_biased_desk_looks_at_some_zones_more(happenings: list[Happening]) -> None:
    def spread(bias: float) -> float:
        calls = _calls(FieldWork(suspicion=0.4, zone_bias=bias), happenings, [])
        seen = Counter(str(ROSTER.zone[call.row]) for call in calls)
        share = [seen[zone] / (ROSTER.zone == zone).sum() for zone in set(ROSTER.zone.tolist())]
        return float(np.std(share) / np.mean(share))

    assert spread(2.0) > 1.5 * spread(0.0)


def test_tips_are_followed_within_two_weeks_or_never() -> None:
    tips = [
        Tip(TIMELINE.date(row % 40), str(ROSTER.account_id[row]), "web", "") for row in range(1000)
    ]
    calls = _calls(FieldWork(after_tips=0.5), [], tips)
    assert len(calls) == pytest.approx(500, abs=60)
    assert all(2 <= call.day - call.row % 40 < 15 for call in calls)

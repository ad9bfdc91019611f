from __future__ import annotations

import datetime as dt

import pytest

from simulator.casting import Casting
from simulator.field_work import FieldWork
from simulator.findings import MISREAD
from simulator.happening import Happening, Label
from simulator.journal import Tip
from simulator.mixture import ODDITIES
from simulator.population import build_roster
from simulator.timeline import Timeline
from simulator.tips import CHANNELS, tips_about

TIMELINE = Timeline(dt.date(2026, 3, 1), 60, "Asia/Shanghai")
ROSTER = build_roster(3000, 2)


@pytest.fixture(scope="module")
def happenings() -> list[Happening]:
    return Casting(ROSTER, TIMELINE, 2).cast()


def _tips(happenings: list[Happening], field: FieldWork) -> list[Tip]:
    return tips_about(happenings, TIMELINE, ROSTER, field, 5)


def test_by_default_a_third_of_the_thefts_and_no_oddity_is_told_of(
    happenings: list[Happening],
) -> None:
    thefts = {
        str(ROSTER.account_id[one.row]): one for one in happenings if one.label is Label.THEFT
    }
    tips = _tips(happenings, FieldWork())
    assert {tip.account_id for tip in tips} <= set(thefts)
    assert len(tips) / len(thefts) == pytest.approx(1 / 3, abs=0.15)


def test_useful_tips_come_while_the_theft_goes_on(happenings: list[Happening]) -> None:
    told = {tip.account_id: tip for tip in _tips(happenings, FieldWork(useful_tips=1))}
    late = []
    for one in happenings:
        if one.label is Label.THEFT:
            first, last = one.spans[one.row]
            tip = told[str(ROSTER.account_id[one.row])]
            assert TIMELINE.date(first) <= tip.received_on <= TIMELINE.date(last)
            late.append((tip.received_on - TIMELINE.date(first)).days)
    assert max(late) > 10


def test_mistaken_tips_are_about_what_looks_like_theft(happenings: list[Happening]) -> None:
    field = FieldWork(useful_tips=0, mistaken_tips=1)
    kinds = {
        str(ROSTER.account_id[one.row]): str(one.kind)
        for one in happenings
        if one.label is Label.CONFOUNDER and len(one.spans) < 3 and one.kind in MISREAD
    }
    tips = _tips(happenings, field)
    assert {tip.account_id for tip in tips} == set(kinds)
    assert {"vacancy", "new_pv"} <= set(kinds.values())


def test_words_and_channels_do_not_give_the_truth_away(happenings: list[Happening]) -> None:
    useful = _tips(happenings, FieldWork(useful_tips=1, mistaken_tips=0))
    mistaken = _tips(happenings, FieldWork(useful_tips=0, mistaken_tips=1))
    assert {tip.channel for tip in useful} == {tip.channel for tip in mistaken} == set(CHANNELS)
    assert {tip.note for tip in useful} == {tip.note for tip in mistaken}


def test_misread_kinds_are_kinds_of_the_mixture() -> None:
    assert {str(entry.build.kind) for entry in ODDITIES} >= MISREAD

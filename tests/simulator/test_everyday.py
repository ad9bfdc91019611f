from __future__ import annotations

import datetime as dt

import pytest

from pipeline.contract.vocabulary import EventCode, WorkOrder
from simulator.background import Background
from simulator.casting import Casting
from simulator.everyday import enter_everyday
from simulator.field_work import FieldWork
from simulator.journal import Journal
from simulator.population import build_roster
from simulator.timeline import Timeline

TIMELINE = Timeline(dt.date(2026, 3, 1), 40, "Asia/Shanghai")
ROSTER = build_roster(800, 2)


def _journal(field: FieldWork, seed: int = 1) -> Journal:
    casting = Casting(ROSTER, TIMELINE, 2)
    happenings = casting.cast()
    journal = Journal()
    enter_everyday(ROSTER, TIMELINE, happenings, journal, field=field, seed=seed)
    return journal


def test_devices_report_clocks_blinks_and_unbalance_every_few_weeks() -> None:
    journal = Journal()
    Background(ROSTER, TIMELINE, FieldWork(), 1).report(journal)
    codes = [event.code for event in journal.events]
    assert codes.count(EventCode.CLOCK_SET) == pytest.approx(800 * 40 / 60, rel=0.15)
    assert codes.count(EventCode.POWER_DOWN) == codes.count(EventCode.POWER_UP) > 100
    assert EventCode.CURRENT_UNBALANCE in codes


def test_routine_visits_and_idle_tips_come_at_their_rates() -> None:
    journal = Journal()
    calls = Background(ROSTER, TIMELINE, FieldWork(visits_a_day=0.01, tips=10), 1).report(journal)
    assert len(calls) == pytest.approx(320, rel=0.2)
    assert len(journal.tips) == pytest.approx(80, rel=0.35)


def test_rates_of_the_field_leave_the_events_as_they_were() -> None:
    plain, busy = _journal(FieldWork()), _journal(FieldWork(visits_a_day=0.01, tips=5, suspicion=1))
    assert plain.events == busy.events
    assert len(plain.inspections) < len(busy.inspections)


def test_every_visit_of_the_run_has_its_work_order_and_its_finding() -> None:
    journal = _journal(FieldWork(suspicion=0.5, after_tips=0.5, history_days=100))
    visited = [one for one in journal.inspections if one.inspected_on >= TIMELINE.start]
    assert {order.kind for order in journal.orders} == {WorkOrder.SITE_VISIT}
    assert sorted(one.account_id for one in visited) == sorted(
        order.account_id for order in journal.orders
    )
    assert len(visited) < len(journal.inspections)


def test_the_same_seed_gives_the_same_field_work_and_another_does_not() -> None:
    one, two, three = (_journal(FieldWork(suspicion=0.5), seed) for seed in (1, 1, 2))
    assert one == two
    assert one.inspections != three.inspections

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from pipeline.contract.vocabulary import Means, Outcome
from simulator.calls import CREWS, Call
from simulator.casting import Casting
from simulator.field_work import FieldWork
from simulator.findings import FITTING, MISTAKEN_FOR
from simulator.happening import Happening, Label
from simulator.journal import Inspection, Journal
from simulator.mixture import ODDITIES
from simulator.population import build_roster
from simulator.timeline import Timeline
from simulator.visits import Visits

TIMELINE = Timeline(dt.date(2026, 3, 1), 60, "Asia/Shanghai")
ROSTER = build_roster(1500, 2)
SURE = FieldWork(no_access=0, inconclusive=0)


def _cast() -> list[Happening]:
    return Casting(ROSTER, TIMELINE, 2).cast()


def _own(happenings: list[Happening], label: Label) -> dict[int, Happening]:
    """Return customers with one happening alone, of this label."""
    rows = Counter(row for one in happenings for row in one.spans)
    return {
        row: one
        for one in happenings
        for row in one.spans
        if one.label is label and len(one.spans) < 3 and rows[row] == 1
    }


def _found(
    happenings: list[Happening], field: FieldWork, calls: list[Call], seed: int = 1
) -> list[Inspection]:
    journal = Journal()
    Visits(ROSTER, TIMELINE, happenings, field, seed).make(calls, journal)
    assert len(journal.inspections) == len(calls)
    return journal.inspections


def _calls(row: int, day: int, times: int) -> list[Call]:
    return [Call(day, row, 1 + k % CREWS, True) for k in range(times)]


def test_thefts_are_found_with_the_sensitivity_and_mostly_by_their_own_name() -> None:
    happenings = _cast()
    row, theft = next(
        (row, one)
        for row, one in _own(happenings, Label.THEFT).items()
        if one.kind == Means.METER_BYPASS
    )
    visits = _found(happenings, SURE, _calls(row, theft.spans[row][0] + 1, 3000))
    outcomes = Counter(one.outcome for one in visits)
    found = outcomes[Outcome.THEFT] + outcomes[Outcome.RECTIFIED_ON_ARRIVAL]
    assert found / 3000 == pytest.approx(0.8, abs=0.06)
    assert 0.02 < outcomes[Outcome.RECTIFIED_ON_ARRIVAL] / 3000 < 0.06
    means = Counter(one.means for one in visits if one.outcome is Outcome.THEFT)
    assert set(means) == {Means.METER_BYPASS, Means.NEUTRAL_BYPASS}
    assert means[Means.NEUTRAL_BYPASS] / outcomes[Outcome.THEFT] == pytest.approx(0.15, abs=0.03)


def test_before_its_onset_and_after_its_end_a_theft_cannot_be_found() -> None:
    happenings = _cast()
    for row, theft in _own(happenings, Label.THEFT).items():
        theft.spans[row] = (20, 30)
        for day in (0, 19, 31, 59):
            visits = _found(
                happenings, SURE.model_copy(update={"false_theft": 0}), _calls(row, day, 3)
            )
            assert {one.outcome for one in visits} == {Outcome.CLEAN}


def test_a_white_screen_that_is_not_seen_through_is_taken_for_a_fault() -> None:
    happenings = _cast()
    blind = FieldWork(sensitivity=0, no_access=0, inconclusive=0)
    hang = next(one for one in happenings if one.kind == Means.METER_HANG)
    visits = _found(happenings, blind, _calls(hang.row, hang.spans[hang.row][0], 400))
    faults = sum(one.outcome is Outcome.FAULT for one in visits)
    assert faults / 400 == pytest.approx(0.6, abs=0.15)
    assert not any(one.outcome is Outcome.THEFT for one in visits)


def test_honest_customers_are_seldom_called_thieves() -> None:
    happenings = _cast()
    touched = {row for one in happenings for row in one.spans}
    honest = [row for row in range(len(ROSTER)) if row not in touched]
    calls = [call for row in honest for call in _calls(row, 40, 5)]
    outcomes = Counter(one.outcome for one in _found(happenings, SURE, calls))
    assert outcomes[Outcome.THEFT] / len(calls) == pytest.approx(0.01, abs=0.005)
    assert outcomes[Outcome.CLEAN] == len(calls) - outcomes[Outcome.THEFT]


def test_oddities_are_found_as_what_they_are() -> None:
    happenings = _cast()
    sure = SURE.model_copy(update={"false_theft": 0})
    seen = set()
    for row, oddity in _own(happenings, Label.CONFOUNDER).items():
        visits = _found(happenings, sure, _calls(row, oddity.spans[row][0], 30))
        fitting = FITTING.get(str(oddity.kind), Outcome.CLEAN)
        assert {one.outcome for one in visits} <= {fitting, Outcome.CLEAN}, oddity.kind
        assert fitting in {one.outcome for one in visits}
        seen.add(fitting)
    assert seen >= {Outcome.VACANT, Outcome.FAULT, Outcome.LAWFUL_CHANGE, Outcome.RECORD_ERROR}


def test_some_visits_meet_a_locked_door_or_end_in_doubt() -> None:
    calls = [Call(5, row, 1, row % 4 > 0) for row in range(1200)]
    outcomes = Counter(one.outcome for one in _found(_cast(), FieldWork(), calls))
    assert outcomes[Outcome.NO_ACCESS] == 300
    assert outcomes[Outcome.INCONCLUSIVE] / 900 == pytest.approx(0.03, abs=0.02)


@pytest.mark.parametrize("ends", [False, True])
def test_what_is_found_ends_on_that_day_only_if_the_scenario_says_so(
    monkeypatch: pytest.MonkeyPatch, *, ends: bool
) -> None:
    monkeypatch.setattr("simulator.visits.RECTIFIED_SHARE", 0.0)
    happenings = _cast()
    field = FieldWork(sensitivity=1, no_access=0, inconclusive=0, ends_theft=ends)
    row, theft = next(iter(_own(happenings, Label.THEFT).items()))
    first, last = theft.spans[row]
    visits = _found(happenings, field, _calls(row, first + 2, 1) + _calls(row, last, 1))
    assert visits[0].outcome is Outcome.THEFT
    assert theft.spans[row] == ((first, first + 2) if ends else (first, last))
    assert visits[1].outcome is (Outcome.CLEAN if ends else Outcome.THEFT)


def test_history_has_thefts_and_faults_that_are_over_and_no_work_orders() -> None:
    journal = Journal()
    calls = [Call(-1 - row % 300, row, 1, True) for row in range(1500)]
    Visits(ROSTER, TIMELINE, _cast(), SURE, 1).make(calls, journal)
    outcomes = Counter(one.outcome for one in journal.inspections)
    assert journal.orders == []
    assert max(one.inspected_on for one in journal.inspections) < TIMELINE.start
    assert 0.02 < outcomes[Outcome.THEFT] / 1500 < 0.07
    assert 0.03 < outcomes[Outcome.FAULT] / 1500 < 0.09


def test_inspectors_differ_in_what_they_overlook() -> None:
    happenings = _cast()
    row, theft = next(iter(_own(happenings, Label.THEFT).items()))
    field = FieldWork(sensitivity=0.5, no_access=0, inconclusive=0)
    visits = _found(happenings, field, _calls(row, theft.spans[row][0], 6000))
    clean = Counter(one.inspector for one in visits if one.outcome is Outcome.CLEAN)
    assert len(clean) == CREWS
    assert max(clean.values()) > 1.15 * min(clean.values())


def test_every_means_can_be_mistaken_for_another_and_findings_are_of_known_kinds() -> None:
    assert set(MISTAKEN_FOR) == set(Means)
    assert all(means is not other for means, other in MISTAKEN_FOR.items())
    assert set(FITTING) <= {str(entry.build.kind) for entry in ODDITIES} | {"wrong_district"}

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pandas as pd

from models.scoring import Scored
from models.visits.case_state import CaseStates, case_states
from models.visits.records import Records
from pipeline.settings.visits import VisitSettings

IDS = ["A", "B", "C", "D"]
TODAY = dt.date(2026, 1, 30)
SETTINGS = VisitSettings(open_days=10, cooling_off_days=20)


def _states(scored: Scored, records: Records, **tracked: bool) -> CaseStates:
    return case_states(scored, records, tracked, SETTINGS)


def _then(score: float, family: float | None = None) -> pd.DataFrame:
    row = {"score": score, "score_register": family}
    columns = ["score", "kwh_per_day", *_FAMILIES]
    return pd.DataFrame([row], index=["A"], columns=columns)


_FAMILIES = [
    f"score_{name}"
    for name in (
        "white_screen",
        "current_shunt",
        "voltage_wiring",
        "register",
        "tamper_events",
        "consumption",
        "energy_balance",
    )
]


def test_case_is_open_from_the_decision_to_the_visit(
    make_scored: Callable[..., Scored], make_records: Callable[..., Records]
) -> None:
    scored = make_scored(IDS, [0.9] * 4)
    decided = [("A", 5, "inspect"), ("B", 5, "inspect"), ("C", 10, "inspect"), ("D", 5, "watch")]
    found = _states(scored, make_records([("B", 3, "no_access")], decided))
    # B was visited, C is too long ago, D was never sent.
    assert found.is_open.tolist() == [True, False, False, False]
    assert found.is_set_aside.tolist() == [False, False, False, True]


def test_the_latest_decision_counts(
    make_scored: Callable[..., Scored], make_records: Callable[..., Records]
) -> None:
    decided = [("A", 5, "inspect"), ("A", 4, "clear"), ("B", 5, "clear"), ("B", 4, "inspect")]
    found = _states(make_scored(IDS, [0.9] * 4), make_records((), decided))
    assert found.is_open.tolist() == [False, True, False, False]
    assert found.is_set_aside.tolist() == [True, False, False, False]


def test_planned_visit_waits_for_its_finding(
    make_scored: Callable[..., Scored], make_records: Callable[..., Records]
) -> None:
    planned = [("A", 3), ("B", 3), ("C", 7), ("D", 0)]
    found = _states(make_scored(IDS, [0.9] * 4), make_records([("B", 2, "clean")], (), (), planned))
    # B was visited, C waited long enough, and a plan of today is not looked at.
    assert found.is_open.tolist() == [True, False, False, False]


def test_nobody_is_visited_soon_after_a_visit_that_settled_it(
    make_scored: Callable[..., Scored], make_records: Callable[..., Records]
) -> None:
    visits = [("A", 5, "clean"), ("B", 19, "vacant"), ("C", 20, "lawful_change"), ("D", 5, "theft")]
    found = _states(make_scored(IDS, [0.9] * 4), make_records(visits))
    assert found.is_cooling_off.tolist() == [True, True, False, False]
    assert found.can_be_visited.tolist() == [False, False, True, True]


def test_what_is_dated_later_is_not_known(
    make_scored: Callable[..., Scored], make_records: Callable[..., Records]
) -> None:
    records = make_records(
        [("A", 5, "clean")], [("B", 5, "inspect")], date=TODAY - dt.timedelta(days=6)
    )
    found = _states(make_scored(IDS, [0.9] * 4), records)
    assert found.can_be_visited.all()


def test_theft_after_a_clean_visit_ends_the_peace(
    make_scored: Callable[..., Scored], make_records: Callable[..., Records]
) -> None:
    records = make_records([("A", 8, "clean"), ("A", 5, "theft"), ("B", 8, "theft")])
    found = _states(make_scored(IDS, [0.9] * 4), records, A=True, B=False)
    assert not found.is_cooling_off.any()
    assert found.is_tracked.tolist() == [True, True, False, False]
    assert found.has_alarm.tolist() == [True, False, False, False]


def test_new_evidence_ends_the_peace(
    make_scored: Callable[..., Scored], make_records: Callable[..., Records]
) -> None:
    def is_cooling(columns: dict[str, object], then: pd.DataFrame | None) -> bool:
        values = {name: [value] + [None] * 3 for name, value in columns.items()}
        scored = make_scored(IDS, [0.8, 0.1, 0.1, 0.1], columns=values)
        visited = make_records([("A", 5, "clean")], scores_then=then)
        return bool(_states(scored, visited).is_cooling_off[0])

    register: dict[str, object] = {"score_register": 0.7}
    assert is_cooling({}, None)
    assert is_cooling({}, _then(0.45))
    assert not is_cooling({}, _then(0.4))
    assert not is_cooling(register, _then(0.7, 0.2))
    assert is_cooling(register, _then(0.7, 0.6))
    # Nothing is known of then: a strong family need not be new.
    assert is_cooling(register, None)
    assert is_cooling({"onset": TODAY - dt.timedelta(days=5)}, None)
    assert not is_cooling({"onset": TODAY - dt.timedelta(days=4)}, None)


def test_status_tells_the_strongest_state(make_states: Callable[..., CaseStates]) -> None:
    states = make_states(4, is_open=[0, 1], is_tracked=[1, 2])
    told = states.status(np.arange(4), np.array([True, True, True, False]))
    assert told.tolist() == ["open", "open", "tracking", "new"]

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.lake import Lake
from pipeline.settings import Settings
from pipeline.settings.visits import VisitSettings
from review.app import create_app
from review.case_keys import remember_keys
from review.journal import entries_of
from review.office import Office
from review.sessions import find_session
from tests.review.workbench import StillClock, browser, signed_in, token_of

FINDING = {"inspected_on": "2026-03-03", "outcome": "theft", "means": "ct_shunt", "note": "loop"}


def _key(office: Office, account_id: str = "A1") -> str:
    return remember_keys(office.engine, office.secret(), [account_id])[account_id]


def _token(client: TestClient, office: Office) -> str:
    cookie = client.cookies.get("wattsleuth_session")
    if cookie is None:
        return token_of(client, "/users")
    with office.engine.connect() as connection:
        session = find_session(connection, cookie, office.clock(), office.review)
    assert session is not None
    return session.csrf_token


def _post(
    client: TestClient, office: Office, what: str, account_id: str = "A1", **form: str
) -> int:
    seen = office.standings.of(account_id).last_id
    sent = {"csrf": _token(client, office), "seen": str(seen)} | form
    return client.post(f"/cases/{_key(office, account_id)}/{what}", data=sent).status_code


def _visits(office: Office) -> list[tuple[str, str, str | None]]:
    rows = office.lake.read("inspections").to_pylist()
    return [(row["account_id"], row["outcome"], row["note"]) for row in rows]


def test_a_decision_is_written_with_who_and_when(desk: TestClient, office: Office) -> None:
    assert _post(desk, office, "decision", decision="inspect", reason="evidence") == 303
    standing = office.standings.of("A1")
    assert standing.state == "inspect"
    assert standing.decision is not None
    assert (standing.decision.user_name, standing.decision.at) == ("local", office.clock())


@pytest.mark.parametrize(
    "form",
    [{"decision": "burn"}, {"decision": "clear"}, {"decision": "watch", "reason": "made up"}],
)
def test_a_decision_that_makes_no_sense_is_refused(
    desk: TestClient, office: Office, form: dict[str, str]
) -> None:
    assert _post(desk, office, "decision", **form) == 422
    assert office.standings.of("A1").state == "open"


def test_of_two_reviewers_on_one_case_the_second_is_told(
    app: FastAPI, office: Office, team: None
) -> None:
    one, other = signed_in(app, "reviewer"), signed_in(app, "lead")
    assert _post(one, office, "decision", seen="0", decision="inspect") == 303
    late = other.post(
        f"/cases/{_key(office)}/decision",
        data={"csrf": _token(other, office), "seen": "0", "decision": "clear", "reason": "vacant"},
    )
    assert late.status_code == 409
    assert "reviewer" in late.text
    assert office.standings.of("A1").state == "inspect"


@pytest.mark.parametrize(
    ("what", "form"),
    [
        ("note", {"text": "dog"}),
        ("assignment", {"crew": "1", "visit_date": "2026-03-05"}),
        ("finding", FINDING),
        ("undo", {}),
    ],
)
def test_whatever_the_other_wrote_the_late_one_is_told(
    desk: TestClient, office: Office, what: str, form: dict[str, str]
) -> None:
    if what == "undo":
        _post(desk, office, "decision", decision="watch")
        form = {"entry_id": str(office.standings.of("A1").last_id)}
    assert _post(desk, office, what, **form) == 303
    assert _post(desk, office, "decision", decision="inspect", seen="0") == 409


def test_of_many_at_once_one_decision_stands_and_none_is_lost(app: FastAPI, office: Office) -> None:
    clients = [browser(app) for _ in range(6)]

    def attempt(client: TestClient) -> int:
        return _post(client, office, "decision", seen="0", decision="inspect")

    with ThreadPoolExecutor(6) as pool:
        codes = sorted(pool.map(attempt, clients))
    assert codes == [303, 409, 409, 409, 409, 409]


def test_a_finding_reaches_the_inspections_of_the_lake(desk: TestClient, office: Office) -> None:
    assert _post(desk, office, "finding", **FINDING, recovered_kwh="120") == 303
    assert _visits(office) == [("A1", "theft", "loop")]
    (row,) = office.lake.read("inspections").to_pylist()
    assert (row["recovered_kwh"], row["penalty"], row["means"]) == (120.0, None, "ct_shunt")


def test_a_corrected_finding_replaces_and_an_undone_one_is_withdrawn(
    desk: TestClient, office: Office
) -> None:
    _post(desk, office, "finding", **FINDING)
    _post(desk, office, "finding", **(FINDING | {"outcome": "fault"}))
    assert _visits(office) == [("A1", "fault", "loop")]
    last = str(office.standings.of("A1").last_id)
    assert _post(desk, office, "undo", entry_id=last) == 303
    assert _visits(office) == [("A1", "theft", "loop")]
    first = str(int(last) - 1)
    assert _post(desk, office, "undo", entry_id=first) == 303
    assert _visits(office) == [("A1", "inconclusive", "withdrawn in the workbench")]


def test_what_is_found_while_the_lake_is_busy_arrives_later(
    desk: TestClient, office: Office
) -> None:
    with office.lake.lock():
        assert _post(desk, office, "finding", **FINDING) == 303
    assert _visits(office) == []
    assert _post(desk, office, "finding", "A2", **FINDING) == 303
    assert sorted(visit[0] for visit in _visits(office)) == ["A1", "A2"]


def test_a_visit_of_tomorrow_was_not_made(desk: TestClient, office: Office) -> None:
    late = FINDING | {"inspected_on": "2026-03-04"}
    assert _post(desk, office, "finding", **late) == 403


@pytest.mark.parametrize("amount", ["-1", "nan", "inf", "a lot"])
def test_an_amount_that_is_none_is_refused(desk: TestClient, office: Office, amount: str) -> None:
    assert _post(desk, office, "finding", **FINDING, back_bill=amount) == 422


def test_decisions_become_a_table_without_what_was_undone(
    desk: TestClient, office: Office, lake: Lake
) -> None:
    _post(desk, office, "decision", decision="watch")
    _post(desk, office, "decision", decision="inspect", reason="tip")
    _post(desk, office, "undo", entry_id=str(office.standings.of("A1").last_id))
    rows = lake.read("dispositions").to_pylist()
    assert [(row["account_id"], row["decision"], row["reason"]) for row in rows] == [
        ("A1", "watch", None)
    ]


def test_crews_take_no_more_than_they_can(lake: Lake, clock: StillClock) -> None:
    own = Settings(visits=VisitSettings(capacity=2, capacity_by_zone={"south": 1}))
    app = create_app(lake, own, clock=clock)
    office: Office = app.state.office
    visit = {"crew": "1", "visit_date": "2026-03-05"}
    with browser(app) as client:
        codes = [_post(client, office, "assignment", a, **visit) for a in ("A1", "A3", "A2", "A4")]
        forced = _post(client, office, "assignment", "A4", **visit, is_beyond_capacity="true")
    assert codes == [303, 409, 303, 409]
    assert forced == 303


@pytest.mark.parametrize(
    ("who", "what", "code"),
    [
        ("viewer", "decision", 403),
        ("viewer", "note", 403),
        ("reviewer", "assignment", 403),
        ("reviewer", "decision", 303),
        ("lead", "assignment", 303),
    ],
)
def test_each_role_does_its_own(
    app: FastAPI, office: Office, team: None, who: str, what: str, code: int
) -> None:
    form = {
        "decision": {"decision": "inspect"},
        "note": {"text": "dog"},
        "assignment": {"crew": "1", "visit_date": "2026-03-05"},
    }
    assert _post(signed_in(app, who), office, what, "A2", **form[what]) == code


def test_only_a_lead_takes_back_what_others_wrote(app: FastAPI, office: Office, team: None) -> None:
    _post(signed_in(app, "lead"), office, "decision", decision="inspect")
    entry = str(office.standings.of("A1").last_id)
    assert _post(signed_in(app, "reviewer"), office, "undo", entry_id=entry) == 403
    assert _post(signed_in(app, "admin"), office, "undo", entry_id=entry) == 303
    with office.engine.connect() as connection:
        assert [entry.kind.value for entry in entries_of(connection, "A1")] == ["decision", "undo"]


def test_an_entry_of_another_case_is_not_undone_here(desk: TestClient, office: Office) -> None:
    _post(desk, office, "decision", "A2", decision="inspect")
    entry = str(office.standings.of("A2").last_id)
    assert _post(desk, office, "undo", "A1", entry_id=entry) == 403

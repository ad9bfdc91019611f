from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.settings import Settings
from review.office import Office
from review.people import SHORTEST_PASSWORD, find_row, find_user, hashed
from review.roles import Role
from tests.review.workbench import PASSWORD, signed_in, token_of


def _send(client: TestClient, path: str, **form: str) -> int:
    token = token_of(client, "/users")
    return client.post(path, data={"role": "viewer", "csrf": token} | form).status_code


def test_an_admin_adds_a_user_with_zones(desk: TestClient, office: Office) -> None:
    assert _send(desk, "/users", name="ana", password=PASSWORD, zones="north, south ") == 303
    with office.engine.connect() as connection:
        ana = find_user(connection, "ana")
    assert ana is not None
    assert ana.zones == {"north", "south"}
    assert ana.may_see("north")
    assert not ana.may_see("west")
    assert not ana.may_see(None)


def test_passwords_are_kept_as_argon2_hashes(
    desk: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _send(desk, "/users", name="ana", password=PASSWORD)
    with office.engine.connect() as connection:
        row = find_row(connection, "ana")
    assert row is not None
    assert row.password_hash.startswith("$argon2id$")
    monkeypatch.undo()
    assert "m=65536,t=3" in hashed(PASSWORD)


@pytest.mark.parametrize("name", ["", " ana", "admin"])
def test_a_name_that_is_none_or_taken_is_refused(app: FastAPI, team: None, name: str) -> None:
    assert _send(signed_in(app, "admin"), "/users", name=name, password=PASSWORD) == 422


def test_a_short_password_is_refused(app: FastAPI, team: None) -> None:
    short = "x" * (SHORTEST_PASSWORD - 1)
    assert _send(signed_in(app, "admin"), "/users", name="bob", password=short) == 422


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.LEAD])
@pytest.mark.parametrize("path", ["/users", "/audit"])
def test_users_and_the_audit_log_are_for_admins(
    app: FastAPI, team: None, role: Role, path: str
) -> None:
    assert signed_in(app, role.value).get(path).status_code == 403


def test_admins_cannot_shut_themselves_out(app: FastAPI, team: None) -> None:
    admin = signed_in(app, "admin")
    assert _send(admin, "/users/change", name="admin", is_active="true") == 422
    assert _send(admin, "/users/change", name="admin", role="admin") == 422
    assert _send(admin, "/users/change", name="viewer", is_active="") == 303


def test_a_change_ends_the_users_sessions(app: FastAPI, team: None) -> None:
    lead, admin = signed_in(app, "lead"), signed_in(app, "admin")
    assert lead.get("/users").status_code == 403
    assert _send(admin, "/users/change", name="lead", role="admin", is_active="true") == 303
    assert lead.get("/users").status_code == 303


def test_the_log_tells_who_did_what_and_finds_a_user(app: FastAPI, team: None) -> None:
    admin = signed_in(app, "admin")
    signed_in(app, "lead")
    _send(admin, "/users", name="bob", password=PASSWORD)
    assert "added bob" in admin.get("/audit").text
    form = {"csrf": token_of(admin, "/audit"), "user_name": "lead"}
    found = admin.post("/audit", data=form).text
    assert "added bob" not in found
    assert "sign in" in found


def test_roles_grow() -> None:
    assert [role.may(Role.REVIEWER) for role in Role] == [False, True, True, True]
    assert Settings().review.sign_in == "local"

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from review.office import Office
from tests.review.workbench import signed_in, token_of

NEW = {"name": "eve", "role": "viewer", "password": "long enough for all"}


def test_a_change_needs_the_token_of_its_own_session(app: FastAPI, team: None) -> None:
    one, other = signed_in(app, "admin"), signed_in(app, "admin")
    theirs = token_of(other, "/users")
    assert one.post("/users", data=NEW).status_code == 403
    assert one.post("/users", data=NEW | {"csrf": theirs}).status_code == 403
    assert one.post("/users", data=NEW | {"csrf": token_of(one, "/users")}).status_code == 303


def test_the_token_may_come_by_header_and_never_from_another_site(desk: TestClient) -> None:
    own = {"X-CSRF-Token": token_of(desk, "/users")}
    crossed = own | {"Sec-Fetch-Site": "cross-site"}
    assert desk.post("/users", data=NEW, headers=crossed).status_code == 403
    assert desk.post("/users", data=NEW, headers=own).status_code == 303


def test_the_secret_is_made_once_and_read_by_its_owner_alone(office: Office) -> None:
    assert office.secret() == office.secret()
    assert (office.folder / "secret").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("path", ["/users", "/sign-in", "/nothing", "/static/workbench.css"])
def test_every_answer_carries_the_policy(desk: TestClient, path: str) -> None:
    headers = desk.get(path).headers
    assert "unsafe" not in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    kept = "max-age" if path.startswith("/static") else "no-store"
    assert kept in headers["cache-control"]

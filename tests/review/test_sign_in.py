from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.lake import Lake
from pipeline.settings import Settings
from pipeline.settings.review import ReviewSettings
from review.app import OpenDeskError, create_app
from review.database import writing
from review.office import Office
from review.people import add_user, change_user
from review.roles import Role
from tests.review.workbench import PASSWORD, StillClock, browser, signed_in, token_of


def _form(client: TestClient, **own: str) -> dict[str, str]:
    return {"name": "viewer", "password": PASSWORD, "csrf": token_of(client)} | own


def test_the_desk_is_open_on_loopback_until_a_user_is_added(
    desk: TestClient, office: Office
) -> None:
    assert desk.get("/users").status_code == 200
    with writing(office.engine) as connection:
        add_user(connection, "ana", PASSWORD, Role.ADMIN, office.clock())
    assert desk.get("/users").headers["location"] == "/sign-in?next=/users"


def test_an_open_desk_is_refused_beyond_loopback(lake: Lake) -> None:
    with pytest.raises(OpenDeskError, match="add a user first"):
        create_app(lake, Settings(), hosts=("10.0.0.5",))


@pytest.mark.usefixtures("team")
def test_with_a_user_it_may_be_reached_from_elsewhere(lake: Lake) -> None:
    app = create_app(lake, Settings(), hosts=("bench.example",))
    assert TestClient(app, base_url="http://bench.example").get("/sign-in").status_code == 200
    assert TestClient(app, base_url="http://evil.example").get("/sign-in").status_code == 400


@pytest.mark.usefixtures("team")
def test_signing_in_leads_back_to_the_page_that_was_wanted(app: FastAPI) -> None:
    client = browser(app)
    answer = client.post("/sign-in", data=_form(client, next="/results?by=zone"))
    assert answer.headers["location"] == "/results?by=zone"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_it_leads_nowhere_else(app: FastAPI, elsewhere: str) -> None:
    client = browser(app)
    answer = client.post("/sign-in", data=_form(client, next=elsewhere))
    assert answer.headers["location"] == "/"


@pytest.mark.usefixtures("team")
def test_a_wrong_password_and_an_unknown_name_are_told_alike(app: FastAPI) -> None:
    client = browser(app)
    wrong = client.post("/sign-in", data=_form(client, password="x" * 12))
    unknown = client.post("/sign-in", data=_form(client, name="nobody"))
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text == unknown.text


@pytest.mark.usefixtures("team")
def test_after_five_failures_a_name_waits_even_with_the_right_password(
    app: FastAPI, clock: StillClock
) -> None:
    client = browser(app)
    for _ in range(5):
        client.post("/sign-in", data=_form(client, password="x" * 12))
    assert client.post("/sign-in", data=_form(client)).status_code == 429
    clock.pass_by(minutes=16)
    assert client.post("/sign-in", data=_form(client)).status_code == 303


@pytest.mark.usefixtures("team")
def test_signing_in_needs_the_forms_own_token(app: FastAPI) -> None:
    client = browser(app)
    assert client.post("/sign-in", data=_form(client, csrf="made up")).status_code == 403


@pytest.mark.usefixtures("team")
def test_a_session_ends_by_idling_by_age_and_by_signing_out(
    app: FastAPI, clock: StillClock
) -> None:
    idle, old, out = (signed_in(app, "admin") for _ in range(3))
    token = token_of(out, "/users")
    assert out.post("/sign-out", data={"csrf": token}).status_code == 303
    assert out.get("/users").status_code == 303
    for _ in range(11):
        clock.pass_by(minutes=59)
        old.get("/users")
    assert idle.get("/users").status_code == 303
    assert old.get("/users").status_code == 303


@pytest.mark.usefixtures("team")
def test_the_cookie_of_a_session_that_ended_opens_nothing(app: FastAPI) -> None:
    client = signed_in(app, "admin")
    cookie = client.cookies["wattsleuth_session"]
    client.post("/sign-out", data={"csrf": token_of(client, "/users")})
    client.cookies.set("wattsleuth_session", cookie)
    assert client.get("/users").status_code == 303


@pytest.mark.usefixtures("team")
def test_whoever_is_shut_out_is_out_at_once(app: FastAPI, office: Office) -> None:
    client = signed_in(app, "admin")
    with writing(office.engine) as connection:
        change_user(connection, "admin", is_active=False)
    assert client.get("/users").status_code == 303


def test_the_proxys_word_counts_from_the_proxy_alone(lake: Lake, clock: StillClock) -> None:
    own = ReviewSettings(sign_in="proxy", trusted_proxies=("10.0.0.1",))
    app = create_app(lake, Settings(review=own), clock=clock)
    with writing(app.state.office.engine) as connection:
        add_user(connection, "ana", None, Role.ADMIN, clock())
    told = {"X-Forwarded-User": "ana"}
    proxy = TestClient(app, base_url="http://127.0.0.1", client=("10.0.0.1", 1))
    other = TestClient(app, base_url="http://127.0.0.1", client=("10.0.0.9", 1))
    assert proxy.get("/users", headers=told).status_code == 200
    assert proxy.get("/users", headers={"X-Forwarded-User": "eve"}).url.path == "/sign-in"
    assert other.get("/users", headers=told).url.path == "/sign-in"


@pytest.mark.usefixtures("team")
def test_a_cookie_over_an_encrypted_connection_stays_there(app: FastAPI) -> None:
    plain = browser(app)
    behind = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1))
    behind.follow_redirects = False
    told = {"X-Forwarded-Proto": "https"}
    open_ = plain.post("/sign-in", data=_form(plain), headers=told)
    sealed = behind.post("/sign-in", data=_form(behind), headers=told)
    assert "Secure" not in open_.headers["set-cookie"]
    assert "Secure" in sealed.headers["set-cookie"]


@pytest.mark.usefixtures("team")
def test_behind_a_proxy_one_sender_does_not_make_all_wait(app: FastAPI) -> None:
    proxy = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1))
    proxy.follow_redirects = False
    for place in range(50):
        form = _form(proxy, name=f"guess{place}", password="x" * 12)
        proxy.post("/sign-in", data=form, headers={"X-Forwarded-For": "8.8.8.8, 10.0.0.9"})
    own = {"X-Forwarded-For": "10.0.0.7"}
    assert proxy.post("/sign-in", data=_form(proxy), headers=own).status_code == 303
    theirs = {"X-Forwarded-For": "10.0.0.9"}
    assert proxy.post("/sign-in", data=_form(proxy), headers=theirs).status_code == 429

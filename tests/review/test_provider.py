from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from pipeline.lake import Lake
from pipeline.settings import Settings
from pipeline.settings.review import ReviewSettings
from review.app import create_app
from review.database import writing
from review.people import add_user
from review.roles import Role
from tests.review.workbench import StillClock, browser

ISSUER = "https://id.example"
KEY = RSAKey.generate_key(2048, parameters={"kid": "1"})
OTHER_KEY = RSAKey.generate_key(2048, parameters={"kid": "1"})


class Provider:
    """A provider that says what a test wants it to."""

    def __init__(self, clock: StillClock) -> None:
        self.clock = clock
        self.key = KEY
        self.claims: dict[str, Any] = {}
        self.nonce = ""
        self.verifier = ""

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=self._answer(request))

    def _answer(self, request: httpx2.Request) -> dict[str, Any]:
        if request.url.path == "/keys":
            return dict(KeySet([KEY]).as_dict(private=False))
        if request.url.path == "/token":
            self.verifier = parse_qs(request.content.decode())["code_verifier"][0]
            return {"access_token": "a", "token_type": "Bearer", "id_token": self._token()}
        return {
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        }

    def _token(self) -> str:
        told = {
            "iss": ISSUER,
            "aud": "bench",
            "exp": int(self.clock().timestamp()) + 300,
            "nonce": self.nonce,
            "preferred_username": "ana",
        }
        return jwt.encode({"alg": "RS256", "kid": "1"}, told | self.claims, self.key)


@pytest.fixture
def provider(clock: StillClock) -> Provider:
    return Provider(clock)


@pytest.fixture
def bench(lake: Lake, clock: StillClock, provider: Provider) -> FastAPI:
    own = ReviewSettings(sign_in="oidc", oidc_issuer=ISSUER, oidc_client_id="bench")
    app = create_app(lake, Settings(review=own), clock=clock)
    app.state.provider_transport = httpx2.MockTransport(provider)
    with writing(app.state.office.engine) as connection:
        add_user(connection, "ana", None, Role.ADMIN, clock())
    return app


def _leave(client: TestClient, provider: Provider) -> str:
    """Set out for the provider; return the state that must come back."""
    address = client.get("/provider/start?next=/users").headers["location"]
    query = parse_qs(urlsplit(address).query)
    assert query["code_challenge_method"] == ["S256"]
    provider.nonce = query["nonce"][0]
    return query["state"][0]


def _return(client: TestClient, state: str) -> httpx2.Response:
    return client.get("/provider/callback", params={"state": state, "code": "c"})


def test_a_user_comes_back_signed_in_to_the_page_that_was_wanted(
    bench: FastAPI, provider: Provider
) -> None:
    client = browser(bench)
    answer = _return(client, _leave(client, provider))
    assert answer.headers["location"] == "/users"
    assert len(provider.verifier) >= 43
    assert client.get("/users").status_code == 200


def test_a_stranger_is_not_let_in(bench: FastAPI, provider: Provider) -> None:
    provider.claims = {"preferred_username": "eve"}
    client = browser(bench)
    assert _return(client, _leave(client, provider)).status_code == 403
    assert client.get("/users").status_code == 303


@pytest.mark.parametrize(
    "claims",
    [{"iss": "https://evil.example"}, {"aud": "other"}, {"nonce": "old"}, {"exp": 1}],
)
def test_a_token_that_is_not_for_us_is_refused(
    bench: FastAPI, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    client = browser(bench)
    assert _return(client, _leave(client, provider)).status_code == 403


def test_a_token_of_another_key_is_refused(bench: FastAPI, provider: Provider) -> None:
    provider.key = OTHER_KEY
    client = browser(bench)
    assert _return(client, _leave(client, provider)).status_code == 403


def test_a_journey_ends_where_it_began(bench: FastAPI, provider: Provider) -> None:
    one, other = browser(bench), browser(bench)
    state = _leave(one, provider)
    assert _return(other, state).status_code == 403
    assert _return(one, "made up").status_code == 403


def test_a_journey_may_not_take_an_hour(
    bench: FastAPI, provider: Provider, clock: StillClock
) -> None:
    client = browser(bench)
    state = _leave(client, provider)
    clock.pass_by(hours=1)
    assert _return(client, state).status_code == 403


def test_passwords_do_not_open_a_bench_with_a_provider(bench: FastAPI) -> None:
    client = browser(bench)
    page = client.get("/sign-in").text
    assert "/provider/start" in page
    assert 'type="password"' not in page

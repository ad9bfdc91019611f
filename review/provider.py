"""Signing in at an OpenID Connect provider: authorization code with PKCE, nonce and state."""

from __future__ import annotations

import os
import secrets
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from pipeline.language import say
from review.audit import Action, write_audit
from review.database import writing
from review.desk import ForbiddenError
from review.office import Office
from review.peer import is_encrypted
from review.people import find_user
from review.sessions import start_session
from review.sign_in import signed_in
from review.stamp import Stamp

router = APIRouter()
JOURNEY_COOKIE = "wattsleuth_journey"
# From leaving for the provider to coming back.
_JOURNEY_SECONDS = 600
# By which of a provider's claims users are known here, the first that is told.
_NAME_CLAIMS = ("preferred_username", "email", "sub")
_SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]


class ProviderError(ForbiddenError):
    """The provider did not say who it is, or said it in a way that cannot be trusted."""


@router.get("/provider/start")
def start(request: Request, next: str = "/") -> Response:  # noqa: A002
    """Send the user to the provider; what must come back is kept in a signed cookie."""
    office: Office = request.app.state.office
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    with _client(request) as client:
        address, state = client.create_authorization_url(
            _metadata(request, client)["authorization_endpoint"],
            code_verifier=verifier,
            nonce=nonce,
        )
    answer = RedirectResponse(address, 303)
    journey = {"state": state, "verifier": verifier, "nonce": nonce, "next": next}
    answer.set_cookie(
        JOURNEY_COOKIE,
        _sealed(office, journey),
        max_age=_JOURNEY_SECONDS,
        httponly=True,
        samesite="lax",
        secure=is_encrypted(office, request),
        path="/provider",
    )
    return answer


@router.get("/provider/callback")
def callback(request: Request, state: str = "", code: str = "") -> Response:
    """Take the user back from the provider and start their session."""
    office: Office = request.app.state.office
    journey = _opened(office, request.cookies.get(JOURNEY_COOKIE, ""))
    if not code or not secrets.compare_digest(state.encode(), journey["state"].encode()):
        raise ProviderError(say("The sign-in did not end where it began. Try again."))
    claims = _claims(request, code, journey)
    name = next((str(claims[claim]) for claim in _NAME_CLAIMS if claims.get(claim)), "")
    with writing(office.engine) as connection:
        stamp = Stamp(name, office.clock())
        is_known = find_user(connection, name) is not None
        write_audit(connection, stamp, Action.SIGN_IN if is_known else Action.SIGN_IN_REFUSED)
        token = start_session(connection, name, stamp.at) if is_known else ""
    if not token:
        raise ProviderError(say("You are not a user of this workbench yet. Ask an admin."))
    answer = signed_in(request, office, token, str(journey["next"]))
    answer.delete_cookie(JOURNEY_COOKIE, path="/provider")
    return answer


def _claims(request: Request, code: str, journey: dict[str, Any]) -> dict[str, Any]:
    """Exchange the code and check what the provider says of the user, word by word."""
    office: Office = request.app.state.office
    try:
        with _client(request) as client:
            metadata = _metadata(request, client)
            token = client.fetch_token(
                metadata["token_endpoint"], code=code, code_verifier=journey["verifier"]
            )
            keys = KeySet.import_key_set(
                client.request("GET", metadata["jwks_uri"], withhold_token=True).json()
            )
        told = jwt.decode(token["id_token"], keys, algorithms=_SIGNED_BY)
        registry = jwt.JWTClaimsRegistry(
            now=int(office.clock().timestamp()),
            leeway=60,
            iss={"essential": True, "value": office.review.oidc_issuer},
            aud={"essential": True, "value": office.review.oidc_client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": journey["nonce"]},
        )
        registry.validate(told.claims)
    except (OAuthError, JoseError, httpx2.HTTPError, KeyError, ValueError) as error:
        raise ProviderError(say("The provider's answer could not be trusted.")) from error
    return dict(told.claims)


def _client(request: Request) -> OAuth2Client:
    """Return a client of the provider; tests put their own transport into the app's state."""
    review = request.app.state.office.review
    base = review.public_url or str(request.base_url)
    return OAuth2Client(
        client_id=review.oidc_client_id,
        client_secret=os.environ.get(review.oidc_secret_variable),
        scope="openid profile email",
        redirect_uri=f"{base.rstrip('/')}/provider/callback",
        code_challenge_method="S256",
        transport=getattr(request.app.state, "provider_transport", None),
        timeout=10.0,
    )


def _metadata(request: Request, client: OAuth2Client) -> dict[str, Any]:
    issuer = request.app.state.office.review.oidc_issuer.rstrip("/")
    try:
        address = f"{issuer}/.well-known/openid-configuration"
        answer = client.request("GET", address, withhold_token=True)
        found: dict[str, Any] = answer.raise_for_status().json()
    except (httpx2.HTTPError, ValueError) as error:
        raise ProviderError(say("The sign-in provider cannot be reached.")) from error
    return found


def _sealed(office: Office, journey: dict[str, Any]) -> str:
    until = int(office.clock().timestamp()) + _JOURNEY_SECONDS
    return jwt.encode(
        {"alg": "HS256"}, {**journey, "exp": until}, OctKey.import_key(office.secret())
    )


def _opened(office: Office, cookie: str) -> dict[str, Any]:
    try:
        token = jwt.decode(cookie, OctKey.import_key(office.secret()), algorithms=["HS256"])
        registry = jwt.JWTClaimsRegistry(
            now=int(office.clock().timestamp()), exp={"essential": True}
        )
        registry.validate(token.claims)
    except (JoseError, ValueError) as error:
        raise ProviderError(say("The sign-in took too long. Try again.")) from error
    return dict(token.claims)

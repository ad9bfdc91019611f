"""Forgery: changes must carry a token that no other site can know."""

from __future__ import annotations

import hashlib
import hmac

from fastapi import Request

from review.office import Office

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD = "csrf"
HEADER = "X-CSRF-Token"


class ForgeryError(Exception):
    """A change came without the token of its session, or from another site."""


async def sent_token(request: Request) -> str:
    """Return the token that came with a change, by header or as a field of its form."""
    if request.method in _SAFE:
        return ""
    if told := request.headers.get(HEADER):
        return told
    if not request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        return ""
    field = (await request.form()).get(FIELD, "")
    return field if isinstance(field, str) else ""


def require_token(request: Request, sent: str, expected: str) -> None:
    """Raise ForgeryError for a change without the right token, or sent by another site."""
    if request.method in _SAFE:
        return
    site = request.headers.get("sec-fetch-site", "same-origin")
    is_same = hmac.compare_digest(sent.encode(), expected.encode())
    if not is_same or site not in {"same-origin", "none"}:
        raise ForgeryError


def open_token(office: Office, user_name: str) -> str:
    """Return the token of users without a session of ours: the open desk, or behind a proxy."""
    return hmac.new(office.secret(), user_name.encode(), hashlib.sha256).hexdigest()

"""The peer: from where a request comes, and whether it was encrypted, behind a proxy or not."""

from __future__ import annotations

from fastapi import Request

from review.office import Office


def is_from_proxy(office: Office, request: Request) -> bool:
    """Tell whether a proxy that the settings trust has sent the request."""
    return _peer(request) in office.review.trusted_proxies


def sender_of(office: Office, request: Request) -> str:
    """Return the sender's address; a trusted proxy is believed whom it speaks for."""
    told = request.headers.get("x-forwarded-for", "")
    if told and is_from_proxy(office, request):
        # Whatever stands before the last address the sender may have made up.
        return told.rsplit(",", 1)[-1].strip()
    return _peer(request)


def is_encrypted(office: Office, request: Request) -> bool:
    """Tell whether the sender's connection is encrypted, here or at a trusted proxy."""
    if request.url.scheme == "https":
        return True
    told = request.headers.get("x-forwarded-proto", "")
    return told == "https" and is_from_proxy(office, request)


def _peer(request: Request) -> str:
    return request.client.host if request.client else ""

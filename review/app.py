"""The workbench as an ASGI application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.trustedhost import TrustedHostMiddleware

from pipeline.lake import Lake
from pipeline.settings import Settings
from pipeline.settings.review import SignIn
from review import (
    attachments,
    audit_page,
    calendar_page,
    case_curve,
    case_page,
    case_work,
    changes_page,
    crew_page,
    district_page,
    districts_page,
    find_page,
    finding_import,
    list_files,
    list_page,
    results_page,
    selected_page,
    sheet_page,
    sign_in,
    tracking_page,
    users_page,
    visits_page,
)
from review.headers import HeadersMiddleware, SpeechMiddleware
from review.office import REPORT_TEMPLATES, Clock, open_office
from review.troubles import handle_troubles

STATIC = Path(__file__).parent / "static"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
ROUTERS = (
    sign_in.router,
    list_page.router,
    find_page.router,
    list_files.router,
    finding_import.router,
    changes_page.router,
    calendar_page.router,
    visits_page.router,
    selected_page.router,
    case_page.router,
    case_curve.router,
    case_work.router,
    attachments.router,
    sheet_page.router,
    crew_page.router,
    districts_page.router,
    district_page.router,
    tracking_page.router,
    results_page.router,
    users_page.router,
    audit_page.router,
)


class OpenDeskError(ValueError):
    """The workbench would be open to the network without anybody signing in."""


def utc_now() -> dt.datetime:
    """Return the present instant: the workbench is where people act, so the clock counts."""
    return dt.datetime.now(tz=dt.UTC)


def create_app(
    lake: Lake, settings: Settings, *, hosts: Sequence[str] = (), clock: Clock = utc_now
) -> FastAPI:
    """Return the workbench of a lake.

    hosts: names by which it is reached, beyond loopback and those of the settings.
    OpenDeskError where there are such names and nobody would have to sign in.
    """
    office = open_office(lake, settings, clock)
    beyond = [host for host in (*hosts, *settings.review.allowed_hosts) if host not in LOOPBACK]
    if beyond and office.is_open():
        raise OpenDeskError(
            f"reached as {beyond[0]}, everybody could read it: add a user first, with"
            " `wattsleuth users add NAME --role admin`, or set review.sign_in"
        )
    app = FastAPI(title="wattsleuth", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.office = office
    # The last added is the first asked.
    app.add_middleware(SpeechMiddleware, language=settings.speech())
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, *beyond])
    app.add_middleware(HeadersMiddleware)
    app.mount("/static/shared", StaticFiles(directory=REPORT_TEMPLATES / "shared"))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for router in ROUTERS:
        app.include_router(router)
    if settings.review.sign_in is SignIn.OIDC:
        from review.provider import router as provider  # noqa: PLC0415 - few need its library

        app.include_router(provider)
    handle_troubles(app)
    return app

"""The workbench as an ASGI application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.trustedhost import TrustedHostMiddleware

from pipeline.lake import Lake
from pipeline.language import say
from pipeline.settings import Settings
from pipeline.settings.review import SignIn
from review import audit_page, sign_in, users_page
from review.desk import ForbiddenError, NotSignedInError, UnknownCaseError
from review.forgery import ForgeryError
from review.headers import HeadersMiddleware, SpeechMiddleware
from review.office import Clock, Office, open_office

STATIC = Path(__file__).parent / "static"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
ROUTERS = (sign_in.router, users_page.router, audit_page.router)


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
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for router in ROUTERS:
        app.include_router(router)
    if settings.review.sign_in is SignIn.OIDC:
        from review.provider import router as provider  # noqa: PLC0415 - few need its library

        app.include_router(provider)
    _handle_errors(app)
    return app


def _handle_errors(app: FastAPI) -> None:
    @app.exception_handler(NotSignedInError)
    def sign_in_first(request: Request, error: NotSignedInError) -> Response:
        if request.headers.get("HX-Request"):
            return Response(status_code=401, headers={"HX-Redirect": error.address})
        return RedirectResponse(error.address, 303)

    @app.exception_handler(ForbiddenError)
    def forbidden(request: Request, error: ForbiddenError) -> Response:
        return _trouble(request, 403, say("Not allowed"), str(error))

    @app.exception_handler(ForgeryError)
    def forged(request: Request, _error: ForgeryError) -> Response:
        text = say("The page was too old, or the change came from elsewhere. Reload and try again.")
        return _trouble(request, 403, say("Nothing was changed"), text)

    @app.exception_handler(UnknownCaseError)
    @app.exception_handler(404)
    def unknown(request: Request, _error: Exception) -> Response:
        return _trouble(request, 404, say("Not found"), say("There is no such page or case."))


def _trouble(request: Request, status: int, title: str, text: str) -> HTMLResponse:
    office: Office = request.app.state.office
    page = office.templates.get_template("trouble.html")
    return HTMLResponse(page.render(settings=office.settings, title=title, text=text), status)

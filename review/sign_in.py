"""Signing in and out with a local account."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.language import say, spoken
from pipeline.settings.review import SignIn
from review.audit import Action, write_audit
from review.database import writing
from review.desk import ViewerDesk
from review.forgery import open_token, require_token
from review.identity import COOKIE
from review.office import Office
from review.patience import must_wait, note_failure
from review.peer import is_encrypted, sender_of
from review.people import is_password
from review.sessions import end_session, start_session
from review.stamp import Stamp

router = APIRouter()
# Nobody is signed in yet, so the form's token is of nobody.
_VISITOR = ""


@router.get("/sign-in")
def sign_in_page(request: Request, next: str = "/") -> HTMLResponse:  # noqa: A002
    """Show the form, or the way to the provider."""
    return _page(request.app.state.office, next)


@router.post("/sign-in")
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    csrf: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    """Start a session, or say that name and password do not fit."""
    office: Office = request.app.state.office
    require_token(request, csrf, open_token(office, _VISITOR))
    if office.review.sign_in is not SignIn.LOCAL:
        return _page(office, next)
    address = sender_of(office, request)
    now = office.clock()
    stamp = Stamp(name, now)
    with writing(office.engine) as connection:
        if must_wait(connection, name, address, now, office.review):
            write_audit(connection, stamp, Action.SIGN_IN_REFUSED, detail="must wait")
            trouble = say("Too many attempts. Wait some minutes, then try again.")
            return _page(office, next, trouble, status=429)
    # Hashing takes its time: not within a transaction.
    with office.engine.connect() as connection:
        is_right = is_password(connection, name, password)
    with writing(office.engine) as connection:
        if not is_right:
            note_failure(connection, name, address, now, office.review)
            write_audit(connection, stamp, Action.SIGN_IN_REFUSED)
            trouble = say("Name and password do not fit together.")
            return _page(office, next, trouble, status=401)
        write_audit(connection, stamp, Action.SIGN_IN)
        token = start_session(connection, name, now)
    return signed_in(request, office, token, next)


@router.post("/sign-out")
def sign_out(desk: ViewerDesk) -> Response:
    """End the session."""
    desk.audit(Action.SIGN_OUT)
    if cookie := desk.request.cookies.get(COOKIE):
        with writing(desk.office.engine) as connection:
            end_session(connection, cookie)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE)
    return answer


def signed_in(request: Request, office: Office, token: str, wanted: str) -> Response:
    """Return the answer that gives the cookie of a new session and leads on to `wanted`."""
    answer = RedirectResponse(_own(wanted), 303)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(office.review.session_hours * 3600),
        httponly=True,
        samesite="lax",
        secure=is_encrypted(office, request),
    )
    return answer


def _page(office: Office, wanted: str, trouble: str = "", status: int = 200) -> HTMLResponse:
    text = office.templates.get_template("sign_in.html").render(
        settings=office.settings,
        wanted=_own(wanted),
        trouble=trouble,
        csrf_token=open_token(office, _VISITOR),
        is_local=office.review.sign_in is SignIn.LOCAL,
        is_oidc=office.review.sign_in is SignIn.OIDC,
        language=spoken().code,
    )
    return HTMLResponse(text, status)


def _own(wanted: str) -> str:
    """Return `wanted` where it is a page of ours, else the list."""
    parts = urlsplit(wanted)
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_ours and not parts.scheme and not parts.netloc else "/"

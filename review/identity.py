"""Identity: whose request it is, by session, by the proxy's header, or at an open desk."""

from __future__ import annotations

from fastapi import Request

from pipeline.settings.review import SignIn
from review.database import writing
from review.office import Office
from review.peer import is_from_proxy
from review.people import User, find_user
from review.roles import Role
from review.sessions import find_session

COOKIE = "wattsleuth_session"
# Whoever sits at the machine, while the workbench is on loopback and nobody was added.
LOCAL_USER = User("local", Role.ADMIN)


def identify(office: Office, request: Request) -> tuple[User, str] | None:
    """Return the user and their session's token against forgery; None where nobody is.

    The token is empty where there is no session of ours.
    """
    if office.is_open():
        return LOCAL_USER, ""
    if office.review.sign_in is SignIn.PROXY:
        return _of_proxy(office, request)
    return _of_session(office, request)


def _of_proxy(office: Office, request: Request) -> tuple[User, str] | None:
    told = request.headers.get(office.review.proxy_user_header)
    if not told or not is_from_proxy(office, request):
        return None
    with office.engine.connect() as connection:
        user = find_user(connection, told)
    return None if user is None else (user, "")


def _of_session(office: Office, request: Request) -> tuple[User, str] | None:
    cookie = request.cookies.get(COOKIE)
    if cookie is None:
        return None
    with writing(office.engine) as connection:
        session = find_session(connection, cookie, office.clock(), office.review)
        user = None if session is None else find_user(connection, session.user_name)
    return None if session is None or user is None else (user, session.csrf_token)

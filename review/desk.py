"""The desk: one request of one user, with what it may do and what it leaves in the audit log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from pipeline.language import say
from review.audit import Action, write_audit
from review.case_keys import account_of, remember_keys
from review.database import writing
from review.forgery import open_token, require_token, sent_token
from review.identity import identify
from review.office import Office
from review.people import User
from review.roles import Role
from review.stamp import Stamp


class NotSignedInError(Exception):
    """Nobody is signed in, or no longer."""

    def __init__(self, wanted: str) -> None:
        super().__init__("sign in first")
        self.wanted = wanted

    @property
    def address(self) -> str:
        """Where to sign in, and to come back from."""
        return f"/sign-in?next={quote(self.wanted, safe='/?=&')}"


class ForbiddenError(Exception):
    """The user may not do that; the message says what is needed, for people."""


class UnknownCaseError(Exception):
    """No case has that key."""


@dataclass(frozen=True)
class Desk:
    """Who asks, and the office that answers. csrf_token: to be sent with every change."""

    office: Office
    request: Request
    user: User
    csrf_token: str

    def stamp(self) -> Stamp:
        """Return who and when, for what is written now."""
        return Stamp(self.user.name, self.office.clock())

    def audit(self, action: Action, account_id: str | None = None, detail: str = "") -> None:
        """Write down that this user saw or did something."""
        with writing(self.office.engine) as connection:
            write_audit(connection, self.stamp(), action, account_id, detail)

    def require(self, role: Role) -> None:
        """Raise ForbiddenError below `role`."""
        if not self.user.role.may(role):
            message = say("This needs the role {role} or more.", role=say_role(role))
            raise ForbiddenError(message)

    def require_zone(self, zone: str | None) -> None:
        """Raise ForbiddenError where accounts of `zone` are not this user's to see."""
        if not self.user.may_see(zone):
            raise ForbiddenError(say("This account is outside of your zones."))

    def account_of(self, key: str) -> str:
        """Return the account of a case key; UnknownCaseError where it is nobody's."""
        with self.office.engine.connect() as connection:
            account_id = account_of(connection, key)
        if account_id is None:
            raise UnknownCaseError(key)
        return account_id

    def keys_of(self, account_ids: Iterable[str]) -> dict[str, str]:
        """Return account_id to case key, for links."""
        return remember_keys(self.office.engine, self.office.secret(), account_ids)

    def page(
        self,
        template: str,
        content: Mapping[str, Any] | None = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> HTMLResponse:
        """Return `template` filled with `content`, and with desk, user and settings."""
        text = self.office.templates.get_template(template).render(
            desk=self,
            user=self.user,
            csrf_token=self.csrf_token,
            settings=self.office.settings,
            is_open=self.office.is_open(),
            path=self.request.url.path,
            **(content or {}),
        )
        return HTMLResponse(text, status, headers=dict(headers or {}))


def say_role(role: Role) -> str:
    """Return a role as people call it."""
    return {
        Role.VIEWER: say("viewer"),
        Role.REVIEWER: say("reviewer"),
        Role.LEAD: say("lead"),
        Role.ADMIN: say("admin"),
    }[role]


def desk_of(request: Request, token: Annotated[str, Depends(sent_token)]) -> Desk:
    """Return the desk of a request; NotSignedInError, ForbiddenError where there is none."""
    office: Office = request.app.state.office
    found = identify(office, request)
    if found is None:
        # After signing in one comes back to a page, never to a change.
        wanted = request.url.path if request.method in {"GET", "HEAD"} else "/"
        query = f"?{request.url.query}" if request.url.query and wanted != "/" else ""
        raise NotSignedInError(wanted + query)
    user, session_token = found
    expected = session_token or open_token(office, user.name)
    require_token(request, token, expected)
    return Desk(office, request, user, expected)


def _at_least(role: Role) -> Callable[[Desk], Desk]:
    def check(desk: Annotated[Desk, Depends(desk_of)]) -> Desk:
        desk.require(role)
        return desk

    return check


ViewerDesk = Annotated[Desk, Depends(_at_least(Role.VIEWER))]
ReviewerDesk = Annotated[Desk, Depends(_at_least(Role.REVIEWER))]
LeadDesk = Annotated[Desk, Depends(_at_least(Role.LEAD))]
AdminDesk = Annotated[Desk, Depends(_at_least(Role.ADMIN))]

"""Users: who may open the workbench, for admins."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from pipeline.language import say
from pipeline.settings.review import SignIn
from review.audit import Action, write_audit
from review.database import writing
from review.desk import AdminDesk, Desk, say_role
from review.people import PeopleError, add_user, change_user, list_people
from review.roles import Role
from review.sessions import end_sessions_of

router = APIRouter()


class UserForm(BaseModel):
    """What the forms of the page send; an empty password is left as it is."""

    name: str = Field(max_length=200)
    role: Role
    password: str = Field("", max_length=1000)
    zones: str = Field("", max_length=4000)
    is_active: bool = False

    @property
    def zone_names(self) -> list[str] | None:
        """Zones separated by commas; None, for every zone, where there are none."""
        return [zone.strip() for zone in re.split("[,，、]", self.zones) if zone.strip()] or None


Sent = Annotated[UserForm, Form()]


@router.get("/users")
def users_page(desk: AdminDesk) -> HTMLResponse:
    """Show all users."""
    return _page(desk)


@router.post("/users")
def add(desk: AdminDesk, sent: Sent) -> Response:
    """Add a user."""
    password, now = sent.password or None, desk.office.clock()
    try:
        with writing(desk.office.engine) as connection:
            add_user(connection, sent.name, password, sent.role, now, zones=sent.zone_names)
            write_audit(connection, desk.stamp(), Action.CHANGE_USER, detail=f"added {sent.name}")
    except PeopleError as error:
        return _page(desk, str(error), status=422)
    return RedirectResponse("/users", 303)


@router.post("/users/change")
def change(desk: AdminDesk, sent: Sent) -> Response:
    """Change a user; their sessions end, so that it holds at once."""
    if trouble := _own_trouble(desk, sent):
        return _page(desk, trouble, status=422)
    try:
        with writing(desk.office.engine) as connection:
            change_user(
                connection,
                sent.name,
                password=sent.password or None,
                role=sent.role,
                zones=sent.zone_names,
                all_zones=sent.zone_names is None,
                is_active=sent.is_active,
            )
            if sent.name != desk.user.name:
                end_sessions_of(connection, sent.name)
            write_audit(connection, desk.stamp(), Action.CHANGE_USER, detail=f"changed {sent.name}")
    except PeopleError as error:
        return _page(desk, str(error), status=422)
    return RedirectResponse("/users", 303)


def _own_trouble(desk: Desk, sent: UserForm) -> str:
    """Keep admins from shutting themselves out."""
    loses = sent.role is not Role.ADMIN or not sent.is_active
    if sent.name == desk.user.name and loses:
        return say("You cannot take your own rights away; another admin can.")
    return ""


def _page(desk: Desk, trouble: str = "", status: int = 200) -> HTMLResponse:
    with desk.office.engine.connect() as connection:
        people = list_people(connection)
    content = {
        "people": people,
        "trouble": trouble,
        "roles": [(role.value, say_role(role)) for role in Role],
        "has_passwords": desk.office.review.sign_in is SignIn.LOCAL,
    }
    return desk.page("users.html", content, status=status)

"""Selected page: what a lead does with many suspects of a list at once."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, Field, ValidationError

from review.bulk_work import Act, Done, act_on, assigning, deciding, picks_of
from review.case_forms import Day
from review.desk import Desk, LeadDesk
from review.journal import Decision
from review.list_page import Asked, require_list

router = APIRouter()


class SelectedForm(BaseModel):
    """The selected cases, and what to do with them. choice: "DECISION REASON"."""

    act: Literal["decide", "assign"]
    picked: list[str] = Field(default_factory=list)
    choice: str = "inspect"
    note: str = Field("", max_length=4000)
    crew: str = Field("", max_length=100)
    visit_date: Day = None

    def as_act(self, date: dt.date) -> Act:
        """Return what is to be done; ValidationError where it makes no sense."""
        if self.act == "decide":
            decision, _, reason = self.choice.partition(" ")
            return deciding(Decision(decision), reason, self.note, date)
        if self.visit_date is None:
            raise ValueError("visit_date: choose a day")
        return assigning(self.crew, self.visit_date, date)


@router.post("/lists/{date}/selected")
def act(
    desk: LeadDesk, date: dt.date, sent: Annotated[SelectedForm, Form()], asked: Asked
) -> Response:
    """Decide on the selected suspects, or give them to a crew."""
    require_list(desk, date)
    picks = picks_of(sent.picked)
    done = act_on(desk, picks, _act_of(sent, date))
    return report(desk, done, f"/lists/{date}{asked.query()}")


def report(desk: Desk, done: Done, address: str) -> Response:
    """Return the page that tells what came of an act on many cases."""
    return desk.page("done.html", {"done": done, "back": address})


def _act_of(sent: SelectedForm, date: dt.date) -> Act:
    try:
        return sent.as_act(date)
    except ValueError as error:
        told = error.errors() if isinstance(error, ValidationError) else [{"msg": str(error)}]
        lines = [{"loc": ("form", sent.act), "msg": one["msg"]} for one in told]
        raise RequestValidationError(lines) from error

"""Forms of the case page: what people send, checked before it is written."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from pipeline.contract.vocabulary import Means, Outcome
from review.journal import Decision
from review.reasons import reasons_of


def _blank_as_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _trimmed(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


Amount = Annotated[
    Annotated[float, Field(ge=0, allow_inf_nan=False)] | None, BeforeValidator(_blank_as_none)
]
Day = Annotated[dt.date | None, BeforeValidator(_blank_as_none)]


class CaseForm(BaseModel):
    """What every form of a case carries.

    seen: id of the last entry on the page that it was sent from. run_date: of the list
    that it was opened from.
    """

    seen: int = Field(ge=0)
    run_date: Day = None


class DecisionForm(CaseForm):
    """What to make of the suspect, and why."""

    decision: Decision
    reason: str = Field("", max_length=40)
    note: str = Field("", max_length=4000)

    @model_validator(mode="after")
    def _known_reason(self) -> DecisionForm:
        known = reasons_of(self.decision)
        if self.reason and self.reason not in known:
            raise ValueError(f"{self.reason!r} is no reason; there are {sorted(known)}")
        if self.decision is Decision.CLEAR and not self.reason:
            raise ValueError("clearing a case needs a reason")
        return self

    def content(self) -> dict[str, Any]:
        """Return what the journal keeps."""
        return {"decision": self.decision.value, "reason": self.reason, "note": self.note.strip()}


class AssignmentForm(CaseForm):
    """Which crew goes, and when."""

    crew: str = Field(min_length=1, max_length=100)
    visit_date: dt.date
    is_beyond_capacity: bool = False

    def content(self) -> dict[str, Any]:
        """Return what the journal keeps."""
        return {"crew": self.crew.strip(), "visit_date": self.visit_date.isoformat()}


class FindingForm(CaseForm):
    """What the crew found: a row of table `inspections`."""

    inspected_on: dt.date
    outcome: Outcome
    means: Annotated[Means | None, BeforeValidator(_blank_as_none)] = None
    recovered_kwh: Amount = None
    back_bill: Amount = None
    penalty: Amount = None
    inspector: str = Field("", max_length=200)
    note: str = Field("", max_length=4000)

    def content(self) -> dict[str, Any]:
        """Return what the journal keeps."""
        told = self.model_dump(mode="json", exclude={"seen", "run_date"})
        return {
            name: value.strip() if isinstance(value, str) else value for name, value in told.items()
        }


class NoteForm(BaseModel):
    """A remark; it needs no eyes on what others wrote."""

    text: str = Field(min_length=1, max_length=8000)


class UndoForm(BaseModel):
    """Which entry to take back, and why."""

    entry_id: int
    why: str = Field("", max_length=1000)

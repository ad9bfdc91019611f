"""Work on a case: decide, assign, record what was found, note, take back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from pipeline.language import say
from review.audit import Action, write_audit
from review.case_access import CaseAccess, open_case
from review.case_entries import write_assignment, write_decision, write_finding
from review.case_forms import AssignmentForm, DecisionForm, FindingForm, NoteForm, UndoForm
from review.crews import require_room
from review.database import writing
from review.desk import Desk, ForbiddenError, LeadDesk, ReviewerDesk
from review.journal import Entry, EntryKind, append, entries_of, undo
from review.outbox import try_delivery
from review.roles import Role

router = APIRouter()


@router.post("/cases/{key}/decision")
def decide(desk: ReviewerDesk, key: str, sent: Annotated[DecisionForm, Form()]) -> Response:
    """Say what to make of a suspect."""
    case = open_case(desk, key)
    write_decision(desk, case.account_id, sent)
    return _back(case)


@router.post("/cases/{key}/assignment")
def assign(desk: LeadDesk, key: str, sent: Annotated[AssignmentForm, Form()]) -> Response:
    """Give a case to a crew for a day; the crews' capacity holds unless it is waived."""
    case = open_case(desk, key)
    if not sent.is_beyond_capacity:
        require_room(desk.office, sent.visit_date, case.zone)
    write_assignment(desk, case.account_id, sent)
    return _back(case)


@router.post("/cases/{key}/finding")
def record(desk: ReviewerDesk, key: str, sent: Annotated[FindingForm, Form()]) -> Response:
    """Record what a visit found; it reaches table `inspections` at once, or with the next run."""
    case = open_case(desk, key)
    if sent.inspected_on > desk.office.today():
        raise ForbiddenError(say("A visit cannot have been made on a day to come."))
    with writing(desk.office.engine) as connection:
        write_finding(connection, desk, case.account_id, sent, seen=sent.seen)
    try_delivery(desk.office)
    return _back(case)


@router.post("/cases/{key}/note")
def note(desk: ReviewerDesk, key: str, sent: Annotated[NoteForm, Form()]) -> Response:
    """Add a remark."""
    case = open_case(desk, key)
    content = {"text": sent.text.strip()}
    with writing(desk.office.engine) as connection:
        append(connection, case.account_id, EntryKind.NOTE, content, desk.stamp(), seen=None)
        write_audit(connection, desk.stamp(), Action.CHANGE, case.account_id, "note")
    return _back(case)


@router.post("/cases/{key}/undo")
def take_back(desk: ReviewerDesk, key: str, sent: Annotated[UndoForm, Form()]) -> Response:
    """Take an entry back: one's own, or as a lead anybody's."""
    case = open_case(desk, key)
    with writing(desk.office.engine) as connection:
        known = {entry.id: entry for entry in entries_of(connection, case.account_id)}
        entry = known.get(sent.entry_id)
        _require_own(desk, entry)
        undo(connection, sent.entry_id, sent.why.strip(), desk.stamp())
        detail = f"undid entry {sent.entry_id}"
        write_audit(connection, desk.stamp(), Action.CHANGE, case.account_id, detail)
    try_delivery(desk.office)
    return _back(case)


def _require_own(desk: Desk, entry: Entry | None) -> None:
    if entry is None:
        raise ForbiddenError(say("This entry is not of this case."))
    if entry.user_name != desk.user.name and not desk.user.role.may(Role.LEAD):
        raise ForbiddenError(say("Only a lead can take back what others wrote."))


def _back(case: CaseAccess) -> Response:
    return RedirectResponse(f"{case.address}#work", 303)

"""Bulk work: one act on many cases, each with its own eyes on what others wrote.

What cannot be done to one case is told, and the rest is done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.language import say
from review.case_access import CaseAccess, open_case
from review.case_entries import write_assignment, write_decision
from review.case_forms import AssignmentForm, DecisionForm
from review.crews import NoRoomError, require_room
from review.desk import Desk, ForbiddenError, UnknownCaseError
from review.journal import Decision, StaleCaseError

MOST_PICKS = 1000

Act = Callable[[Desk, CaseAccess, int], None]


class PickError(ValueError):
    """What was selected cannot be read, or is nothing; the message says so to people."""


@dataclass(frozen=True)
class Pick:
    """One selected case; `seen` is the last entry that the page showed of it."""

    key: str
    seen: int


@dataclass(frozen=True)
class Refusal:
    """A case at which nothing was done, and why. account_id: None where it may not be named."""

    key: str
    account_id: str | None
    words: str


@dataclass(frozen=True)
class Done:
    """What came of an act on many cases."""

    account_ids: tuple[str, ...]
    refusals: tuple[Refusal, ...]


def picks_of(told: Iterable[str]) -> list[Pick]:
    """Return what check boxes say, "KEY SEEN" each; PickError where there is none."""
    found: dict[str, Pick] = {}
    for one in told:
        key, _, seen = one.partition(" ")
        if not seen.isdecimal():
            raise PickError(say("The selection cannot be read. Reload the page and try again."))
        found[key] = Pick(key, int(seen))
    if not found:
        raise PickError(say("Nothing is selected."))
    if len(found) > MOST_PICKS:
        raise PickError(say("At most {count} can be selected at once.", count=MOST_PICKS))
    return list(found.values())


def act_on(desk: Desk, picks: Iterable[Pick], act: Act) -> Done:
    """Do the same to each case that is picked, and tell of those where it was refused."""
    done: list[str] = []
    refusals: list[Refusal] = []
    for pick in picks:
        account: str | None = None
        try:
            case = open_case(desk, pick.key)
            account = case.account_id
            act(desk, case, pick.seen)
            done.append(account)
        except StaleCaseError as error:
            words = say("{name} was at it meanwhile.", name=error.entries[-1].user_name)
            refusals.append(Refusal(pick.key, account, words))
        except (NoRoomError, ForbiddenError) as error:
            refusals.append(Refusal(pick.key, account, str(error)))
        except UnknownCaseError:
            refusals.append(Refusal(pick.key, None, say("There is no such page or case.")))
    return Done(tuple(done), tuple(refusals))


def deciding(decision: Decision, reason: str, note: str, run_date: dt.date) -> Act:
    """Return the act that decides; ValidationError where the decision makes no sense."""
    form = DecisionForm(seen=0, run_date=run_date, decision=decision, reason=reason, note=note)

    def decide(desk: Desk, case: CaseAccess, seen: int) -> None:
        write_decision(desk, case.account_id, form.model_copy(update={"seen": seen}))

    return decide


def assigning(crew: str, visit_date: dt.date, run_date: dt.date) -> Act:
    """Return the act that gives cases to a crew, as long as there is room for them."""
    form = AssignmentForm(seen=0, run_date=run_date, crew=crew.strip(), visit_date=visit_date)

    def assign(desk: Desk, case: CaseAccess, seen: int) -> None:
        require_room(desk.office, visit_date, case.zone)
        write_assignment(desk, case.account_id, form.model_copy(update={"seen": seen}))

    return assign

"""Case entries: what somebody writes to a case, with its line in the audit log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from review.audit import Action, write_audit
from review.case_forms import AssignmentForm, DecisionForm, FindingForm
from review.database import writing
from review.desk import Desk
from review.journal import EntryKind, append


def write_decision(desk: Desk, account_id: str, sent: DecisionForm) -> None:
    """Write a decision; StaleCaseError where somebody was at the case meanwhile."""
    with writing(desk.office.engine) as connection:
        _write(
            connection,
            desk,
            (account_id, EntryKind.DECISION, sent.content()),
            f"decision {sent.decision.value}",
            seen=sent.seen,
            run_date=sent.run_date,
        )


def write_assignment(desk: Desk, account_id: str, sent: AssignmentForm) -> None:
    """Write to whom a case is given; StaleCaseError where somebody was at it meanwhile."""
    with writing(desk.office.engine) as connection:
        _write(
            connection,
            desk,
            (account_id, EntryKind.ASSIGNMENT, sent.content()),
            f"assigned for {sent.visit_date}",
            seen=sent.seen,
            run_date=sent.run_date,
        )


def write_finding(
    connection: Connection, desk: Desk, account_id: str, sent: FindingForm, *, seen: int | None
) -> None:
    """Write what a visit found. seen: as for `append`; None does not ask."""
    _write(
        connection,
        desk,
        (account_id, EntryKind.FINDING, sent.content()),
        f"finding {sent.outcome.value}",
        seen=seen,
        run_date=sent.run_date,
    )


def _write(
    connection: Connection,
    desk: Desk,
    what: tuple[str, EntryKind, Mapping[str, Any]],
    detail: str,
    *,
    seen: int | None,
    run_date: dt.date | None,
) -> None:
    account_id, kind, content = what
    stamp = desk.stamp()
    append(connection, account_id, kind, content, stamp, seen=seen, run_date=run_date)
    write_audit(connection, stamp, Action.CHANGE, account_id, detail)

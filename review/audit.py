"""Audit: every view of a person's data and every change, with who and when."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection, Row, insert, select

from review.database import AUDIT
from review.stamp import Stamp


class Action(StrEnum):
    """What is written down."""

    SIGN_IN = "sign_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGN_OUT = "sign_out"
    VIEW_LIST = "view_list"
    VIEW_CASE = "view_case"
    VIEW_SHEET = "view_sheet"
    VIEW_ATTACHMENT = "view_attachment"
    EXPORT = "export"
    CHANGE = "change"
    CHANGE_USER = "change_user"
    REFUSED = "refused"


def write_audit(
    connection: Connection,
    stamp: Stamp,
    action: Action,
    account_id: str | None = None,
    detail: str = "",
) -> None:
    """Append one line to the audit log."""
    connection.execute(
        insert(AUDIT).values(
            at=stamp.at,
            user_name=stamp.user_name,
            action=action.value,
            account_id=account_id,
            detail=detail,
        )
    )


def read_audit(
    connection: Connection,
    *,
    user_name: str | None = None,
    account_id: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Row[tuple[object, ...]]]:
    """Return lines of the log, latest first; `before` is the id of the last one of a page."""
    query = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
    if user_name:
        query = query.where(AUDIT.c.user_name == user_name)
    if account_id:
        query = query.where(AUDIT.c.account_id == account_id)
    if before is not None:
        query = query.where(AUDIT.c.id < before)
    return list(connection.execute(query).all())

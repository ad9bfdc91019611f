"""The audit log, for admins: who saw and changed what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse

from review.audit import read_audit
from review.desk import AdminDesk, Desk

router = APIRouter()
_A_PAGE = 100

Text = Annotated[str, Form(max_length=200)]


@router.get("/audit")
def audit_page(desk: AdminDesk, before: int | None = None) -> HTMLResponse:
    """Show the latest lines, or those before one."""
    return _page(desk, before=before)


@router.post("/audit")
def find(
    desk: AdminDesk, user_name: Text = "", account_id: Text = "", before: int | None = None
) -> HTMLResponse:
    """Show the lines of a user or of an account; neither stands in a URL."""
    return _page(desk, user_name.strip(), account_id.strip(), before)


def _page(
    desk: Desk, user_name: str = "", account_id: str = "", before: int | None = None
) -> HTMLResponse:
    with desk.office.engine.connect() as connection:
        lines = read_audit(
            connection,
            user_name=user_name or None,
            account_id=account_id or None,
            before=before,
            limit=_A_PAGE + 1,
        )
    content = {
        "lines": lines[:_A_PAGE],
        "earlier": lines[_A_PAGE - 1].id if len(lines) > _A_PAGE else None,
        "user_name": user_name,
        "account_id": account_id,
    }
    return desk.page("audit.html", content)

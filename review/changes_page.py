"""Changes page: who came, went, rose and fell against the list before, and why."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from models.list_days import moves_between
from models.list_diff import MOVE_TITLES, ListMove
from pipeline.language import say
from review.audit import Action
from review.desk import Desk, ViewerDesk
from review.list_page import require_list

router = APIRouter()
_PAGE_MOVES = 200


@router.get("/lists/{date}/changes")
def show(
    desk: ViewerDesk, date: dt.date, page: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> Response:
    """Show what moved from the list before to this one."""
    require_list(desk, date)
    before = max((day for day in desk.office.published.dates() if day < date), default=None)
    if before is None:
        raise HTTPException(404)
    office = desk.office
    moves = _seen(desk, moves_between(office.lake, office.settings, before, date))
    shown = moves[(page - 1) * _PAGE_MOVES : page * _PAGE_MOVES]
    desk.audit(Action.VIEW_LIST, detail=f"changes {date}")
    content = {
        "date": date,
        "before": before,
        "counts": {move: sum(one.move is move for one in moves) for move in MOVE_TITLES},
        "titles": {move: say(title) for move, title in MOVE_TITLES.items()},
        "groups": [(move, list(some)) for move, some in groupby(shown, lambda one: one.move)],
        "keys": desk.keys_of(one.account_id for one in shown),
        "page": page,
        "pages": max(1, -(-len(moves) // _PAGE_MOVES)),
    }
    return desk.page("changes.html", content)


def _seen(desk: Desk, moves: tuple[ListMove, ...]) -> list[ListMove]:
    """Return the moves of accounts that this user may see."""
    zones = desk.office.published.accounts()["zone"]
    told = zones.reindex([one.account_id for one in moves])
    known = told.astype(object).where(told.notna(), None)
    return [one for one, zone in zip(moves, known, strict=True) if desk.user.may_see(zone)]

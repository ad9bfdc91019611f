"""Districts page: line loss in its divisions, what is worth a sweep, and records to put right."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from pipeline.contract.line_loss import NODE_STATES, Division
from pipeline.exports import line_loss_wording as loss_words
from pipeline.exports.line_loss_view import (
    TONES,
    LineLossView,
    NodeView,
    first_accounts,
    line_loss_view,
)
from pipeline.line_loss import LineLoss
from review.audit import Action
from review.desk import Desk, ViewerDesk
from review.district_nodes import NodeKeys, seen_losses

router = APIRouter()

# Beyond so many nodes the page shows zones and feeders, and districts on pages of their own.
MOST_NODES = 300
MOST_DATES = 90
_NODES = (Division.DISTRICT.value, Division.FEEDER.value)


@dataclass(frozen=True)
class ZoneTable:
    """A zone, and lines below it with their depth; hidden: districts that are not among them."""

    node: NodeView
    lines: tuple[tuple[NodeView, int], ...]
    hidden: int


@router.get("/districts")
def show(desk: ViewerDesk, date: dt.date | None = None, state: str = "") -> Response:
    """Show the line losses of a day; `state`: nodes of that state alone."""
    day = day_of(desk, date)
    if day is None:
        return desk.page("districts.html", {"date": None})
    found = seen_losses(desk, day)
    view = view_of(desk, found)
    wanted = state if state in NODE_STATES else ""
    desk.audit(Action.VIEW_LIST, detail=f"districts {day}")
    content = {
        "view": view,
        "zones": zone_tables(view),
        "states": _states(found),
        "state": wanted,
        "kept": _in_state(view, wanted),
        "keys": NodeKeys(desk.office.secret(), day),
        **page_words(desk, day),
    }
    return desk.page("districts.html", content)


def day_of(desk: Desk, date: dt.date | None) -> dt.date | None:
    """Return the day that is asked for, else the latest; 404 where no run has finished it."""
    if date is None:
        return desk.office.published.latest()
    if date not in desk.office.published.dates():
        raise HTTPException(404)
    return date


def page_words(desk: Desk, date: dt.date) -> dict[str, Any]:
    """Return what both pages of line loss need beside their losses."""
    return {
        "date": date,
        "dates": desk.office.published.dates()[::-1][:MOST_DATES],
        "loss_words": loss_words,
        "tones": TONES,
    }


def view_of(desk: Desk, found: LineLoss) -> LineLossView:
    """Return losses in words; accounts that are named link to their cases."""
    listed = [account for below in found.suspects.values() for account in below]
    named = [one["account_id"] for one in found.errors if one["account_id"] is not None]
    first = [account for row in found.losses for account in first_accounts(row)]
    keys = desk.keys_of([*listed, *named, *first])
    addresses = {account: f"/cases/{key}" for account, key in keys.items()}
    return line_loss_view(found, addresses, desk.office.settings.line_loss)


def zone_tables(view: LineLossView) -> list[ZoneTable]:
    """Return a table for each zone: all nodes where they are few, else its feeders alone."""
    is_small = sum(1 for _ in _leaves(view.zones)) <= MOST_NODES
    tables = []
    for zone in view.zones:
        lines = tuple(_lines(zone.children, 0))
        shown = lines if is_small else tuple(line for line in lines if line[0].children)
        tables.append(ZoneTable(zone, shown, len(lines) - len(shown)))
    return tables


def _lines(nodes: Sequence[NodeView], depth: int) -> Iterator[tuple[NodeView, int]]:
    for node in nodes:
        yield node, depth
        yield from _lines(node.children, depth + 1)


def _leaves(nodes: Sequence[NodeView]) -> Iterator[NodeView]:
    for node in nodes:
        if not node.children and node.row["division"] in _NODES:
            yield node
        yield from _leaves(node.children)


def _in_state(view: LineLossView, state: str) -> list[tuple[NodeView, int]]:
    if not state:
        return []
    kept = [node for node in _leaves(view.zones) if node.row["state"] == state]
    kept.sort(key=lambda node: -abs(node.row["unexplained_kwh_per_day"] or 0.0))
    return [(node, 0) for node in kept[:MOST_NODES]]


def _states(found: LineLoss) -> dict[str, int]:
    counts = Counter(row["state"] for row in found.losses if row["division"] in _NODES)
    return {state: counts[state] for state in NODE_STATES if counts[state]}

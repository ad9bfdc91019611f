"""District page: one zone, feeder or district: its loss over time, suspects, accounts, a map."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from pipeline.contract.line_loss import Division
from pipeline.exports.line_loss_view import NodeView, line_loss_view
from pipeline.language import say
from pipeline.line_loss import LineLoss
from review.audit import Action
from review.desk import Desk, ViewerDesk
from review.district_nodes import (
    COLUMNS,
    Node,
    NodeKeys,
    accounts_below,
    find_node,
    seen_losses,
    seen_suspects,
)
from review.districts_page import day_of, page_words
from review.list_rows import ListRow, rows_of
from review.loss_history import draw_history, read_history
from review.map_picture import draw_map, sign
from review.map_shapes import Place
from review.reasons import state_title
from review.standing import Standing

router = APIRouter()

PAGE_ROWS = 100
_MARKED_STATES = {"visited": "visited", "watch": "watched"}


@dataclass(frozen=True)
class AccountLine:
    """An account below a node; kind: its shape on the map; rank: on the day's list, or None."""

    account_id: str
    address: str
    row: Mapping[Hashable, Any]
    kind: str
    rank: int | None
    standing: Standing


@router.get("/districts/{key}")
def show(
    desk: ViewerDesk,
    key: str,
    date: dt.date | None = None,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Show one node of the line loss of a day."""
    day = day_of(desk, date)
    keys = NodeKeys(desk.office.secret(), day)
    found = None if day is None else seen_losses(desk, day)
    node = None if found is None else find_node(found, keys, key)
    if day is None or found is None or node is None:
        raise HTTPException(404)
    desk.audit(Action.VIEW_LIST, detail=f"{node.kind} {node.node_id} {day}")
    accounts = accounts_below(desk, node)
    suspects = seen_suspects(desk, day)
    suspects = suspects[suspects["account_id"].isin(accounts.index)]
    pages = max(1, -(-len(accounts) // PAGE_ROWS))
    lines, picture = _people(desk, node, accounts, suspects, _below_pages(found, node, keys))
    start = (min(page, pages) - 1) * PAGE_ROWS
    content = {
        "node": node,
        **_losses(desk, node, found),
        "history": draw_history(read_history(desk.office.lake, node, day), node.node_id),
        "suspects": _suspects(desk, suspects),
        "suspects_count": len(suspects),
        "errors": _errors(found, node, set(accounts.index)),
        "lines": _linked(desk, lines[start : start + PAGE_ROWS]),
        "accounts_count": len(accounts),
        "page": min(page, pages),
        "pages": pages,
        "map": picture,
        "sign": sign,
        "keys": keys,
        "path_here": f"/districts/{key}",
        **page_words(desk, day),
    }
    return desk.page("district.html", content)


def _losses(desk: Desk, node: Node, found: LineLoss) -> dict[str, Any]:
    """The node in words, those below it, and the feeder and zone above."""
    below = [row for row in found.losses if _is_below(row, node)]
    settings = desk.office.settings.line_loss
    views = line_loss_view(replace(found, losses=[node.row, *below], suspects={}), {}, settings)
    flat = {(one.row["division"], one.row["node_id"]): one for one in _flat(views.zones)}
    own = flat.get((node.row["division"], node.node_id))
    names = [(row["division"], row["node_id"]) for row in below]
    children = [(flat[name], 0) for name in names if name in flat]
    feeder = node.row["parent_id"] if node.kind == "district" else None
    feeders = {r["node_id"] for r in found.losses if r["division"] == Division.FEEDER.value}
    return {
        "view": own,
        "children": children[:PAGE_ROWS],
        "children_count": len(children),
        "feeder": feeder if feeder in feeders else None,
        "zone": None if node.kind == "zone" else node.row["zone"],
    }


def _flat(nodes: tuple[NodeView, ...]) -> list[NodeView]:
    return [one for node in nodes for one in (node, *_flat(node.children))]


def _is_below(row: Mapping[str, Any], node: Node) -> bool:
    division = row["division"]
    if node.kind == "zone":
        return division in _OF_ZONE and bool(row["zone"] == node.node_id)
    if node.kind == "feeder":
        above = {Division.DISTRICT.value: "parent_id", Division.FEEDER.value: "node_id"}
        return division in above and row is not node.row and row[above[division]] == node.node_id
    return False


_OF_ZONE = (Division.FEEDER_TOTAL.value, Division.DISTRICT.value)


def _suspects(desk: Desk, suspects: pd.DataFrame) -> list[ListRow]:
    return rows_of(desk, suspects.head(PAGE_ROWS))


def _errors(found: LineLoss, node: Node, accounts: set[str]) -> list[Mapping[str, Any]]:
    return [
        one
        for one in found.errors
        if node.node_id in {one["node_id"], one["subject_id"], one["suggested"]}
        or one["account_id"] in accounts
    ][:PAGE_ROWS]


def _people(
    desk: Desk,
    node: Node,
    accounts: pd.DataFrame,
    suspects: pd.DataFrame,
    pages: dict[str, str],
) -> tuple[list[AccountLine], Any]:
    """Accounts as lines of a table, suspects first, and the same on a map.

    pages: addresses of the districts that the map links to.
    """
    ranks = dict(zip(suspects["account_id"], suspects["rank"].astype(int), strict=True))
    standings = desk.office.standings.all()
    plain = accounts.astype(object).where(accounts.notna(), None)
    lines = []
    for account_id, row in zip(plain.index.astype(str), plain.to_dict("records"), strict=True):
        standing = standings.get(account_id, Standing(account_id))
        rank = ranks.get(account_id)
        usual = "account" if rank is None else "suspect"
        kind = _MARKED_STATES.get(standing.state, usual)
        lines.append(AccountLine(account_id, "", row, kind, rank, standing))
    lines.sort(key=lambda one: (one.rank or 10**9, one.kind == "account", one.account_id))
    marked = [one.account_id for one in lines if one.kind != "account"]
    addresses = {account: f"/cases/{case}" for account, case in desk.keys_of(marked).items()}
    places = [_place(one, addresses.get(one.account_id, "")) for one in lines]
    return lines, draw_map(say("Map of {node}", node=node.node_id), places, pages)


def _below_pages(found: LineLoss, node: Node, keys: NodeKeys) -> dict[str, str]:
    """Addresses of the districts that can lie below `node`."""
    if node.kind == "district":
        return {}
    ids = [r["node_id"] for r in found.losses if r["division"] == Division.DISTRICT.value]
    return {node_id: keys.address("district", node_id) for node_id in ids}


def _place(one: AccountLine, address: str) -> Place:
    latitude, longitude = one.row["latitude"], one.row["longitude"]
    name = say("{account}: {state}", account=one.account_id, state=state_title(one.standing.state))
    if one.rank is not None:
        name = say("{words}, rank {rank}", words=name, rank=one.rank)
    return Place(
        name,
        float("nan") if latitude is None else latitude,
        float("nan") if longitude is None else longitude,
        one.row[COLUMNS["district"]] or "",
        one.kind,
        "" if one.rank is None else str(one.rank),
        address,
    )


def _linked(desk: Desk, lines: list[AccountLine]) -> list[AccountLine]:
    keys = desk.keys_of([one.account_id for one in lines])
    return [replace(one, address=f"/cases/{keys[one.account_id]}") for one in lines]

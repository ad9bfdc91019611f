"""District nodes: zones, feeders and districts of a day's line loss, as far as a user may see."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.contract.line_loss import LOOK_FIRST_BREAK, Division
from pipeline.exports.line_loss_view import first_accounts
from pipeline.line_loss import LineLoss
from review.desk import Desk
from review.list_rows import seen_accounts

Row = Mapping[str, Any]
_LENGTH = 20
# A feeder has one page, for itself alone and with all that is below it.
PAGES = {
    Division.ZONE.value: "zone",
    Division.FEEDER.value: "feeder",
    Division.FEEDER_TOTAL.value: "feeder",
    Division.DISTRICT.value: "district",
}
# Column of table `accounts` that names the node above an account.
COLUMNS = {"zone": "zone", "feeder": "feeder_id", "district": "transformer_id"}


@dataclass(frozen=True)
class Node:
    """What a page tells of. kind: zone, feeder or district; row: what of it comes first."""

    kind: str
    node_id: str
    row: Row


class NodeKeys:
    """Addresses of nodes: a district may be one customer's own, so that no id is in a URL."""

    def __init__(self, secret: bytes, date: dt.date | None) -> None:
        self._secret = secret
        self._query = f"?date={date}" if date else ""

    def key(self, kind: str, node_id: str) -> str:
        """Return the key of a node; nobody without the secret can tell which it is."""
        words = f"node:{kind}:{node_id}".encode()
        return hmac.new(self._secret, words, hashlib.sha256).hexdigest()[:_LENGTH]

    def address(self, kind: str, node_id: str) -> str:
        """Return the address of the page of a node."""
        return f"/districts/{self.key(kind, node_id)}{self._query}"

    def of_row(self, row: Row) -> str:
        """Return the address for a row of `line_losses`; empty where it has no page."""
        kind = PAGES.get(row["division"])
        return self.address(kind, row["node_id"]) if kind and row["node_id"] else ""


def seen_losses(desk: Desk, date: dt.date) -> LineLoss:
    """Return line losses and record errors of `date` as far as this user may see them.

    Where zones limit the user, sums over all zones are left out. Suspects are those of the
    day's list, below their district, else below their feeder.
    """
    lake, zones = desk.office.lake, desk.user.zones
    losses = lake.read("line_losses", first=date, last=date).to_pylist()
    errors = lake.read("record_errors", first=date, last=date).to_pylist()
    if zones is not None:
        known = set(seen_accounts(desk, desk.office.published.accounts()).index)
        losses = [_with_seen(row, known) for row in losses if row["zone"] in zones]
        nodes = {row["node_id"] for row in losses}
        errors = [one for one in errors if _is_seen(one, nodes, known)]
    return LineLoss(losses, errors, suspects=_below(desk, date))


def _with_seen(row: Row, accounts: set[str]) -> Row:
    """Return a row whose sweep begins at accounts that the user may see."""
    first = [account for account in first_accounts(row) if account in accounts]
    return {**row, "look_first": LOOK_FIRST_BREAK.join(first) or None}


def _is_seen(error: Row, nodes: set[str], accounts: set[str]) -> bool:
    if error["account_id"] is not None:
        return error["account_id"] in accounts
    return error["node_id"] in nodes or error["subject_id"] in nodes


def _below(desk: Desk, date: dt.date) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    ids = seen_suspects(desk, date)["account_id"]
    above = desk.office.published.accounts().reindex(ids)
    node = above["transformer_id"].fillna(above["feeder_id"])
    for account_id, node_id in node.dropna().items():
        found.setdefault(str(node_id), []).append(str(account_id))
    return found


def seen_suspects(desk: Desk, date: dt.date) -> pd.DataFrame:
    """Return the suspects of `date` that this user may see, by rank."""
    return seen_accounts(desk, desk.office.published.suspects(date))


def find_node(found: LineLoss, keys: NodeKeys, key: str) -> Node | None:
    """Return the node of a key among the losses that a user may see; None where it is not."""
    for kind, node_id, row in _nodes(found):
        if keys.key(kind, node_id) == key:
            return Node(kind, node_id, row)
    return None


def _nodes(found: LineLoss) -> Iterator[tuple[str, str, Row]]:
    # A feeder with all below it tells more than the feeder alone: it comes first.
    ordered = sorted(found.losses, key=lambda row: row["division"] == Division.FEEDER.value)
    for row in ordered:
        kind = PAGES.get(row["division"])
        if kind and row["node_id"]:
            yield kind, row["node_id"], row


def accounts_below(desk: Desk, node: Node) -> pd.DataFrame:
    """Return table `accounts`, by account_id, of the accounts below a node that may be seen."""
    accounts = seen_accounts(desk, desk.office.published.accounts())
    return accounts[accounts[COLUMNS[node.kind]] == node.node_id]

"""Record errors: what balances contradict, as a table for those who keep the records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from features.energy_balance.balance import NodeState
from features.energy_balance.books import Books
from features.energy_balance.mapping import Mappings
from features.robust import row_median
from features.window import Window
from models.line_loss_words import record_text
from pipeline.contract import RECORD_ERRORS
from pipeline.contract.line_loss import RecordError

_KIND_OF_STATE = {
    NodeState.WRONG_RATIO.value: RecordError.WRONG_RATIO,
    NodeState.STUCK.value: RecordError.STUCK_SUPPLY_METER,
    NodeState.NEGATIVE.value: RecordError.NEGATIVE_BALANCE,
}


def record_errors(window: Window, books: Books | None) -> pd.DataFrame:
    """Return table `record_errors` of the window's last day; texts are in the spoken language.

    A negative balance that a suggested mapping mends is told by that mapping alone.
    """
    rows = [*_rows(window, books)] if books is not None else []
    if window.supplied is not None:
        rows += [_unknown(node) for node in window.supplied.unknown_ids]
    for row in rows:
        row["run_date"] = window.date(window.shape[1] - 1)
        row["text"] = record_text(row)
    frame = pd.DataFrame(rows, columns=list(RECORD_ERRORS.names))
    return frame.sort_values(["kind", "subject_id"], kind="stable", ignore_index=True)


def _rows(window: Window, books: Books) -> Iterator[dict[str, Any]]:
    balance, topology = books.balance, books.topology
    accounts = window.account_ids[topology.accounts.unit].tolist()
    for row in _mapped(books, topology.accounts, accounts, RecordError.WRONG_DISTRICT):
        yield {**row, "account_id": row["subject_id"]}
    districts = balance.node_ids[topology.districts.unit].tolist()
    yield from _mapped(books, topology.districts, districts, RecordError.WRONG_FEEDER)
    yield from _states(books)


def _mapped(
    books: Books, found: Mappings, subjects: list[str], kind: RecordError
) -> Iterator[dict[str, Any]]:
    ids = books.balance.node_ids
    for place, subject in enumerate(subjects):
        recorded = str(ids[found.recorded[place]])
        yield {
            "kind": kind.value,
            "subject_id": subject,
            "node_id": recorded,
            "recorded": recorded,
            "suggested": str(ids[found.suggested[place]]),
            "coefficient": float(found.here[place]),
            "confidence": float(found.confidence[place]),
        }


def _states(books: Books) -> Iterator[dict[str, Any]]:
    balance = books.balance
    mended = pd.Series(books.suggested.state, index=books.suggested.node_ids)
    proportion = _proportion(books)
    for node in np.flatnonzero(np.isin(balance.state, list(_KIND_OF_STATE))):
        name, state = str(balance.node_ids[node]), str(balance.state[node])
        if state == NodeState.NEGATIVE.value and mended.get(name, state) != state:
            continue
        told = state != NodeState.STUCK.value and np.isfinite(proportion[node])
        yield {
            "kind": _KIND_OF_STATE[state].value,
            "subject_id": name,
            "node_id": name,
            "coefficient": float(proportion[node]) if told else None,
        }


def _proportion(books: Books) -> np.ndarray:
    """(m,) what the supply meter counts for each kWh that meters and wires account for."""
    daily = books.balance.daily
    used = daily.metered - daily.fed_in + books.balance.technical.expected
    return row_median(daily.supplied / np.where(used > 0, used, np.nan))


def _unknown(node: str) -> dict[str, Any]:
    return {"kind": RecordError.UNKNOWN_NODE.value, "subject_id": node, "node_id": node}

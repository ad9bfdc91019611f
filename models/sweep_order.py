"""Sweep order: with which accounts of a district worth a sweep a crew begins.

Where to look first is no accusation: whoever is named stands on the list of suspects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from features.energy_balance.attribution import attribute
from features.energy_balance.balance import Balance
from features.energy_balance.bookkeeping import find_balance
from features.energy_balance.books import Books
from features.energy_balance.suspicion_order import NO_HINT, suspicion_order
from features.supplied import HOURS_A_DAY
from features.window import Window
from models.visits.hung_again import of_rows
from pipeline.contract.line_loss import LOOK_FIRST_BREAK, Division

FIRST = 3
"""Accounts that are told of a district."""

MOST_DISTRICTS = 200
"""So many districts are put in order, those of the largest expected loss: a night is short."""


def add_look_first(frame: pd.DataFrame, window: Window, books: Books) -> None:
    """Add `look_first` to table `line_losses`, in place, to the districts worth a sweep.

    Null for other nodes, and where nothing tells one account of a district from another.
    """
    is_district = frame["division"] == Division.DISTRICT.value
    worth = frame[is_district & frame["sweep_rank"].notna()].sort_values("sweep_rank")
    asked = worth["node_id"].iloc[:MOST_DISTRICTS]
    first = look_first(window, books, asked.tolist())
    told = [LOOK_FIRST_BREAK.join(first[node]) if node in first else None for node in asked]
    frame["look_first"] = pd.Series(told, asked.index, dtype=object).reindex(frame.index)
    frame["look_first"] = frame["look_first"].where(frame["look_first"].notna(), None)


def look_first(window: Window, books: Books, districts: Sequence[str]) -> dict[str, list[str]]:
    """Return the accounts of each district to look at first, the likeliest first.

    By the suggested mapping. Districts of which nothing can be told are left out.
    """
    whole = books.suggested
    node_of, wanted = whole.node_of, np.isin(whole.node_ids, list(districts))
    rows = np.flatnonzero((node_of >= 0) & wanted[np.maximum(node_of, 0)])
    if not len(rows):
        return {}
    part = _districts_alone(window, whole, rows)
    balance = find_balance(part)
    if balance is None:
        return {}
    balance = _as_in(whole, balance)
    strength = suspicion_order(part, balance, attribute(part, balance))
    hinted = pd.DataFrame(
        {
            "node": balance.node_ids[balance.node_of],
            "account": part.account_ids,
            "strength": strength,
        }
    )
    hinted = hinted[strength > NO_HINT].sort_values(
        ["strength", "account"], ascending=[False, True], kind="stable"
    )
    found = hinted.groupby("node", sort=False)["account"].apply(lambda ids: list(ids[:FIRST]))
    return {str(node): [str(one) for one in accounts] for node, accounts in found.items()}


def _districts_alone(window: Window, whole: Balance, rows: np.ndarray) -> Window:
    """The window of the accounts at `rows`, below the districts that `whole` counts them in."""
    part = of_rows(window, rows)
    places = {
        "transformer_id": whole.node_ids[whole.node_of[rows]],
        "feeder_id": np.full(len(rows), "", dtype=np.str_),
    }
    return replace(part, text={**part.text, **places}, supplied=window.supplied)


def _as_in(whole: Balance, part: Balance) -> Balance:
    """The balance of a few districts with states and wires as all districts together told them."""
    rows = np.searchsorted(whole.node_ids, part.node_ids)
    wires = whole.technical
    iron, copper = wires.iron_kwh[rows], wires.copper[rows]
    technical = replace(
        wires,
        iron_kwh=iron,
        copper=copper,
        expected=wires.expected[rows],
        hourly=iron[:, None] / HOURS_A_DAY + copper[:, None] * part.hourly.sent**2,
        sigma=wires.sigma[rows],
    )
    return replace(part, technical=technical, state=whole.state[rows])

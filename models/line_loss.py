"""Line loss as tables: the four divisions, and districts worth a sweep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.energy_balance.balance import Balance, NodeState
from features.energy_balance.books import Books, has_own_transformer
from features.energy_balance.divisions import (
    SILENT,
    UNSOUND,
    Totals,
    majority,
    node_totals,
    summed,
    with_all_below,
    without_districts,
)
from features.window import Codes, Flags, Floats, Window
from models.line_loss_words import division_reasons, node_reasons, with_remapped
from models.sweep import add_sweep
from models.sweep_order import add_look_first
from pipeline.contract import LINE_LOSSES
from pipeline.contract.line_loss import Division, VoltageLevel
from pipeline.settings.line_loss import LineLossSettings


@dataclass(frozen=True)
class Nodes:
    """The nodes of a balance with what the divisions need of each; every array is (m,).

    accounts: below it. zone: its name, "" if unknown. parent: index of the feeder above, -1.
    is_medium: its losses are those of medium voltage.
    """

    balance: Balance
    totals: Totals
    accounts: Codes
    zone: NDArray[np.str_]
    parent: Codes
    is_medium: Flags


def line_losses(
    window: Window, books: Books, suspects: pd.DataFrame, settings: LineLossSettings
) -> pd.DataFrame:
    """Return table `line_losses` of the window's last day.

    suspects: table `suspects` of that day, for what is listed below each node. Texts are in
    the spoken language.
    """
    nodes = _nodes(window, books, settings)
    parts = [
        _zones(nodes, settings.days),
        _voltages(nodes, settings.days),
        _feeder_totals(nodes, settings.days),
        _own(nodes, settings.days),
    ]
    frame = pd.concat([part for part in parts if len(part)], ignore_index=True)
    frame["run_date"] = window.date(window.shape[1] - 1)
    _add_remapped(frame, window, books, settings)
    _add_listed(frame, window, books, suspects)
    add_sweep(frame)
    add_look_first(frame, window, books)
    frame = frame.sort_values(["division", "node_id"], kind="stable", ignore_index=True)
    return frame[list(LINE_LOSSES.names)]


def whole_days(window: Window, balance: Balance, least_coverage: float) -> Flags:
    """(m, d) whether enough of a day's supply came to publish the loss of a node."""
    if window.supplied is None:
        return np.zeros(balance.daily.supplied.shape, dtype=np.bool_)
    rows = np.searchsorted(window.supplied.node_ids, balance.node_ids)
    return np.asarray(window.supplied.coverage[rows] >= least_coverage)


def _nodes(window: Window, books: Books, settings: LineLossSettings) -> Nodes:
    balance = books.balance
    count = len(balance.node_ids)
    names, code = np.unique(window.text["zone"], return_inverse=True)
    zone = np.where(window.text["zone"] == "", -1, code).astype(np.int32)
    places = (balance.node_of, balance.feeder_of)
    below = [majority(zone, place, count) for place in places]
    usual = np.where(balance.is_feeder, below[1], below[0])
    accounts = [np.bincount(place[place >= 0], minlength=count) for place in places]
    own = has_own_transformer(window).astype(np.int32)
    is_large = majority(own, balance.node_of, count) == 1
    return Nodes(
        balance=balance,
        totals=node_totals(
            balance, whole_days(window, balance, settings.least_coverage), settings.days
        ),
        accounts=np.where(balance.is_feeder, accounts[1], accounts[0]).astype(np.int32),
        zone=np.where(usual >= 0, names[np.maximum(usual, 0)], ""),
        parent=np.where(balance.is_feeder, -1, books.topology.feeder_of).astype(np.int32),
        is_medium=np.asarray(balance.is_feeder | is_large),
    )


def _own(nodes: Nodes, asked: int) -> pd.DataFrame:
    """One row for each feeder, without what is below its districts, and for each district."""
    balance, totals = nodes.balance, nodes.totals
    frame = _energy(totals, asked)
    frame["division"] = np.where(balance.is_feeder, Division.FEEDER, Division.DISTRICT).astype(str)
    frame["node_id"] = balance.node_ids
    ids = np.append(balance.node_ids, "")
    frame["parent_id"] = _text(np.where(nodes.parent >= 0, ids[nodes.parent], nodes.zone))
    frame["zone"] = _text(nodes.zone)
    frame["accounts"] = nodes.accounts
    takes_part = ~np.isin(balance.state, UNSOUND) & (totals.days > 0)
    frame["nodes"], frame["nodes_left_out"] = takes_part.astype(int), (~takes_part).astype(int)
    # A node that was judged on older days alone has nothing to show for these.
    unread = (totals.days == 0) & (balance.state != NodeState.STUCK.value)
    frame["state"] = np.where(unread, NodeState.UNREAD.value, balance.state)
    frame["reason"] = node_reasons(frame, asked)
    return frame


def _feeder_totals(nodes: Nodes, asked: int) -> pd.DataFrame:
    """One row for each feeder with all that is below it."""
    sound = ~np.isin(nodes.balance.state, SILENT)
    totals = with_all_below(nodes.totals, nodes.parent, sound)
    child = nodes.parent[nodes.parent >= 0]
    count = len(nodes.parent)
    districts = np.bincount(child, minlength=count)
    left_out = np.bincount(nodes.parent[(nodes.parent >= 0) & ~sound], minlength=count)
    feeder = np.flatnonzero(nodes.balance.is_feeder)
    frame = _energy(totals, asked).iloc[feeder].reset_index(drop=True)
    frame["division"] = Division.FEEDER_TOTAL.value
    frame["node_id"] = nodes.balance.node_ids[feeder]
    frame["zone"] = frame["parent_id"] = _text(nodes.zone[feeder])
    frame["accounts"] = nodes.accounts[feeder]
    frame["nodes"] = 1 + (districts - left_out)[feeder]
    frame["nodes_left_out"] = left_out[feeder]
    silent = ~sound[feeder] | (frame["days"].to_numpy() == 0)
    return _judged(frame, np.where(silent, nodes.balance.state[feeder], ""))


def _zones(nodes: Nodes, asked: int) -> pd.DataFrame:
    """One row for each zone: its districts, and what its feeders feed and lose beside them."""
    names, code = np.unique(nodes.zone, return_inverse=True)
    totals = without_districts(nodes.totals, nodes.parent)
    return _sums(nodes, totals, code, names, (Division.ZONE, asked))


def _voltages(nodes: Nodes, asked: int) -> pd.DataFrame:
    """Medium voltage: from feeders to districts; low voltage: from districts to meters."""
    names = np.array([VoltageLevel.LOW.value, VoltageLevel.MEDIUM.value])
    code = nodes.is_medium.astype(np.int64)
    return _sums(nodes, nodes.totals, code, names, (Division.VOLTAGE, asked))


def _sums(
    nodes: Nodes,
    totals: Totals,
    code: NDArray[np.int64],
    names: NDArray[np.str_],
    what: tuple[Division, int],
) -> pd.DataFrame:
    division, asked = what
    sound = ~np.isin(nodes.balance.state, UNSOUND) & (totals.days > 0)
    frame = _energy(summed(totals, np.where(sound, code, -1), len(names)), asked)
    frame["division"], frame["node_id"] = division.value, names
    frame["parent_id"] = None
    frame["zone"] = _text(names) if division is Division.ZONE else None
    # Accounts are counted at their districts, and at feeders where no district counts them.
    frame["accounts"] = _accounts(nodes, code, len(names))
    frame["nodes"] = np.bincount(code[sound], minlength=len(names))
    frame["nodes_left_out"] = np.bincount(code[~sound], minlength=len(names))
    frame = frame[frame["nodes"] + frame["nodes_left_out"] > 0]
    frame = frame[frame["node_id"] != ""].reset_index(drop=True)
    return _judged(frame, np.where(frame["nodes"] == 0, NodeState.UNREAD.value, ""))


def _accounts(nodes: Nodes, code: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
    balance = nodes.balance
    home = np.where(balance.node_of >= 0, balance.node_of, balance.feeder_of)
    return np.bincount(code[home[home >= 0]], minlength=groups)


def _judged(frame: pd.DataFrame, state: NDArray[np.str_]) -> pd.DataFrame:
    """State of what adds up several nodes: `state` where given, else by its own bounds."""
    low, high = frame["unexplained_low"].to_numpy(), frame["unexplained_high"].to_numpy()
    found = np.where(low > 0, NodeState.UNEXPLAINED.value, NodeState.BALANCED.value)
    counted_more = (high < 0) & (frame["loss_kwh"].to_numpy() < 0)
    found = np.where(counted_more, NodeState.NEGATIVE.value, found)
    frame["state"] = np.where(state != "", state, found)
    frame["reason"] = division_reasons(frame)
    return frame


def _energy(totals: Totals, asked: int) -> pd.DataFrame:
    """Columns of energy; null where no day was read."""
    is_read = totals.days > 0
    sent = totals.supplied + totals.fed_in

    def known(values: Floats) -> Floats:
        return np.where(is_read, values, np.nan)

    rate = np.divide(totals.loss, sent, out=np.full_like(sent, np.nan), where=sent > 0)
    return pd.DataFrame(
        {
            "days": totals.days.astype(np.int32),
            "coverage": np.minimum(totals.days / asked, 1.0),
            "supplied_kwh": known(totals.supplied),
            "fed_in_kwh": known(totals.fed_in),
            "metered_kwh": known(totals.metered),
            "estimated_kwh": known(totals.estimated),
            "loss_kwh": known(totals.loss),
            "loss_rate": rate,
            "technical_kwh": known(totals.technical),
            "unexplained_kwh_per_day": totals.unexplained,
            "unexplained_low": totals.low,
            "unexplained_high": totals.high,
        }
    )


def _text(values: NDArray[np.str_]) -> NDArray[np.object_]:
    """Texts with None for the empty one."""
    found = values.astype(object)
    found[values == ""] = None
    return found


def _add_remapped(
    frame: pd.DataFrame, window: Window, books: Books, settings: LineLossSettings
) -> None:
    """Add what is unexplained by the suggested mapping, where that touches a node."""
    frame["remapped_kwh_per_day"] = frame["remapped_low"] = np.nan
    frame["remapped_state"] = pd.Series(None, frame.index, dtype=object)
    if not books.topology.is_wrong:
        return
    balance = books.suggested
    whole = whole_days(window, balance, settings.least_coverage)
    totals = node_totals(balance, whole, settings.days)
    level = pd.DataFrame(
        {"kwh": totals.unexplained, "low": totals.low, "state": balance.state},
        balance.node_ids,
    )
    touched = books.topology
    wrong = (touched.accounts, touched.districts)
    nodes = np.concatenate([side for one in wrong for side in (one.recorded, one.suggested)])
    ids = books.balance.node_ids[np.unique(nodes)]
    own = frame["division"].isin([Division.FEEDER.value, Division.DISTRICT.value])
    rows = (own & frame["node_id"].isin(ids)).to_numpy()
    known = level.reindex(frame.loc[rows, "node_id"])
    frame.loc[rows, "remapped_kwh_per_day"] = known["kwh"].to_numpy()
    frame.loc[rows, "remapped_low"] = known["low"].to_numpy()
    frame.loc[rows, "remapped_state"] = known["state"].to_numpy()
    frame.loc[rows, "reason"] = [
        with_remapped(reason, kwh)
        for reason, kwh in zip(frame.loc[rows, "reason"], known["kwh"].tolist(), strict=True)
    ]


def _add_listed(frame: pd.DataFrame, window: Window, books: Books, suspects: pd.DataFrame) -> None:
    """Add what the listed suspects are estimated to take below each district, feeder and zone."""
    place = pd.Series(np.arange(window.shape[0]), index=window.account_ids)
    rows = place.reindex(suspects["account_id"]).to_numpy(dtype=np.int64)
    taken = suspects["kwh_per_day"].to_numpy(dtype=np.float64, na_value=0.0)
    ids = np.append(books.balance.node_ids, "")
    district, feeder = (
        ids[place_of[rows]] for place_of in (books.suggested.node_of, books.suggested.feeder_of)
    )
    keys = {
        Division.DISTRICT: district,
        # What a district counts is no loss of the feeder itself.
        Division.FEEDER: np.where(district == "", feeder, ""),
        Division.FEEDER_TOTAL: feeder,
        Division.ZONE: window.text["zone"][rows],
    }
    frame["listed_kwh_per_day"] = np.nan
    for division, key in keys.items():
        total = pd.Series(taken).groupby(key).sum()
        of = (frame["division"] == division.value).to_numpy()
        frame.loc[of, "listed_kwh_per_day"] = (
            total.reindex(frame.loc[of, "node_id"]).fillna(0.0).to_numpy()
        )

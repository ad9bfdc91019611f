"""Balances of nodes day by day or hour by hour, as a table and as series to draw."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from features.energy_balance.balance import Balance, Ledger
from features.energy_balance.books import Books
from features.energy_balance.divisions import BOUND
from features.window import Floats, Window
from models.line_loss import whole_days
from pipeline.contract.facts import HOURS
from pipeline.contract.line_loss import Division
from pipeline.line_loss import DailyLoss

ENERGIES = ("supplied", "fed_in", "metered", "estimated", "loss")


def daily_losses(window: Window, books: Books, least_coverage: float) -> dict[str, DailyLoss]:
    """Return the loss of every node by day of the window, by the mapping on record."""
    balance = books.balance
    loss = np.where(whole_days(window, balance, least_coverage), balance.daily.loss, np.nan)
    technical = balance.technical
    return {
        str(node): DailyLoss(loss[place], technical.expected[place], float(technical.sigma[place]))
        for place, node in enumerate(balance.node_ids)
    }


def suspects_below(window: Window, books: Books, suspects: pd.DataFrame) -> dict[str, list[str]]:
    """Return the listed accounts below each district, by rank; below a feeder where none counts.

    They are looked up by the mapping that is suggested.
    """
    balance = books.suggested
    place = pd.Series(np.arange(window.shape[0]), index=window.account_ids)
    home = np.where(balance.node_of >= 0, balance.node_of, balance.feeder_of)
    below: dict[str, list[str]] = {}
    for account in suspects.sort_values("rank")["account_id"].tolist():
        node = int(home[place[account]])
        if node >= 0:
            below.setdefault(str(balance.node_ids[node]), []).append(account)
    return below


def node_days(window: Window, balance: Balance) -> pd.DataFrame:
    """Return one row a node and day of the window on which anything of it is known."""
    frame = _long(balance, balance.daily, balance.technical.expected)
    frame["date"] = _dates(window, frame.pop("slot").to_numpy())
    return _ordered(frame, ("date",))


def node_hours(window: Window, balance: Balance) -> pd.DataFrame:
    """Return one row a node and local hour, from hour 0 on, where supply has hours."""
    frame = _long(balance, balance.hourly, balance.technical.hourly)
    slot = frame.pop("slot").to_numpy()
    frame["date"], frame["hour"] = _dates(window, slot // len(HOURS)), slot % len(HOURS)
    return _ordered(frame, ("date", "hour"))


def _long(balance: Balance, ledger: Ledger, technical: Floats) -> pd.DataFrame:
    known = np.isfinite(ledger.supplied)
    node, slot = np.nonzero(known)
    columns = {f"{name}_kwh": getattr(ledger, name)[known] for name in ENERGIES}
    expected = technical[known]
    unexplained = columns["loss_kwh"] - expected
    sigma = np.hypot(ledger.sigma, balance.technical.sigma[:, None] * technical)[known]
    division = np.where(balance.is_feeder, Division.FEEDER.value, Division.DISTRICT.value)
    return pd.DataFrame(
        {
            "division": division[node],
            "node_id": balance.node_ids[node],
            "slot": slot,
            **columns,
            "technical_kwh": expected,
            "unexplained_kwh": unexplained,
            "unexplained_low_kwh": unexplained - BOUND * sigma,
            "unexplained_high_kwh": unexplained + BOUND * sigma,
            "state": balance.state[node],
        }
    )


def _dates(window: Window, day: np.ndarray) -> list[dt.date]:
    days = [window.date(place) for place in range(window.shape[1])]
    return [days[place] for place in day.tolist()]


def _ordered(frame: pd.DataFrame, time: tuple[str, ...]) -> pd.DataFrame:
    names = ["division", "node_id", *time]
    return frame[[*names, *(name for name in frame.columns if name not in names)]]

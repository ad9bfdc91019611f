"""Topology: customers on record under the wrong transformer, districts under the wrong feeder.

An error of the records and nobody's theft: one balance misses what it is said to feed, the
other feeds what it does not know. Both show the load's own curve, with opposite signs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.energy_balance.balance import Balance, NodeState
from features.energy_balance.mapping import Mappings, OtherWitnesses
from features.energy_balance.mapping_candidates import Pairs, candidate_pairs
from features.energy_balance.mapping_search import Course, search_mappings
from features.energy_balance.mapping_witness import hear_witnesses
from features.energy_balance.movement import movements
from features.energy_balance.node_map import map_nodes
from features.window import Codes, Facts, Flags, Floats, Window
from pipeline.contract.facts import HOURS

# Such a supply meter tells nothing about single loads.
MUTE_STATES = (NodeState.UNREAD.value, NodeState.STUCK.value)


@dataclass(frozen=True)
class Topology:
    """Where the records put customers and districts wrongly; nodes are those of the balance.

    accounts: accounts under another district than the one that feeds them; `unit` is the
    account's index in the window. A feeder is suggested where none of its districts with a
    supply meter feeds them. districts: districts under another feeder; `unit` is the
    district's node. feeder_of: (m,) feeder of each district on record, -1 if unknown.
    """

    accounts: Mappings
    districts: Mappings
    feeder_of: Codes

    @property
    def is_wrong(self) -> bool:
        """Whether anything is on record under a wrong node."""
        return len(self.accounts) + len(self.districts) > 0


def find_wrong_mappings(window: Window, balance: Balance) -> Topology:
    """Find accounts under a wrong district, then districts under a wrong feeder.

    `balance` is that of the window, by the mapping on record. An account whose district has no
    supply meter is counted by its feeder, and searched from there.
    """
    feeder_of = _feeder_of_district(window, balance)
    is_mute = np.isin(balance.state, MUTE_STATES)
    losses = _losses(window, balance)
    accounts = _wrong_accounts(window, balance, losses, feeder_of, ~is_mute)
    districts = _wrong_districts(window, balance, losses, feeder_of, balance.is_feeder & ~is_mute)
    return Topology(accounts, districts, feeder_of)


def _feeder_of_district(window: Window, balance: Balance) -> Codes:
    """(m,) the feeder that most accounts of each district are recorded under, -1 if unknown."""
    if window.supplied is None:
        return np.full(len(balance.node_ids), -1, dtype=np.int32)
    return map_nodes(window, window.supplied.node_ids).parent


def _losses(window: Window, balance: Balance) -> tuple[Facts, Facts]:
    """Movements of the unexplained losses of all nodes, hourly and daily."""
    weekdays = window.weekdays
    return (
        movements(balance.unexplained_hours, weekdays, len(HOURS)),
        movements(balance.unexplained, weekdays, 1),
    )


def _wrong_accounts(
    window: Window,
    balance: Balance,
    losses: tuple[Facts, Facts],
    feeder_of: Codes,
    is_judged: Flags,
) -> Mappings:
    home = np.where(balance.node_of >= 0, balance.node_of, balance.feeder_of).astype(np.int32)
    hours, days = metered(window)
    course = _course(window, hours, days, losses, is_judged)
    nodes = np.flatnonzero(is_judged).astype(np.int32)
    line = np.where(balance.is_feeder, np.arange(len(feeder_of)), feeder_of).astype(np.int32)
    places = (line, _zone_of(window, balance))
    judged_home = np.where((home >= 0) & is_judged[home], home, -1).astype(np.int32)

    def candidates(units: Codes) -> Pairs:
        return candidate_pairs(units, home, nodes, places)

    def hear(pairs: Pairs, there: Floats) -> OtherWitnesses:
        return _heard(window, balance, pairs, pairs.is_near | (there > 0))

    return search_mappings(course, judged_home, candidates, hear)


def _heard(window: Window, balance: Balance, pairs: Pairs, worth: Flags) -> OtherWitnesses:
    """Hear the other witnesses about the pairs that are `worth` it."""
    few = Pairs(pairs.unit[worth], pairs.node[worth], pairs.is_near[worth])
    heard = hear_witnesses(window, few, balance.node_of, len(balance.node_ids))
    full = OtherWitnesses.silent(len(worth))
    for name in ("voltage", "outage", "concentrator"):
        getattr(full, name)[worth] = getattr(heard, name)
    return full


def _wrong_districts(
    window: Window,
    balance: Balance,
    losses: tuple[Facts, Facts],
    feeder_of: Codes,
    is_judged: Flags,
) -> Mappings:
    """A district is one load of its feeder: all that is sent into it."""
    course = _course(window, balance.hourly.supplied, balance.daily.supplied, losses, is_judged)
    nodes = np.flatnonzero(is_judged).astype(np.int32)
    home = np.where((feeder_of >= 0) & is_judged[feeder_of], feeder_of, -1).astype(np.int32)

    def candidates(units: Codes) -> Pairs:
        return candidate_pairs(units, home, nodes, ())

    def hear(pairs: Pairs, _there: Floats) -> OtherWitnesses:
        return OtherWitnesses.silent(len(pairs.unit))

    return search_mappings(course, home, candidates, hear)


def metered(window: Window) -> tuple[NDArray[np.floating], Floats]:
    """What was really read of each account: (n, d * 24) by hour, (n, d) by day, primary kWh."""
    cube = np.stack([window.fact(f"hour_{hour:02d}_kwh") for hour in HOURS], axis=2)
    cube *= np.where(window.valid, window.multiplier, np.nan)[:, :, None]
    days = np.where(window.valid & ~window.kwh_is_spread, window.kwh, np.nan)
    return cube.reshape(len(cube), -1), days


def _course(
    window: Window,
    hours: NDArray[np.floating],
    days: Floats,
    losses: tuple[Facts, Facts],
    is_judged: Flags,
) -> Course:
    by_hour, by_day = (np.where(is_judged[:, None], loss, np.nan) for loss in losses)
    weekdays = window.weekdays
    return Course(
        movements(hours, weekdays, len(HOURS)),
        by_hour.astype(np.float32),
        movements(days, weekdays, 1),
        by_day.astype(np.float32),
    )


def _zone_of(window: Window, balance: Balance) -> Codes:
    """(m,) the zone of each district's accounts, as a code; -1 where it is not known."""
    zone = np.full(len(balance.node_ids), -1, dtype=np.int32)
    named = window.text.get("zone")
    if named is not None:
        _, code = np.unique(named, return_inverse=True)
        known = (balance.node_of >= 0) & (named != "")
        zone[balance.node_of[known]] = code[known]
    return zone

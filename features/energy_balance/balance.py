"""The balance of nodes: what went in, what meters counted, and what is lost between."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from features.window import Codes, Facts, Flags, Floats


class NodeState(StrEnum):
    """What the balance of a node says first; only a BALANCED or UNEXPLAINED one can accuse.

    UNREAD: too little of supply or meters was read to judge. STUCK: its supply meter stands
    still or sends one value over and over. NEGATIVE: more is counted than was sent in.
    WRONG_RATIO: supply and metered energy stand in a fixed proportion far from one.
    """

    BALANCED = "balanced"
    UNEXPLAINED = "unexplained"
    UNREAD = "unread"
    STUCK = "stuck"
    NEGATIVE = "negative"
    WRONG_RATIO = "wrong_ratio"


@dataclass(frozen=True)
class Ledger:
    """Energy of m nodes over T slots (days, or hours of days), primary kWh; NaN where unknown.

    supplied: (m, T) sent in by the supply meter. fed_in: (m, T) sent in by customers' own
    generation. metered: (m, T) counted by the meters below, the unread ones estimated.
    estimated: (m, T) the part of `metered` that was estimated. sigma: (m, T) standard error
    of the loss, from the estimates and from the classes of the meters.
    """

    supplied: Floats
    fed_in: Floats
    metered: Floats
    estimated: Floats
    sigma: Floats

    @property
    def sent(self) -> Floats:
        """(m, T) all that went in."""
        return self.supplied + self.fed_in

    @property
    def loss(self) -> Floats:
        """(m, T) what went in and was not counted."""
        return self.sent - self.metered


@dataclass(frozen=True)
class TechnicalLoss:
    """Losses in iron and copper of m nodes, loss = a + b E^2, a day and an hour.

    iron_kwh: (m,) a, kWh a day. copper: (m,) b of hourly energy, 1/kWh. expected: (m, d) kWh
    a day; hourly: (m, d * 24). sigma: (m,) relative standard error of the expected loss.
    """

    iron_kwh: Floats
    copper: Floats
    expected: Floats
    hourly: Floats
    sigma: Floats


@dataclass(frozen=True)
class Balance:
    """The balance of the m nodes that have a supply meter and at least one account below.

    node_ids: (m,) str. is_feeder: (m,) a feeder, not a district. node_of: (n,) the district
    of each account of the window as an index of these nodes, -1 without one; feeder_of: (n,)
    likewise its feeder. daily: (m, d). hourly: (m, d * 24) by local hour. technical: losses
    in wires. state: (m,) what the balance says first, `NodeState` values.
    own_kwh: (n, d) metered energy of each account, own_hours: (n, d * 24), both primary, with
    unread ones estimated; own_known: (n, d) the day was read and not spread over a gap.
    """

    node_ids: NDArray[np.str_]
    is_feeder: Flags
    node_of: Codes
    feeder_of: Codes
    daily: Ledger
    hourly: Ledger
    technical: TechnicalLoss
    state: NDArray[np.str_]
    own_kwh: Floats
    own_hours: Facts
    own_known: Flags

    @property
    def unexplained(self) -> Floats:
        """(m, d) loss of a day beyond the technical one."""
        return self.daily.loss - self.technical.expected

    @property
    def unexplained_hours(self) -> Floats:
        """(m, d * 24) loss of an hour beyond the technical one."""
        return self.hourly.loss - self.technical.hourly

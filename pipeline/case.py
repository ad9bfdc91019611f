"""A case: one suspect with all that a person needs to judge it, ready to be drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Signal:
    """One daily series behind a piece of evidence: values (d,), NaN where unknown."""

    name: str
    label: str
    unit: str
    values: NDArray[np.float64]
    baseline: float | None


@dataclass(frozen=True)
class Mark:
    """Something that happened on a day: an event, work order, holiday, the onset, a gap."""

    date: dt.date
    kind: str
    label: str


@dataclass(frozen=True)
class LoadCurve:
    """Raw readings of a few days: local instants (m,) datetime64[us] and channels (m,).

    `channels` maps a title such as "Active power (kW)" to values; terminal channels are
    titled apart.
    """

    instants: NDArray[np.datetime64]
    channels: Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Span:
    """When a loss began, between `earliest` and `latest`, and its last day; None: it goes on."""

    earliest: dt.date
    latest: dt.date
    last: dt.date | None = None


@dataclass(frozen=True)
class Claim:
    """What the recovery rule lets the utility charge; None where it is not known.

    days: charged. kwh: primary energy. back_bill, penalty: in the utility's currency.
    """

    rule: str
    days: float | None
    kwh: float | None
    back_bill: float | None
    penalty: float | None


@dataclass(frozen=True)
class Weight:
    """What a feature makes up of a score (share), and for what share of the forests it leads."""

    share: float
    stability: float


@dataclass(frozen=True)
class Case:
    """One suspect: its row of the list, its account, and the series to draw.

    suspect: row of table `suspects`, evidence and cleared_by as lists of dicts.
    account: chosen columns of `accounts`.
    dates: (d,) local days of the window. daily_kwh, peer_kwh: (d,), the account's energy
    and what its peers' movement would have made of its usual energy.
    labels: a few words for each feature of the evidence, by its name.
    loss_span, claim: the onset as an interval, and what can be charged.
    families: share of the score by the code of the family, largest first. weights: of the
    features, by name; empty where they were not asked for.
    """

    suspect: Mapping[str, Any]
    account: Mapping[str, Any]
    dates: tuple[dt.date, ...]
    daily_kwh: NDArray[np.float64]
    peer_kwh: NDArray[np.float64]
    signals: tuple[Signal, ...] = ()
    marks: tuple[Mark, ...] = ()
    load_curve: LoadCurve | None = None
    sister_accounts: tuple[str, ...] = field(default=())
    labels: Mapping[str, str] = field(default_factory=dict)
    loss_span: Span | None = None
    claim: Claim | None = None
    families: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, Weight] = field(default_factory=dict)

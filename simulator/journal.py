"""The journal: everything of a run that is no curve: events, work orders, visits, tips, truth."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from pipeline.contract.vocabulary import EventCode, EventProfile, Outcome, WorkOrder

MINUTE_US = 60_000_000


@dataclass(frozen=True, order=True)
class Event:
    """One event; instants in UTC microseconds."""

    ts_us: int
    device_id: str
    code: str
    phase: str = ""
    ts_end_us: int | None = None
    profile: EventProfile = EventProfile.CANONICAL


@dataclass(frozen=True, order=True)
class Order:
    """One work order; an open one has no end."""

    start_us: int
    account_id: str
    kind: WorkOrder
    end_us: int | None


@dataclass(frozen=True, order=True)
class Inspection:
    """One visit and what it found; energy and money where a theft was called."""

    inspected_on: dt.date
    account_id: str
    outcome: Outcome
    means: str = ""
    inspector: str = ""
    note: str = ""
    recovered_kwh: float | None = None
    back_bill: float | None = None
    penalty: float | None = None


@dataclass(frozen=True, order=True)
class Tip:
    """One report from the public."""

    received_on: dt.date
    account_id: str
    channel: str
    note: str


@dataclass(frozen=True)
class Change:
    """From an instant on, columns of an account's row hold other values (exchange, ratio, PV)."""

    row: int
    at_us: int
    values: dict[str, str | float | bool]


@dataclass
class Journal:
    """Collects records while the days are simulated."""

    events: list[Event] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    inspections: list[Inspection] = field(default_factory=list)
    tips: list[Tip] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def event(self, device_id: str, ts_us: int, code: EventCode, *, phase: str = "") -> None:
        """Note that a device reported `code` at `ts_us`."""
        self.events.append(Event(ts_us, device_id, code.value, phase))

    def restart(self, device_id: str, down_us: int, up_us: int) -> None:
        """Note that a device lost its supply at `down_us` and had it again at `up_us`."""
        self.event(device_id, down_us, EventCode.POWER_DOWN)
        self.event(device_id, up_us, EventCode.POWER_UP)

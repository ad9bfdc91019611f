"""A utility in which every oddity happens once, beside the same one in which none does."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.contract.vocabulary import WorkOrder
from simulator.happening import Happening
from simulator.journal import Event, Inspection
from simulator.mixture import ODDITIES
from simulator.scenario import Kinds, Rates, Scenario
from simulator.simulation import Delivery, Simulation
from simulator.timeline import Timeline

ACCOUNTS, DAYS, SEED = 500, 20, 4
ALONE = tuple(one.name for one in ODDITIES if one.befalls in {"customer", "owner"})

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class World:
    """All days of one run."""

    def __init__(self, names: tuple[str, ...]) -> None:
        rates = Rates(a_thousand=1000 / ACCOUNTS, strength=(0.7, 1.0))
        kinds = Kinds(onset=(0.35, 0.45), named=dict.fromkeys(names, rates))
        timeline = Timeline(dt.date(2026, 3, 2), DAYS, "Asia/Shanghai")
        self.simulation = Simulation(ACCOUNTS, timeline, SEED, Scenario(oddities=kinds))
        self.days: list[Delivery] = [self.simulation.deliver(k) for k in range(DAYS)]

    def curve(self, name: str, row: int) -> Floats:
        """Return (d, T) what a meter shows."""
        return np.stack([day.meters.curves[name][row] for day in self.days])

    def registers(self, row: int) -> Floats:
        """Return (d, T) its forward register, in primary kWh."""
        shown = np.stack([day.meters.register_kwh[row] for day in self.days])
        return shown * self.simulation.roster.multiplier[row]

    def exported(self, row: int) -> float:
        """Return its reverse register at the end."""
        return float(self.days[-1].meters.export_kwh[row, -1])

    def true_kw(self, row: int) -> Floats:
        """Return (d, T) what the customer draws."""
        return np.stack([day.true_kw[row] for day in self.days])

    def arrivals(self, row: int) -> tuple[Flags, Flags]:
        """Return (d, T) each: readings that come with the day, and later."""
        return tuple(
            np.stack([getattr(day, name)[row] for day in self.days]) for name in ("on_time", "late")
        )


@dataclass(frozen=True)
class Case:
    """One oddity: the run with it and the run without."""

    one: Happening
    odd: World
    plain: World

    @property
    def row(self) -> int:
        return self.one.row

    @property
    def span(self) -> slice:
        """Days from onset to end."""
        first, last = self.one.spans[self.row]
        return slice(first, last + 1)

    def kw(self, row: int | None = None) -> tuple[Floats, Floats]:
        """Return (d, T) twice: true load with the oddity, and without."""
        place = self.row if row is None else row
        return self.odd.true_kw(place), self.plain.true_kw(place)

    def left(self, row: int | None = None) -> Floats:
        """Return (d,) the share of a day's energy that is left of the usual."""
        with_it, without = self.kw(row)
        return np.asarray(with_it.sum(axis=1) / without.sum(axis=1))

    def curves(self, name: str) -> tuple[Floats, Floats]:
        """Return (d, T) twice: what the meter shows with the oddity, and without."""
        return self.odd.curve(name, self.row), self.plain.curve(name, self.row)

    def events(self, row: int | None = None) -> list[Event]:
        """Return the events of a customer's meter that are not there without the oddity."""
        before = set(self.plain.simulation.journal.events)
        meter = self.odd.simulation.roster.meter_id[self.row if row is None else row]
        found = self.odd.simulation.journal.events
        return [one for one in found if one.device_id == meter and one not in before]

    def codes(self, row: int | None = None) -> Counter[str]:
        """Return how often each code is reported."""
        return Counter(one.code for one in self.events(row))

    def day_of(self, us: int) -> int:
        """Return the index of the local day of an instant."""
        zero = self.odd.simulation.timeline.instant_us(0, 0)
        return (us - zero) // 86_400_000_000

    @property
    def account(self) -> str:
        return str(self.odd.simulation.roster.account_id[self.row])

    @property
    def orders(self) -> list[tuple[WorkOrder, int, int | None]]:
        """Return the work orders of the account: kind, first and last day."""
        orders = set(self.odd.simulation.journal.orders) - set(self.plain.simulation.journal.orders)
        return [
            (one.kind, self.day_of(one.start_us), one.end_us and self.day_of(one.end_us))
            for one in sorted(orders)
            if one.account_id == self.account
        ]

    @property
    def findings(self) -> list[Inspection]:
        """Return what inspectors found there because of the oddity."""
        known = set(self.plain.simulation.journal.inspections)
        found = self.odd.simulation.journal.inspections
        return [one for one in found if one.account_id == self.account and one not in known]

    @property
    def lost_share(self) -> float:
        """Share of the energy drawn in its span that was not counted."""
        simulation = self.odd.simulation
        lost, true = simulation.lost_kwh[self.row], simulation.true_kwh[self.row]
        return float(lost[self.span].sum() / max(true[self.span].sum(), 1e-9))


Find = Callable[[str], Case]


@pytest.fixture(scope="session")
def plain() -> World:
    """The utility in which nothing odd happens."""
    return World(())


@pytest.fixture(scope="session")
def alone() -> World:
    """The same with every oddity that befalls one customer."""
    return World(ALONE)


@pytest.fixture(scope="session")
def find(plain: World, alone: World) -> Find:
    """Return the function that finds an oddity of one customer by its kind."""
    return lambda kind: _case(kind, alone, plain)


@pytest.fixture(scope="session")
def befall(plain: World) -> Find:
    """Return the function that lets one oddity of a district or a batch happen."""
    world = cache(lambda kind: World((_name(kind),)))
    return lambda kind: _case(kind, world(kind), plain)


def _name(kind: str) -> str:
    return next(one.name for one in ODDITIES if one.build.kind == kind)


def _case(kind: str, odd: World, plain: World) -> Case:
    one = next(one for one in odd.simulation.happenings if one.kind == kind)
    return Case(one, odd, plain)

"""The utility of the learning curve: a place with habits of its own, which only outcomes tell.

All meters deliver a daily energy and a few events. Three habits: in some
zones there is more theft, one meter model fails often, and lawful changes of use are many.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simulator.mixture import Entry
from simulator.region import Delivered, Region, SupplyMeters
from simulator.roster import Roster
from simulator.scenario import Kinds, Rates, Scenario

Flags = NDArray[np.bool_]
Whom = Callable[[Roster], Flags]

MONTHS = 24
FIRST_YEAR = 2024
DAYS = 90  # of each population: as long as a window
SEED = 20240100
# Whoever is not of the favoured zones, or of the weak model, is befallen with this chance.
ELSEWHERE = 3  # one in so many
HOT_ZONES = 4  # every fourth zone has more thieves
WEAK_MODEL = "Huaxi DD12/2021"

THEFTS = {
    "meter_bypass": 9,
    "cover_tamper": 4,
    "neutral_bypass": 4,
    "zero_use": 2,
    "magnet": 2,
    "consumption_drop": 4,
    "irregular_use": 3,
    "register_rollback": 1.5,
    "fixed_shunt": 3,
    "partial_shunt": 1.5,
    "phase_voltage_lost": 1.5,
    "current_reversed": 1,
    "parameter_change": 1,
}
LAWFUL = {
    "tenant_change": 12,
    "child_moved_out": 14,
    "guests_left": 12,
    "efficiency": 10,
    "closing_down": 8,
    "unpaid_bills": 8,
    "prepaid_credit_out": 6,
    "vacancy": 10,
    "vacation": 14,
    "weekend_home": 8,
    "heating_season_end": 6,
    "new_electric_car": 5,
    "unregistered_pv": 5,
    "worn_cover_switch": 10,
    "tariff_reprogramming": 0.5,
    "meter_exchange": 8,
    "maintenance_visit": 8,
}
# Fitters exchange what they find: so these begin late, and some are still there to be found.
FAILING = {"meter_fault": 20, "dead_board": 12, "single_white_screen": 8, "slow_drift": 10}
FAILING_FROM = (0.7, 0.98)


class Place(Scenario):
    """A scenario whose thieves keep to some zones and whose failures to one meter model."""

    def entries(self) -> list[Entry]:
        """Return what may befall customers, at the places where it does here."""
        return [
            replace(entry, whom=_rarely_but(entry.whom, _in_hot_zone))
            if entry.name in THEFTS
            else replace(entry, whom=_rarely_but(entry.whom, _has_weak_meter))
            if entry.name in FAILING
            else entry
            for entry in super().entries()
        ]


def month_end(month: int) -> dt.date:
    """Return the last day of month `month`, from 0."""
    year, place = FIRST_YEAR + month // 12, month % 12 + 1
    return dt.date(year, place, calendar.monthrange(year, place)[1])


def place(month: int, accounts: int) -> Place:
    """Return the population on which month `month` ends; each month has other people."""
    daily = Delivered(resolution="daily", energy="interval", channels=())
    nothing = Delivered(resolution="none")
    return Place(
        name=f"place {month}",
        accounts=accounts,
        days=DAYS,
        seed=SEED + month,
        start=month_end(month) - dt.timedelta(days=DAYS - 1),
        region=Region(
            timezone="Europe/Rome",
            currency="EUR",
            country="IT",
            rated_voltage_v=230,
            varied_meters=True,
            delivery={"meter": daily, "terminal": nothing},
            supply=SupplyMeters(resolution="none"),
        ),
        thefts=Kinds(
            onset=(0.15, 0.75),
            strength=(0.15, 0.7),
            named={name: Rates(a_thousand=rate) for name, rate in THEFTS.items()},
        ),
        oddities=Kinds(onset=(0.15, 0.85), named=_lawful() | _failing()),
    )


def _lawful() -> dict[str, Rates]:
    return {name: Rates(a_thousand=rate) for name, rate in LAWFUL.items()}


def _failing() -> dict[str, Rates]:
    return {name: Rates(a_thousand=rate, onset=FAILING_FROM) for name, rate in FAILING.items()}


def _rarely_but(whom: Whom, favoured: Whom) -> Whom:
    """Return `whom`, of whom those that are not favoured are left out, but one in some."""

    def chosen(roster: Roster) -> Flags:
        rarely = np.arange(len(roster)) % ELSEWHERE == 0
        return np.asarray(whom(roster) & (favoured(roster) | rarely))

    return chosen


def _in_hot_zone(roster: Roster) -> Flags:
    number = np.unique(roster.zone, return_inverse=True)[1]
    return np.asarray(number % HOT_ZONES == 0)


def _has_weak_meter(roster: Roster) -> Flags:
    return np.asarray(roster.meter_model == WEAK_MODEL)

"""The mixture: which thefts and oddities happen, how often, to whom, when and how strongly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import TariffClass, Wiring
from simulator.happening import Happening
from simulator.oddities import field_work, lower_use, outages
from simulator.roster import Roster
from simulator.thefts import bypass, counter, fixed_shunt, remote_shunt, white_screen, wiring

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Entry:
    """One line of the mixture.

    build: the happening. whom: (n,) flags of the customers it can befall. a_thousand: how
    many in a thousand accounts. from_accounts: at least one from this size on. onset: range
    as a share of the simulated time. strength: range. needs_days: shortest run that has it.
    befalls: one customer, two of one owner, a whole district, or a batch of meters.
    """

    build: type[Happening]
    whom: Callable[[Roster], Flags]
    a_thousand: float
    from_accounts: int
    onset: tuple[float, float] = (0.35, 0.7)
    strength: tuple[float, float] = (0.4, 1.0)
    needs_days: int = 10
    befalls: str = "customer"

    def count(self, accounts: int, days: int) -> int:
        """Return how often it happens among so many accounts."""
        if accounts < self.from_accounts or days < self.needs_days:
            return 0
        return max(1, int(self.a_thousand * accounts / 1000))


def _homes(roster: Roster) -> Flags:
    return roster.is_class(TariffClass.RESIDENTIAL)


def _shops(roster: Roster) -> Flags:
    return ~_homes(roster) & ~roster.is_dedicated


def _four_wire(roster: Roster) -> Flags:
    return roster.is_wired(Wiring.FOUR_WIRE) & ~roster.is_dedicated


def _four_wire_ct(roster: Roster) -> Flags:
    return _four_wire(roster) & roster.is_ct_metered


def _low_voltage(roster: Roster) -> Flags:
    return ~roster.is_dedicated


def _watched(roster: Roster) -> Flags:
    return _four_wire_ct(roster) & roster.has_terminal


def _plants(roster: Roster) -> Flags:
    industrial = roster.is_class(TariffClass.INDUSTRIAL)
    return industrial & roster.is_dedicated & roster.is_wired(Wiring.TWO_ELEMENT)


def _large(roster: Roster) -> Flags:
    return roster.is_dedicated


THEFTS: tuple[Entry, ...] = (
    Entry(remote_shunt.RemoteShunt, _plants, 1.5, 30, (0.44, 0.46), (0.8, 1.0), 21),
    Entry(white_screen.WhiteScreen, _watched, 1, 30, (0.28, 0.32), (0.6, 1.0), 21, "owner"),
    Entry(fixed_shunt.FixedShunt, _four_wire_ct, 4, 60, (0.35, 0.65), (0.3, 1.0)),
    Entry(bypass.MeterBypass, _homes, 4, 80, (0.35, 0.65), (0.4, 1.0)),
    Entry(bypass.CoverTamper, _low_voltage, 2, 150, (0.4, 0.7), (0.4, 1.0)),
    Entry(counter.RegisterRollback, _low_voltage, 2, 250),
    Entry(wiring.PhaseVoltageLost, _four_wire, 2, 350),
    Entry(bypass.NeutralBypass, _homes, 2, 450),
    Entry(bypass.ZeroUse, _low_voltage, 1.5, 700, (0.5, 0.75)),
    Entry(counter.Magnet, _homes, 1.5, 800),
    Entry(wiring.CurrentReversed, _four_wire, 1, 900),
    Entry(wiring.ReverseEnergy, _homes, 1, 1000),
)

ODDITIES: tuple[Entry, ...] = (
    Entry(outages.TransformerOutage, _low_voltage, 2, 30, (0.4, 0.7), befalls="district"),
    Entry(outages.DeadConcentrator, _low_voltage, 2, 60, (0.4, 0.8), befalls="district"),
    Entry(outages.FaultyBatch, _homes, 1, 120, (0.2, 0.4), befalls="batch"),
    Entry(outages.DeadModem, _low_voltage, 5, 50),
    Entry(lower_use.Vacation, _homes, 10, 30),
    Entry(lower_use.Vacancy, _homes, 6, 60),
    Entry(lower_use.HolidayClosure, _shops, 6, 50),
    Entry(lower_use.SeasonalClosing, _shops, 3, 200),
    Entry(lower_use.Efficiency, _shops, 5, 100),
    Entry(lower_use.Suspension, _large, 1.5, 100),
    Entry(lower_use.SinglePhaseLoad, _four_wire, 5, 70),
    Entry(field_work.MeterFault, _low_voltage, 4, 40),
    Entry(field_work.MeterExchange, _low_voltage, 8, 60),
    Entry(field_work.RatioChange, _four_wire_ct, 2, 150),
    Entry(field_work.MaintenanceVisit, _low_voltage, 8, 50),
    Entry(field_work.RoofConnection, _homes, 6, 60),
)

"""A study: one window with what all families share, computed once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.energy_balance.balance import Balance
from features.energy_balance.bookkeeping import find_balance
from features.energy_balance.books import Books, keep_books
from features.energy_balance.remapping import corrected
from features.energy_balance.topology import Topology, find_wrong_mappings
from features.exemptions import Exemptions, find_exemptions
from features.neighbours import Silence, find_silence
from features.relative_voltage import relative_voltages
from features.standstill import SHARED_MINUTES, Standstill, find_standstill
from features.surrounding_load import surrounding_volts
from features.usual import Usual, usual_energy
from features.window import Floats, Window


@dataclass(frozen=True)
class Study:
    """The window, its exempt days, silences, usual energy, standstills and voltages.

    relative_volts: (3, n, d) log voltage of each phase against the neighbours', less what goes
    with the load of others; that part is surrounding_volts, (3, n, d). balance: of
    the nodes with supply meters by the mapping on record, None where there are none. topology:
    where that mapping is wrong; corrected_balance: by the mapping that it suggests.
    """

    window: Window
    exempt: Exemptions
    silence: Silence
    usual: Usual
    standstill: Standstill
    relative_volts: Floats
    surrounding_volts: Floats
    balance: Balance | None = None
    topology: Topology | None = None
    corrected_balance: Balance | None = None

    @property
    def books(self) -> Books | None:
        """What is kept of the balances once the accounts are judged."""
        if self.balance is None or self.topology is None or self.corrected_balance is None:
            return None
        return keep_books(self.balance, self.topology, self.corrected_balance)


def study(window: Window) -> Study:
    """Compute what the families share. Lawful causes come first and mask what follows."""
    exempt = find_exemptions(window)
    silence = find_silence(window)
    outage = silence.shared_minutes >= SHARED_MINUTES
    usual = usual_energy(window, outage | exempt.not_supplied)
    standstill = _without(find_standstill(window, silence, usual), exempt)
    volts, balance = relative_voltages(window), find_balance(window)
    around = surrounding_volts(window, volts)
    common = (window, exempt, silence, usual, standstill, volts - around, around)
    if balance is None:
        return Study(*common)
    topology = find_wrong_mappings(window, balance)
    return Study(*common, balance, topology, corrected(window, balance, topology))


def _without(found: Standstill, exempt: Exemptions) -> Standstill:
    lawful = exempt.not_supplied | exempt.exchanged
    return Standstill(
        dark_minutes=found.dark_minutes,
        lost_share=found.lost_share,
        guilty_minutes=np.where(lawful, 0.0, found.guilty_minutes),
        lost_kwh=np.where(lawful, 0.0, found.lost_kwh),
        is_communication=found.is_communication,
    )

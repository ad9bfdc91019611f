"""Whom an entry of the mixture can befall: flags of customers, (n,) each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import TariffClass, Wiring
from simulator.roster import Roster

Flags = NDArray[np.bool_]


def homes(roster: Roster) -> Flags:
    """Return homes."""
    return roster.is_class(TariffClass.RESIDENTIAL)


def shops(roster: Roster) -> Flags:
    """Return businesses without a transformer of their own."""
    return ~homes(roster) & ~roster.is_dedicated


def four_wire(roster: Roster) -> Flags:
    """Return 3P4W on a shared transformer."""
    return roster.is_wired(Wiring.FOUR_WIRE) & ~roster.is_dedicated


def four_wire_ct(roster: Roster) -> Flags:
    """Return 3P4W behind current transformers."""
    return four_wire(roster) & roster.is_ct_metered


def low_voltage(roster: Roster) -> Flags:
    """Return on a shared transformer."""
    return ~roster.is_dedicated


def watched(roster: Roster) -> Flags:
    """Return 3P4W behind current transformers, with a terminal."""
    return four_wire_ct(roster) & roster.has_terminal


def plants(roster: Roster) -> Flags:
    """Return 10 kV industrial customers, 3P3W."""
    industrial = roster.is_class(TariffClass.INDUSTRIAL)
    return industrial & roster.is_dedicated & roster.is_wired(Wiring.TWO_ELEMENT)


def large(roster: Roster) -> Flags:
    """Return customers of dedicated transformers."""
    return roster.is_dedicated


def ct_metered(roster: Roster) -> Flags:
    """Return all behind current transformers, 3P4W or 3P3W."""
    return np.asarray(roster.is_ct_metered)


def direct_four_wire(roster: Roster) -> Flags:
    """Return 3P4W connected directly."""
    return four_wire(roster) & ~roster.is_ct_metered


def unwatched(roster: Roster) -> Flags:
    """Return homes and shops without a terminal."""
    return low_voltage(roster) & ~roster.has_terminal


def two_element(roster: Roster) -> Flags:
    """Return 3P3W at 10 kV."""
    return roster.is_wired(Wiring.TWO_ELEMENT)


def large_apart(roster: Roster) -> Flags:
    """Return large customers whose terminal hangs on current transformers of its own."""
    return large(roster) & roster.has_terminal & roster.on_own_ct


def large_together(roster: Roster) -> Flags:
    """Return large customers whose terminal hangs on the meter's current transformers."""
    return large(roster) & roster.has_terminal & ~roster.on_own_ct


def businesses(roster: Roster) -> Flags:
    """Return all that are no homes, large ones too."""
    return ~homes(roster)


def industry(roster: Roster) -> Flags:
    """Return plants and workshops of any size."""
    return roster.is_class(TariffClass.INDUSTRIAL)


def farms(roster: Roster) -> Flags:
    """Return farms and pumps."""
    return roster.is_class(TariffClass.AGRICULTURAL)


def public(roster: Roster) -> Flags:
    """Return schools and offices of the state without a transformer of their own."""
    return roster.is_class(TariffClass.PUBLIC) & ~roster.is_dedicated


def with_terminal(roster: Roster) -> Flags:
    """Return customers with a load-management terminal, large or not."""
    return np.asarray(roster.has_terminal)

"""Mappings that records have wrong, and what witnesses beside energy say of each pair."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from features.window import Codes, Flags, Floats


@dataclass(frozen=True)
class Mappings:
    """k loads that are recorded under one node and behave as if fed by another, (k,) each.

    unit: the load. recorded, suggested: nodes. here, there: kWh of loss that come with a kWh
    of the load at either, with standard errors. voltage, outage, concentrator: log odds that
    these bring for the suggested node, 0 where they cannot tell. by_loss_here, by_loss_there,
    by_voltage, by_outage, by_concentrator: which witnesses speak for the suggestion.
    confidence: probability that the suggestion is right.
    """

    unit: Codes
    recorded: Codes
    suggested: Codes
    here: Floats
    here_error: Floats
    there: Floats
    there_error: Floats
    by_loss_here: Flags
    by_loss_there: Flags
    by_voltage: Flags
    by_outage: Flags
    by_concentrator: Flags
    confidence: Floats

    def __len__(self) -> int:
        return len(self.unit)

    @staticmethod
    def joined(parts: list[Mappings]) -> Mappings:
        """Return all parts as one, by unit."""
        columns = {
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(Mappings)
        }
        order = np.argsort(columns["unit"], kind="stable")
        return Mappings(**{name: column[order] for name, column in columns.items()})


@dataclass(frozen=True)
class OtherWitnesses:
    """Log odds (p,) that a load hangs on the other node of each pair, 0 where unknown."""

    voltage: Floats
    outage: Floats
    concentrator: Floats

    @property
    def total(self) -> Floats:
        """(p,) what they say together."""
        return self.voltage + self.outage + self.concentrator

    @staticmethod
    def silent(pairs: int) -> OtherWitnesses:
        """Return witnesses that say nothing."""
        return OtherWitnesses(np.zeros(pairs), np.zeros(pairs), np.zeros(pairs))

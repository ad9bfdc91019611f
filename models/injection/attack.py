"""An attack: what it is called, what it needs to be possible, how strong it can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from models.injection.curve import Curve, Tampered
from pipeline.contract.vocabulary import Means

Apply = Callable[[Curve, float, np.random.Generator], Tampered]


class Kind(StrEnum):
    """Where an attack takes hold."""

    PHYSICAL = "physical"
    REGISTER = "register"
    FALSIFIED = "falsified"


class Need(StrEnum):
    """What an account's readings must have; the words say what is missing otherwise."""

    ENERGY = "no energy readings"
    REGISTER = "no registers"
    CURRENTS = "no currents"
    VOLTAGES = "no voltages"
    POWER = "no active power"
    NEUTRAL = "no neutral current at one-phase meters"
    THREE_PHASES = "no three-phase meter with all its currents"
    WIRING = "no known wiring"
    HOURS = "no readings within the day"
    DAYS = "no daily readings"
    ENERGY_ALONE = "currents are read: the physical attacks stand for it"


@dataclass(frozen=True)
class Attack:
    """One way of hiding energy.

    Attributes
    ----------
    name: how the report calls it.
    kind: where it takes hold.
    title: what is done, for people.
    needs: what the account's readings must have.
    strengths: of increasing effect, one case each.
    unit: of the strength; the empty text where there is but one strength.
    means: what may rightly be suspected; the first is the thing itself.
    apply: the attack.
    follows: whether a load-management terminal on the same current transformer sees it too.
    """

    name: str
    kind: Kind
    title: str
    needs: tuple[Need, ...]
    strengths: tuple[float, ...]
    unit: str
    means: tuple[Means, ...]
    apply: Apply
    follows: bool = False

    def label(self, strength: float) -> str:
        """Return the strength for people: `40 %`, `6 h`; the empty text if there is but one."""
        if not self.unit:
            return ""
        return f"{100 * strength:.0f} %" if self.unit == "share" else f"{strength:g} {self.unit}"

"""Possibility: which attacks each account's readings allow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from features.window import Flags, Window
from models.injection.attack import Attack, Need
from pipeline.contract.vocabulary import Wiring

RECENT_DAYS = 35
# So many readings a day tell hours; so large a share of the days must be read to be daily.
HOURLY_ROWS = 8
READ_SHARE = 0.5


def needs_met(window: Window) -> dict[Need, Flags]:
    """Need to (n,) whether the account's readings of the recent weeks have it."""
    wiring = window.text.get("wiring", np.full(window.shape[0], ""))
    one_phase = wiring == Wiring.ONE_PHASE.value
    four_wire = wiring == Wiring.FOUR_WIRE.value
    two_element = wiring == Wiring.TWO_ELEMENT.value
    current = {phase: _has(window, f"i_{phase}_mean_a") for phase in "abc"}
    rows = window.fact("rows_count")[:, -RECENT_DAYS:]
    read = (rows > 0).mean(axis=1)
    three = (four_wire & current["b"]) | two_element
    return {
        Need.ENERGY: np.asarray(np.isfinite(window.kwh[:, -RECENT_DAYS:]).any(axis=1)),
        Need.REGISTER: _has(window, "register_last_kwh"),
        Need.CURRENTS: current["a"],
        Need.VOLTAGES: _has(window, "u_a_mean_v"),
        Need.POWER: _has(window, "pf_mean"),
        Need.NEUTRAL: one_phase & _has(window, "i_n_mean_a"),
        Need.THREE_PHASES: three & current["a"] & current["c"],
        Need.WIRING: one_phase | four_wire | two_element,
        Need.HOURS: (rows >= HOURLY_ROWS).mean(axis=1) >= READ_SHARE,
        Need.DAYS: read >= READ_SHARE,
        Need.ENERGY_ALONE: ~current["a"],
    }


def allowed(attacks: Sequence[Attack], met: dict[Need, Flags]) -> NDArray[np.bool_]:
    """(attacks, n) whether each account has all that the attack needs."""
    return np.array([np.all([met[need] for need in attack.needs], axis=0) for attack in attacks])


def missing_needs(attack: Attack, met: dict[Need, Flags], candidates: Flags) -> str:
    """Return why `attack` is possible at none of the `candidates` (n,)."""
    unmet = [need.value for need in attack.needs if not (met[need] & candidates).any()]
    return ", ".join(unmet) or "no account has all that it needs"


def _has(window: Window, fact: str) -> Flags:
    return np.asarray(np.isfinite(window.fact(fact)[:, -RECENT_DAYS:]).any(axis=1))

"""Displays: what stands on meters and terminals at the end of each slot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import Wiring
from simulator.elements import Elements

Floats = NDArray[np.float64]
Block = NDArray[np.float32]

CURVES = ("p_kw", "q_kvar", "u_a", "u_b", "u_c", "i_a", "i_b", "i_c", "i_n", "pf")
DECIMALS = {"p_kw": 4, "q_kvar": 4, "pf": 3, **dict.fromkeys(("u_a", "u_b", "u_c"), 1)}
CURRENT_DECIMALS = 3


@dataclass(frozen=True)
class Display:
    """What m devices show at each slot's end, (m, T) each: registers and `CURVES`, secondary."""

    register_kwh: Floats
    export_kwh: Floats
    curves: dict[str, Block]


def rounded(name: str, values: NDArray[np.floating]) -> Block:
    """Return values of the curve `name` with the digits that a display has."""
    return np.round(values, DECIMALS.get(name, CURRENT_DECIMALS)).astype(np.float32)


def curves_of(elements: Elements, wiring: NDArray[np.str_], neutral: Block) -> dict[str, Block]:
    """Return `CURVES` (m, T) as displayed; NaN where the wiring has no such channel.

    neutral (m, 1): gain of the sensor of the neutral current, NaN where there is none.
    """
    p = elements.power_w / 1000
    q = elements.q_var.sum(axis=0) / np.float32(1000)
    apparent = np.hypot(p, q)
    with np.errstate(invalid="ignore", divide="ignore"):
        pf = np.where(apparent > 0, p / apparent, 1).astype(np.float32)
    curves = {"p_kw": p, "q_kvar": q, "pf": pf, "i_n": elements.neutral_a * neutral}
    sign = np.where(elements.p_w < 0, np.float32(-1), np.float32(1))
    for phase, name in enumerate("abc"):
        curves[f"u_{name}"] = elements.u_v[phase].copy()
        curves[f"i_{name}"] = elements.i_a[phase] * sign[phase]
    _blank(curves, wiring)
    return {name: rounded(name, curves[name]) for name in CURVES}


def _blank(curves: dict[str, Block], wiring: NDArray[np.str_]) -> None:
    one, two = wiring == Wiring.ONE_PHASE.value, wiring == Wiring.TWO_ELEMENT.value
    absent = {"b": one | two, "c": one, "n": two}
    for name, rows in absent.items():
        for quantity in ("u", "i"):
            if f"{quantity}_{name}" in curves:
                curves[f"{quantity}_{name}"][rows] = np.nan

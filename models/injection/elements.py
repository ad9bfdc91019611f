"""Measuring elements of a meter: complex power of each by wiring, changed and summed again.

One-phase and four-wire meters sum U I of each phase. A three-wire meter has two elements:
Uab Ia, whose voltage leads by 30 degrees, and Ucb Ic, whose voltage lags by 30 degrees. So
a shunt over one of them leaves other shares of the power and another power factor: at a
power factor of 0.90 the meter counts 64 % after a full shunt of A, 36 % after one of C.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.window import Floats
from models.injection.curve import Channels, Curve
from models.injection.energy import row_energy, scaled_energy
from pipeline.contract.vocabulary import Wiring

Complexes = NDArray[np.complex128]

ANGLE = {"a": np.exp(1j * np.pi / 6), "c": np.exp(-1j * np.pi / 6)}
PHASES = {
    Wiring.ONE_PHASE.value: ("a",),
    Wiring.TWO_ELEMENT.value: ("a", "c"),
    Wiring.FOUR_WIRE.value: ("a", "b", "c"),
}
# Assumed where neither reactive power nor a power factor is measured.
USUAL_POWER_FACTOR = 0.95


@dataclass(frozen=True)
class Gain:
    """What an attack does to one element, (k,) each, 1 where nothing.

    voltage, current: factors on what the element shows; negative is reversed. turn: angle
    in radians by which the current falls behind further.
    """

    voltage: Floats
    current: Floats
    turn: Floats

    @property
    def power(self) -> Complexes:
        """(k,) factor on the element's complex power."""
        return np.asarray(self.voltage * self.current * np.exp(1j * self.turn))


def total_power(curve: Curve) -> Complexes:
    """(k,) P + jQ in kW and kvar; NaN where the meter tells no power."""
    active = curve.channel("p_kw")
    factor = np.abs(np.nan_to_num(curve.channel("pf"), nan=USUAL_POWER_FACTOR))
    angle = np.arccos(np.clip(factor, 0.05, 1.0))
    reactive = curve.channel("q_kvar")
    return np.asarray(
        active + 1j * np.where(np.isfinite(reactive), reactive, active * np.tan(angle))
    )


def element_powers(curve: Curve) -> dict[str, Complexes]:
    """Phase to complex power (k,) of its element; they sum up to the meter's power.

    KeyError for a wiring that is unknown.
    """
    total = total_power(curve)
    phases = PHASES[curve.wiring]
    angle = np.exp(1j * np.angle(np.where(np.isfinite(total), total, 1.0)))
    raw = {phase: _apparent(curve, phase) * _shifted(curve, phase, angle) for phase in phases}
    whole = np.sum(list(raw.values()), axis=0)
    loaded = np.abs(whole) > 0
    even = total / len(phases)
    return {
        phase: np.where(loaded, one / np.where(loaded, whole, 1.0) * total, even)
        for phase, one in raw.items()
    }


def with_gains(curve: Curve, gains: Mapping[str, Gain]) -> Curve:
    """Return the curve as read when elements are changed by `gains` (phase to gain).

    Voltages, currents, P, Q, power factor and forward energy follow. Backward power stops
    the forward register and drives the reverse one where there is one. Where the meter
    tells no power its energy follows a usual power factor.
    """
    known = curve if curve.has("p_kw") else curve.changed({"p_kw": np.ones(curve.rows)})
    elements = element_powers(known)
    before = np.sum(list(elements.values()), axis=0)
    after = np.sum(
        [one * gains[phase].power if phase in gains else one for phase, one in elements.items()],
        axis=0,
    )
    kept = _real_ratio(after, before)
    since = curve.since
    factor = 1.0 + since * (np.clip(kept, 0.0, 1.0) - 1.0)
    channels = scaled_energy(curve, factor) | _exported(curve, kept)
    for phase, gain in gains.items():
        channels |= _times(curve, f"u_{phase}", gain.voltage)
        channels |= _times(curve, f"i_{phase}", gain.current)
    return curve.changed(channels | _powers(curve, before, after))


def _apparent(curve: Curve, phase: str) -> Floats:
    voltage, current = curve.channel(f"u_{phase}"), curve.channel(f"i_{phase}")
    # Shares of power count alone: without voltages they go by current.
    return np.asarray(np.nan_to_num(np.where(np.isfinite(voltage), voltage, 1.0) * np.abs(current)))


def _shifted(curve: Curve, phase: str, angle: Complexes) -> Complexes:
    return angle * ANGLE[phase] if curve.wiring == Wiring.TWO_ELEMENT.value else angle


def _real_ratio(after: Complexes, before: Complexes) -> Floats:
    flows = np.abs(before.real) > 0
    ratio = after.real / np.where(flows, before.real, 1.0)
    return np.where(flows & np.isfinite(ratio), ratio, 1.0)


def _exported(curve: Curve, kept: Floats) -> Channels:
    if not curve.has("export_register_kwh"):
        return {}
    backward = row_energy(curve) * np.maximum(-kept, 0.0) * curve.since
    return {"export_register_kwh": curve.channel("export_register_kwh") + np.cumsum(backward)}


def _times(curve: Curve, name: str, factor: Floats) -> Channels:
    if not curve.has(name):
        return {}
    values = curve.channel(name)
    return {name: np.where(factor == 1, values, values * factor)}


def _powers(curve: Curve, before: Complexes, after: Complexes) -> Channels:
    same = np.isclose(after, before, rtol=1e-12, atol=0)
    size = np.abs(after)
    factor = np.divide(after.real, size, out=np.zeros(len(size)), where=size > 0)
    new = {"p_kw": after.real, "q_kvar": after.imag, "pf": factor}
    return {
        name: np.where(same | np.isnan(curve.channel(name)), curve.channel(name), values)
        for name, values in new.items()
        if curve.has(name)
    }

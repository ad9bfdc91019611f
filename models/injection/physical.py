"""Physical attacks on a meter's circuits: shunts, reversals, lost voltages, bypasses.

Each takes a curve, a strength and a random generator, and returns what is read afterwards.
Rows before the onset stay as they are.
"""

from __future__ import annotations

import numpy as np

from features.window import Flags
from models.injection.curve import Curve, Tampered
from models.injection.elements import PHASES, Gain, with_gains
from models.injection.energy import scaled_energy
from models.injection.hours import drawn_bouts, peak_bouts, since_onset
from pipeline.contract.vocabulary import EventCode

SHUNT_DAYS_SHARE = 0.8
MAGNET_DAYS_SHARE = 0.8
MAGNET_HOURS = (4.0, 10.0)


def shunt_phase(curve: Curve, strength: float, rng: np.random.Generator) -> Tampered:
    """Shunt `strength` of the current of one phase past its transformer, all the time."""
    return _one_phase(curve, rng, current=1.0 - strength)


def shunt_remotely(curve: Curve, strength: float, rng: np.random.Generator) -> Tampered:
    """Shunt `strength` of all phases' currents in bouts of the peak hours, by remote control."""
    inside = peak_bouts(curve, rng, SHUNT_DAYS_SHARE)
    return Tampered.of(_all_phases(curve, inside, 1.0 - strength))


def reverse_current(curve: Curve, strength: float, rng: np.random.Generator) -> Tampered:
    """Turn the current transformer of one phase round; `strength` is 1."""
    return _one_phase(curve, rng, current=-strength, code=EventCode.REVERSE_FLOW)


def lose_voltage(curve: Curve, strength: float, rng: np.random.Generator) -> Tampered:
    """Take `strength` of the voltage of one element away."""
    return _one_phase(curve, rng, voltage=1.0 - strength, code=EventCode.VOLTAGE_LOST)


def shift_phases(curve: Curve, strength: float, _rng: np.random.Generator) -> Tampered:
    """Turn the angle of every element by `strength` degrees."""
    inside = since_onset(curve)
    gain = Gain(np.ones(curve.rows), np.ones(curve.rows), np.radians(strength) * inside)
    return Tampered.of(with_gains(curve, dict.fromkeys(PHASES[curve.wiring], gain)))


def bypass_neutral(curve: Curve, strength: float, rng: np.random.Generator) -> Tampered:
    """Let `strength` of the load return by earth: the line is measured less, the neutral not."""
    return _one_phase(curve, rng, current=1.0 - strength)


def bypass_meter(curve: Curve, strength: float, _rng: np.random.Generator) -> Tampered:
    """Lead `strength` of the load round the meter, all the time."""
    return Tampered.of(_all_phases(curve, since_onset(curve), 1.0 - strength))


def hold_magnet(curve: Curve, strength: float, rng: np.random.Generator) -> Tampered:
    """Slow the meter by `strength` with a magnet for some hours on most nights and days."""
    inside = drawn_bouts(curve, rng, days_share=MAGNET_DAYS_SHARE, hours=MAGNET_HOURS)
    began = inside & ~np.concatenate(([False], inside[:-1]))
    events = _events(curve, began, EventCode.MAGNETIC_FIELD)
    return Tampered.of(_all_phases(curve, inside, 1.0 - strength), events)


def _one_phase(
    curve: Curve,
    rng: np.random.Generator,
    *,
    voltage: float = 1.0,
    current: float = 1.0,
    code: EventCode | None = None,
) -> Tampered:
    """Change one drawn phase since the onset; the meter reports `code` once a day."""
    phase = str(rng.choice(PHASES[curve.wiring]))
    inside = since_onset(curve)
    ones = np.ones(curve.rows)
    gain = Gain(np.where(inside, voltage, 1.0), np.where(inside, current, 1.0), 0.0 * ones)
    if code is None:
        return Tampered.of(with_gains(curve, {phase: gain}))
    new_day = inside & np.concatenate(([True], np.diff(curve.day) > 0))[: curve.rows]
    return Tampered.of(with_gains(curve, {phase: gain}), _events(curve, new_day, code))


def _all_phases(curve: Curve, inside: Flags, left: float) -> Curve:
    """Leave the share `left` of all currents, powers and energy in rows `inside`."""
    factor = np.where(inside, left, 1.0)
    energy = scaled_energy(curve, 1.0 - (1.0 - factor) * curve.since)
    scaled = {
        name: np.where(inside, curve.channel(name) * left, curve.channel(name))
        for name in ("p_kw", "q_kvar", "i_a", "i_b", "i_c", "i_n")
        if curve.has(name)
    }
    return curve.changed(energy | scaled)


def _events(curve: Curve, rows: Flags, code: EventCode) -> tuple[tuple[int, str], ...]:
    return tuple((int(instant), code.value) for instant in curve.ts_us[rows])

"""Attacks that let the meter stand: hung in hours of need, silent or frozen, or always at zero."""

from __future__ import annotations

import numpy as np

from features.window import Flags
from models.injection.curve import Curve, Tampered
from models.injection.energy import row_energy, scaled_energy
from models.injection.hours import drawn_bouts, last_of_bouts, since_onset
from pipeline.contract.vocabulary import EventCode

HANG_DAYS_SHARE = 0.6
FREEZING = ("p_kw", "q_kvar", "u_a", "u_b", "u_c", "i_a", "i_b", "i_c", "i_n", "pf")
STILL = ("p_kw", "q_kvar", "i_a", "i_b", "i_c", "i_n")


def hang_silent(curve: Curve, strength: float, rng: np.random.Generator) -> Tampered:
    """Hang the meter for about `strength` hours on most days: no reading, nothing counted."""
    inside, events = _hang(curve, strength, rng)
    lost = scaled_energy(curve, np.where(inside, 0.0, 1.0))
    return Tampered(curve.changed(lost), ~inside, events)


def hang_frozen(curve: Curve, strength: float, rng: np.random.Generator) -> Tampered:
    """Hang the meter for about `strength` hours on most days: the last values are repeated."""
    inside, events = _hang(curve, strength, rng)
    source = np.maximum.accumulate(np.where(inside, -1, np.arange(curve.rows)))
    source = np.where(source < 0, np.arange(curve.rows), source)
    frozen = {name: curve.channel(name)[source] for name in FREEZING if curve.has(name)}
    lost = scaled_energy(curve, np.where(inside, 0.0, 1.0))
    return Tampered.of(curve.changed(lost | frozen), events)


def stand_still(curve: Curve, _strength: float, _rng: np.random.Generator) -> Tampered:
    """Count nothing any more while the voltage is there."""
    inside = since_onset(curve)
    still = {
        name: np.where(inside & np.isfinite(curve.channel(name)), 0.0, curve.channel(name))
        for name in STILL
        if curve.has(name)
    }
    return Tampered.of(curve.changed(scaled_energy(curve, 1.0 - curve.since) | still))


def roll_back(curve: Curve, strength: float, rng: np.random.Generator) -> Tampered:
    """Set the register back by `strength` days of use, in one night of the first week."""
    register = curve.channel("register_kwh")
    own = row_energy(curve)[curve.since == 0].sum()
    days = max(float(curve.minutes[curve.since == 0].sum()) / 1440.0, 1.0)
    night = int(rng.integers(1, 7))
    after = curve.day >= night
    set_back = np.maximum(register - own / days * strength, 0.0)
    kept = np.round(set_back, 2)
    return Tampered.of(curve.changed({"register_kwh": np.where(after, kept, register)}))


def _hang(
    curve: Curve, hours: float, rng: np.random.Generator
) -> tuple[Flags, tuple[tuple[int, str], ...]]:
    """Rows in which the meter hangs, and what it reports when it comes back."""
    span = (0.75 * hours, min(1.25 * hours, 24.0))
    inside = drawn_bouts(curve, rng, days_share=HANG_DAYS_SHARE, hours=span)
    back = curve.ts_us[last_of_bouts(inside)]
    codes = (EventCode.POWER_UP, EventCode.METER_RESTART)
    return inside, tuple((int(instant), code.value) for instant in back for code in codes)

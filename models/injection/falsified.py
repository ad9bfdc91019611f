"""Falsified readings: the published attacks on energy alone.

The six of P. Jokar, N. Arianpoo, V. C. M. Leung, "Electricity theft detection in AMI using
customers' consumption patterns", IEEE Trans. Smart Grid 7 (2016), and the six of K. Zheng,
Q. Chen, Y. Wang, C. Kang, Q. Xia, "A novel combined data-driven approach for electricity
theft detection", IEEE Trans. Industrial Informatics 15 (2019), arXiv:2411.06649.

They are laid over the energy of the meter's own readings, at their own resolution. "A day"
of the papers is the local day; where readings are daily it is a block of thirty days.
Energies of rows with gaps before them are taken by their rate, so that a long span is not
mistaken for high use.
"""

from __future__ import annotations

import numpy as np

from features.window import Floats
from models.injection.curve import Curve, Tampered
from models.injection.energy import reduced_energy, row_energy
from models.injection.hours import drawn_bouts

BLOCK_DAYS = 30
MONTH_DAYS = 28
LEAST_OFF_HOURS = 4.0


def jokar_h1(curve: Curve, strength: float, _rng: np.random.Generator) -> Tampered:
    """Hide the share `strength` of every reading."""
    return _reported(curve, row_energy(curve) * (1.0 - strength))


def jokar_h2(curve: Curve, strength: float, rng: np.random.Generator) -> Tampered:
    """Report nothing for `strength` hours a day, at another time each day."""
    return _off(curve, (LEAST_OFF_HOURS, 2.0 * strength - LEAST_OFF_HOURS), rng)


def jokar_h3(curve: Curve, _strength: float, rng: np.random.Generator) -> Tampered:
    """Report 10 to 80 % of each reading, drawn anew for each."""
    return _reported(curve, row_energy(curve) * rng.uniform(0.1, 0.8, curve.rows))


def jokar_h4(curve: Curve, _strength: float, rng: np.random.Generator) -> Tampered:
    """Report 10 to 80 % of the day's mean, drawn anew for each reading."""
    return _reported(curve, _mean_energy(curve) * rng.uniform(0.1, 0.8, curve.rows))


def jokar_h5(curve: Curve, _strength: float, _rng: np.random.Generator) -> Tampered:
    """Report the day's mean all day: nothing is hidden but when it was used."""
    return _reported(curve, _mean_energy(curve))


def jokar_h6(curve: Curve, _strength: float, _rng: np.random.Generator) -> Tampered:
    """Report each day backwards: its sum stays."""
    energy = row_energy(curve)
    forward = np.lexsort((np.arange(curve.rows), curve.day))
    backward = np.lexsort((-np.arange(curve.rows), curve.day))
    reported = np.empty(curve.rows)
    reported[forward] = energy[backward]
    return _reported(curve, reported)


def zheng_fdi1(curve: Curve, _strength: float, rng: np.random.Generator) -> Tampered:
    """Report a fixed share of every reading, 20 to 80 %."""
    return _reported(curve, row_energy(curve) * rng.uniform(0.2, 0.8))


def zheng_fdi2(curve: Curve, strength: float, _rng: np.random.Generator) -> Tampered:
    """Cut off what exceeds a level: the share `strength` of the month's highest use."""
    return _reported(curve, np.minimum(row_energy(curve), _level(curve, strength)))


def zheng_fdi3(curve: Curve, strength: float, _rng: np.random.Generator) -> Tampered:
    """Take a level, the share `strength` of the month's highest use, off every reading."""
    return _reported(curve, np.maximum(row_energy(curve) - _level(curve, strength), 0.0))


def zheng_fdi4(curve: Curve, _strength: float, rng: np.random.Generator) -> Tampered:
    """Report nothing for a drawn period of at least four hours a day."""
    return _off(curve, (LEAST_OFF_HOURS, 24.0), rng)


def zheng_fdi5(curve: Curve, _strength: float, rng: np.random.Generator) -> Tampered:
    """Report 20 to 80 % of each reading, drawn anew for each."""
    return _reported(curve, row_energy(curve) * rng.uniform(0.2, 0.8, curve.rows))


def zheng_fdi6(curve: Curve, _strength: float, rng: np.random.Generator) -> Tampered:
    """Report 20 to 80 % of the mean of the month before, drawn anew for each reading."""
    month = _month_before(curve)
    minutes = curve.minutes
    rate = row_energy(curve)[month].sum() / max(float(minutes[month].sum()), 1.0)
    return _reported(curve, rate * minutes * rng.uniform(0.2, 0.8, curve.rows))


def _off(curve: Curve, hours: tuple[float, float], rng: np.random.Generator) -> Tampered:
    inside = drawn_bouts(curve, rng, days_share=1.0, hours=hours)
    return _reported(curve, np.where(inside, 0.0, row_energy(curve)))


def _reported(curve: Curve, energy: Floats) -> Tampered:
    """Report `energy` (k,) since the onset; power, where it is read, follows."""
    own = row_energy(curve)
    lost = np.where(curve.since > 0, (own - energy) * curve.since, 0.0)
    channels = reduced_energy(curve, lost)
    ratio = np.divide(energy, own, out=np.ones(curve.rows), where=own > 0)
    for name in ("p_kw", "q_kvar"):
        if curve.has(name):
            values = curve.channel(name)
            channels[name] = np.where(curve.since > 0, values * ratio, values)
    return Tampered.of(curve.changed(channels))


def _mean_energy(curve: Curve) -> Floats:
    """(k,) each row's energy at the mean rate of its day; of its thirty days if daily."""
    days = BLOCK_DAYS if curve.is_daily else 1
    _, block = np.unique(curve.day // days, return_inverse=True)
    minutes = curve.minutes
    energy = np.bincount(block, row_energy(curve))
    total = np.maximum(np.bincount(block, minutes), 1e-9)
    return np.asarray((energy / total)[block] * minutes)


def _month_before(curve: Curve) -> np.ndarray:
    return np.asarray((curve.day < 0) & (curve.day >= -MONTH_DAYS))


def _level(curve: Curve, share: float) -> Floats:
    """(k,) energy of each row's span at `share` of the highest rate of the month before."""
    month, minutes = _month_before(curve), curve.minutes
    rates = row_energy(curve)[month] / np.maximum(minutes[month], 1e-9)
    highest = float(rates.max()) if len(rates) else 0.0
    return np.asarray(share * highest * minutes)

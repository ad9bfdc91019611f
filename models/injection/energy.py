"""Energy of a curve's rows, and how less of it is written into its energy channels."""

from __future__ import annotations

import numpy as np

from features.window import Floats
from models.injection.curve import Channels, Curve

# A register is taken to count in steps of a power of ten down to this.
MOST_DECIMALS = 6


def row_energy(curve: Curve) -> Floats:
    """(k,) kWh of each row's span: delivered intervals, else the register, else power; no NaN."""
    interval = curve.channel("interval_kwh")
    if curve.has("interval_kwh"):
        return np.nan_to_num(interval)
    if curve.has("register_kwh"):
        return register_energy(curve)
    return np.nan_to_num(np.maximum(curve.channel("p_kw"), 0.0)) * curve.minutes / 60.0


def register_energy(curve: Curve) -> Floats:
    """(k,) kWh by the forward register; its advance spread over the rows that it spans.

    Rows without a register share the next one's advance by their power, evenly where power
    is unknown. A fall is no energy.
    """
    register = curve.channel("register_kwh")
    known = np.flatnonzero(np.isfinite(register))
    energy = np.zeros(curve.rows)
    if len(known) < 2:
        return energy
    span = np.searchsorted(known, np.arange(curve.rows))
    inside = (span > 0) & (span < len(known))
    power = np.maximum(curve.channel("p_kw"), 0.0)
    weight = np.where(np.isfinite(power), power, 0.0) * curve.minutes
    total = np.bincount(span, weight, len(known) + 1)
    size = np.bincount(span, minlength=len(known) + 1)
    share = np.where(total[span] > 0, weight / np.maximum(total[span], 1e-300), 1.0 / size[span])
    advance = np.concatenate(([0.0], np.maximum(np.diff(register[known]), 0.0)))
    energy[inside] = (advance[np.minimum(span, len(known) - 1)] * share)[inside]
    return energy


def scaled_energy(curve: Curve, factor: Floats) -> Channels:
    """Return the energy channels with each row's energy times `factor` (k,), 0 to 1."""
    channels: Channels = {}
    if curve.has("interval_kwh"):
        channels["interval_kwh"] = curve.channel("interval_kwh") * factor
    if curve.has("register_kwh"):
        channels["register_kwh"] = _set_back(curve, register_energy(curve) * (1.0 - factor))
    return channels


def reduced_energy(curve: Curve, lost: Floats) -> Channels:
    """Return the energy channels with `lost` (k,) kWh less in each row; no row below zero.

    Where a row loses nothing its values stay bit by bit.
    """
    channels: Channels = {}
    if curve.has("interval_kwh"):
        interval = curve.channel("interval_kwh")
        channels["interval_kwh"] = np.where(lost == 0, interval, np.maximum(interval - lost, 0.0))
    if curve.has("register_kwh"):
        # Intervals and registers are rounded apart: the register must not fall for that.
        own = register_energy(curve)
        channels["register_kwh"] = _set_back(curve, np.minimum(lost, own))
    return channels


def register_decimals(register: Floats) -> int:
    """Return how many decimals the register counts in; MOST_DECIMALS if it is finer."""
    known = register[np.isfinite(register)]
    for decimals in range(MOST_DECIMALS):
        if np.allclose(known, np.round(known, decimals), rtol=0, atol=1e-7):
            return decimals
    return MOST_DECIMALS


def _set_back(curve: Curve, lost: Floats) -> Floats:
    """Register less all that was lost up to each row, in the steps that it counts in."""
    register = curve.channel("register_kwh")
    behind = np.cumsum(lost)
    less = np.round(np.maximum(register - behind, 0.0), register_decimals(register))
    return np.where(behind == 0, register, less)


def energy_since_onset(curve: Curve) -> float:
    """Return the kWh of all rows after the onset."""
    return float((row_energy(curve) * curve.since).sum())

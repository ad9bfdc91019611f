"""Apparent power: what voltage times current say, against the power that the meter counts.

S = sum of U I is the size of the load whatever the angle; the meter's hypot(P, Q) over it is
1 while the meter is consistent, and P over it is the power factor seen. Where no reactive
power is delivered, P over it is all there is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.robust import row_median, row_quantile
from features.study import Study
from features.window import Flags, Floats, Window
from pipeline.contract.facts import PHASES
from pipeline.contract.vocabulary import Wiring

TWO_ELEMENT_SHARE = np.sqrt(3.0) / 2
LOW_SHARE = 0.92
LEAST_USUAL_DAYS = 3
# No load worth metering is used to a lower power factor.
LEAST_ACTIVE = 0.1
# A smaller load is all rounding.
LEAST_KVA = 0.01
HIGH_SHARE = 0.8
# More than this, and currents are missing: two elements of which one is shunted show it.
MOST_SHARE = 1.03
# A phase that misses more of U I than this has lost voltage; its power says little else.
LEAST_VOLTAGE_DEFICIT = 0.015
# Below it, the meter was never consistent in this window: 1 is what it should be.
CONSISTENT_SHARE = 0.8


@dataclass(frozen=True)
class ApparentPower:
    """Apparent power of n accounts over d days, each (n, d), NaN where unknown or idle.

    kva: mean of sum U I on the secondary side; U I of two elements times sqrt(3) / 2.
    apparent: hypot(P, Q) over it. factor: P over hypot(P, Q). active: P over sum U I.
    usual_apparent: (n,) of a usual day, 1 where no day was consistent. whole_kva: what `kva`
    would be if every phase had the voltage of the best.
    """

    kva: Floats
    apparent: Floats
    factor: Floats
    active: Floats
    usual_apparent: Floats
    whole_kva: Floats

    @staticmethod
    def of(study: Study) -> ApparentPower:
        """Read the facts, without days of no supply, of another meter, of a lost voltage."""
        window = study.window
        kva = volt_amperes(window)
        masked = study.exempt.not_supplied | study.exempt.exchanged | ~(kva > LEAST_KVA)
        masked |= np.nan_to_num(voltage_deficit(window)) > LEAST_VOLTAGE_DEFICIT
        apparent = np.where(masked, np.nan, window.fact("apparent_ratio"))
        factor = np.where(masked, np.nan, np.abs(window.fact("pf_mean")))
        active = np.where(masked, np.nan, active_ratio(window))
        high = row_quantile(apparent, HIGH_SHARE, 5)
        usual = np.where(high >= CONSISTENT_SHARE, np.minimum(high, MOST_SHARE), 1.0)
        usual = np.where(np.isnan(high), np.nan, usual)
        return ApparentPower(kva, apparent, factor, active, usual, _whole_volt_amperes(window))

    @property
    def deficit(self) -> Floats:
        """(n, d) share by which hypot(P, Q) is below its usual share of sum U I."""
        return np.maximum(1.0 - self.apparent / self.usual_apparent[:, None], 0.0)

    def usual_active(self, odd: Flags) -> Floats:
        """(n,) P over sum U I of days that are not odd (n, d); NaN if too few or too low."""
        usual = row_median(np.where(odd, np.nan, self.active), LEAST_USUAL_DAYS)
        return np.where(usual > LEAST_ACTIVE, usual, np.nan)

    def active_fall(self, odd: Flags) -> Floats:
        """(n, d) share by which P over sum U I is below that of the days that are not odd."""
        return np.maximum(1.0 - self.active / self.usual_active(odd)[:, None], 0.0)

    def unbilled(self, study: Study, odd: Flags, *, is_whole: bool = False) -> Floats:
        """(n, d) primary kWh that U I at the usual power factor say beyond what was counted.

        odd: (n, d) days that do not shape the usual factor. is_whole: count every phase at the
        voltage of the best.
        """
        usual = self.usual_active(odd)[:, None]
        hours = study.window.day_minutes / 60.0
        kva = self.whole_kva if is_whole else self.kva
        kwh = kva * hours * study.window.multiplier * np.minimum(usual, 1.0)
        return np.maximum(kwh - study.window.kwh, 0.0)


def active_ratio(window: Window) -> Floats:
    """P over sum U I (n, d): as measured, else from hypot(P, Q) and the power factor."""
    measured = window.fact("active_ratio").astype(np.float64)
    derived = window.fact("apparent_ratio").astype(np.float64) * np.abs(window.fact("pf_mean"))
    return np.where(np.isfinite(measured), measured, derived)


def voltage_deficit(window: Window) -> Floats:
    """Share of U I (n, d) that phases miss whose voltage is below 92 % of the best.

    The best of the day, or where all of a meter's voltages are as low, of the usual day: an
    open middle wire of two elements halves both. From the daily means of voltage and current
    where the day's own sum is not stored.
    """
    stored = window.fact("voltage_deficit_share").astype(np.float64)
    between = np.where(np.isfinite(stored), stored, _deficit_of_means(window))
    volts, _ = _phase_means(window)
    best = _best_voltage(volts)
    left = best / row_quantile(best, HIGH_SHARE, 5)[:, None]
    common = np.where(left < LOW_SHARE, np.clip(1.0 - left, 0.0, 1.0), 0.0)
    return np.asarray(1.0 - (1.0 - between) * (1.0 - common))


def _deficit_of_means(window: Window) -> Floats:
    volts, amperes = _phase_means(window)
    several = np.isfinite(volts).sum(axis=0) > 1
    best = _best_voltage(volts)
    whole = np.nan_to_num(best * amperes).sum(axis=0)
    missing = np.nan_to_num(np.where(volts < LOW_SHARE * best, best - volts, 0.0) * amperes)
    known = several & (whole > 0)
    return np.where(known, missing.sum(axis=0) / np.where(known, whole, 1.0), np.nan)


def _whole_volt_amperes(window: Window) -> Floats:
    volts, amperes = _phase_means(window)
    best = _best_voltage(volts)
    usual = row_quantile(best, HIGH_SHARE, 5)[:, None]
    best = np.where(best < LOW_SHARE * usual, usual, best)
    total = np.nan_to_num(amperes).sum(axis=0) * best / 1000.0
    two = (window.text["wiring"] == Wiring.TWO_ELEMENT.value)[:, None]
    return np.asarray(total * np.where(two, TWO_ELEMENT_SHARE, 1.0))


def _best_voltage(volts: Floats) -> Floats:
    best = np.where(np.isfinite(volts), volts, -1.0).max(axis=0)
    return np.where(best > 0, best, np.nan)


def _phase_means(window: Window) -> tuple[Floats, Floats]:
    """Mean voltage and mean size of current by phase, (3, n, d) each."""
    volts = np.stack([window.fact(f"u_{phase}_mean_v") for phase in PHASES])
    amperes = np.stack([window.fact(f"i_{phase}_mean_a") for phase in PHASES])
    return volts.astype(np.float64), np.abs(amperes.astype(np.float64))


def volt_amperes(window: Window) -> Floats:
    """Sum of mean U times mean I over the phases in kVA, secondary (n, d); NaN unknown."""
    total = phase_volt_amperes(window)
    known = np.isfinite(total).any(axis=0)
    two = (window.text["wiring"] == Wiring.TWO_ELEMENT.value)[:, None]
    summed = np.nan_to_num(total).sum(axis=0) * np.where(two, TWO_ELEMENT_SHARE, 1.0)
    return np.where(known, summed, np.nan)


def phase_volt_amperes(window: Window) -> Floats:
    """Mean U times mean I of each phase in kVA (3, n, d); NaN where there is none."""
    volts, amperes = _phase_means(window)
    return np.asarray(volts * amperes / 1000.0)

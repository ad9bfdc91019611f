"""Register: a cumulative register that goes back, stands, or falls behind what was measured."""

from __future__ import annotations

import numpy as np

from features import register_intervals, reverse_energy, zero_while_live
from features.change_point import find_fall
from features.frozen_register import frozen_minutes
from features.register_fall import register_falls, reported_falls
from features.register_step import register_step_kwh
from features.registry import Feature, Measured
from features.robust import first_true, row_mean, row_median
from features.study import Study
from features.window import Codes, Floats, Window
from pipeline.contract.vocabulary import Family, Means

_F, _M = Family.REGISTER, Means.REGISTER_ROLLBACK
_DOMAIN = "domain.md section 2, register tamper"
RECENT_DAYS = 14
LEAST_DAYS = 5
LEAST_POWER_KWH = 0.2
# Below so many steps of the register a day its last digit alone makes a gap.
LEAST_STEPS = 5.0
TOLERANCE = 0.03


def _integral_gap(window: Window) -> Floats:
    """1 - register over integral of power, a day; NaN where either is missing."""
    power = window.fact("matched_power_kwh").astype(np.float64)
    register = window.fact("matched_register_kwh").astype(np.float64)
    least = np.maximum(LEAST_POWER_KWH, LEAST_STEPS * register_step_kwh(window))[:, None]
    # Chosen by power alone, days of a high snapshot would speak and those of a low one not.
    known = (power > 0) & ((power + register) / 2 > least)
    return np.where(known, 1.0 - register / np.where(known, power, 1.0), np.nan)


def _frozen_hours(window: Window) -> Floats:
    return frozen_minutes(window) / 60.0


FEATURES = (
    Feature(
        "register_decrease_days",
        "days of use",
        _F,
        _M,
        ("register_last_kwh",),
        2,
        0.5,
        "The register went back by as much as {value} days of usual use, first on {since},"
        " without rollover or meter exchange.",
        _DOMAIN + ": decrease over 2 quanta",
        rule_at=1.0,
        error_rate=2e-3,
        label="Fall of the register",
    ),
    Feature(
        "register_fall_reports_days",
        "days",
        _F,
        _M,
        ("event_register_decrease_count",),
        14,
        2.0,
        "The meter itself reported on {value} days beyond the first that its register went back,"
        " first on {since}, each time without restart, exchange or visit.",
        _DOMAIN + ": 310B, ERC27, register down without rollover",
        label="Reports of a falling register",
    ),
    Feature(
        "register_behind_power_share",
        "share",
        _F,
        _M,
        ("matched_power_kwh", "matched_register_kwh"),
        14,
        0.1,
        "The register counts {value} less than the power that the same meter shows, against"
        " {baseline} before {since}.",
        _DOMAIN + ": integral of power against register, more than 10 % a day",
        signal=_integral_gap,
        label="Register behind its own power",
    ),
    Feature(
        "register_frozen_hours",
        "h a day",
        _F,
        _M,
        ("frozen_minutes",),
        7,
        2.0,
        "The register stands for {value} hours a day while the meter itself shows load.",
        _DOMAIN,
        signal=_frozen_hours,
        label="Hours of a register that stands under load",
    ),
    *register_intervals.FEATURES,
    *reverse_energy.FEATURES,
    *zero_while_live.FEATURES,
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    return (
        _decrease(study),
        _reported(study),
        _behind_power(study),
        _frozen(study),
        *register_intervals.measure(study),
        *reverse_energy.measure(study),
        *zero_while_live.measure(study),
    )


def _decrease(study: Study) -> Measured:
    falls = register_falls(study)
    total = falls.suspicious_kwh.sum(axis=1)
    onset = falls.onset
    days = study.window.shape[1] - onset
    kwh = np.where(onset >= 0, total / np.maximum(days, 1), np.nan)
    known = study.window.has("register_last_kwh") & np.isfinite(falls.usual_kwh)
    value = np.where(known, total / falls.usual_kwh, np.nan)
    return Measured.of(value, onset=onset, kwh_per_day=kwh)


def _reported(study: Study) -> Measured:
    """Days with a report, beyond the first: a register that rolls over reports once."""
    told = reported_falls(study)
    known = study.window.has("event_register_decrease_count")
    value = np.maximum(told.sum(axis=1) - 1.0, 0.0)
    onset = np.where(value > 0, first_true(told), -1).astype(np.int32)
    return Measured.of(np.where(known, value, np.nan), onset=onset)


def _behind_power(study: Study) -> Measured:
    gap = _integral_gap(study.window)
    rise = find_fall(-gap, LEAST_DAYS, LEAST_DAYS)
    stepped = (rise.split >= 0) & (rise.fall > np.maximum(TOLERANCE, 2 * rise.scale))
    recent = row_median(gap[:, -RECENT_DAYS:], LEAST_DAYS)
    # A difference that was always there is rather a matter of units or snapshots.
    since_ever = 0.5 * np.where(recent > TOLERANCE, recent, 0.0)
    value = np.where(stepped, np.minimum(rise.fall, recent), since_ever)
    value = np.where(np.isfinite(recent), np.maximum(np.nan_to_num(value), 0.0), np.nan)
    onset = np.where(stepped & (value > 0), rise.split, -1).astype(np.int32)
    baseline = np.where(stepped, -rise.before, np.nan)
    kwh = _mean_kwh(study) * np.clip(value, 0, 0.95) / (1 - np.clip(value, 0, 0.95))
    return Measured.of(value, baseline=baseline, onset=onset, kwh_per_day=kwh)


def _frozen(study: Study) -> Measured:
    hours = np.where(study.exempt.not_supplied, np.nan, _frozen_hours(study.window))
    recent = row_mean(hours[:, -RECENT_DAYS:], LEAST_DAYS)
    usual = row_median(hours, LEAST_DAYS)
    value = np.maximum(recent - np.minimum(usual, 1.0), 0.0)
    onset: Codes = np.where(value > 0, first_true(hours > usual[:, None] + 1.0), -1)
    share = np.clip(value / 24.0, 0, 0.95)
    kwh = np.where(value > 0, _mean_kwh(study) * share / (1 - share), np.nan)
    return Measured.of(value, baseline=usual, onset=onset.astype(np.int32), kwh_per_day=kwh)


def _mean_kwh(study: Study) -> Floats:
    return row_mean(study.window.kwh[:, -RECENT_DAYS:])

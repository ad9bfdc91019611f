"""Voltage and wiring: lost phase voltages, reversed currents, shifted phases, bypassed neutral.

A first version: each feature is a steady sign in the recent weeks against the account's
own past.
"""

from __future__ import annotations

import numpy as np

from features.change_point import find_fall
from features.registry import Feature, Measured
from features.robust import first_true, row_mad, row_mean, row_median
from features.study import Study
from features.window import Floats, Window
from pipeline.contract.facts import PHASES
from pipeline.contract.vocabulary import Family, Means, Wiring

_F = Family.VOLTAGE_WIRING
_DOMAIN = "domain.md section 2"
RECENT_DAYS = 21
LEAST_DAYS = 5
LEAST_NEUTRAL_A = 0.25
LEAST_FALL = 0.02
LEAST_HOURS = 0.5


def _lost_hours(window: Window) -> Floats:
    """Hours a day in which the worst phase has lost its voltage under current."""
    return _worst(window, "u_{}_lost_minutes") / 60.0


def _reversed_hours(window: Window) -> Floats:
    return _worst(window, "i_{}_reversed_minutes") / 60.0


def _apparent(window: Window) -> Floats:
    return window.fact("apparent_ratio").astype(np.float64)


def _neutral_gap(window: Window) -> Floats:
    """(neutral - line) / larger current of one-phase meters; NaN elsewhere or unloaded."""
    line = np.abs(window.fact("i_a_mean_a")).astype(np.float64)
    neutral = np.abs(window.fact("i_n_mean_a")).astype(np.float64)
    one_phase = (window.text["wiring"] == Wiring.ONE_PHASE.value)[:, None]
    larger = np.fmax(line, neutral)
    known = one_phase & np.isfinite(line) & np.isfinite(neutral) & (larger > LEAST_NEUTRAL_A)
    return np.where(known, (neutral - line) / np.where(known, larger, 1.0), np.nan)


FEATURES = (
    Feature(
        "voltage_lost_hours",
        "h a day",
        _F,
        Means.PHASE_VOLTAGE_LOST,
        ("u_a_lost_minutes",),
        7,
        1.0,
        "For {value} hours a day one phase shows under 78 % of the voltage while it carries"
        " current, since {since}.",
        _DOMAIN + ", voltage loss: U/Un < 0.78 for 1 h",
        signal=_lost_hours,
        label="Hours with a lost phase voltage",
    ),
    Feature(
        "current_reversed_hours",
        "h a day",
        _F,
        Means.CT_REVERSED,
        ("i_a_reversed_minutes",),
        7,
        1.0,
        "For {value} hours a day the current of one phase flows backwards, since {since}.",
        _DOMAIN + ", CT reversed: at least 4 points a day",
        signal=_reversed_hours,
        label="Hours with a reversed current",
    ),
    Feature(
        "active_below_apparent_share",
        "share",
        _F,
        Means.PHASE_SHIFT,
        ("apparent_ratio",),
        14,
        0.05,
        "Active power is {value} below what voltage, current and power factor give, since {since}.",
        _DOMAIN + ", P / (sum U I PF) off by more than 5 %",
        signal=_apparent,
        label="Active power against voltage and current",
    ),
    Feature(
        "neutral_above_line_share",
        "share",
        _F,
        Means.NEUTRAL_BYPASS,
        ("i_n_mean_a", "i_a_mean_a"),
        7,
        0.2,
        "The neutral carries {value} more than the line that is metered, since {since}.",
        _DOMAIN + ", neutral difference over 20 %",
        signal=_neutral_gap,
        label="Neutral current above the line",
    ),
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    export = study.exempt.generating
    reversed_hours = np.where(export, np.nan, _reversed_hours(study.window))
    return (
        _steady(study, _lost_hours(study.window), 1 / 3),
        _steady(study, reversed_hours, 2 / 3),
        _apparent_fall(study),
        _neutral(study),
    )


def _worst(window: Window, pattern: str) -> Floats:
    stacked = np.stack([window.fact(pattern.format(phase)) for phase in PHASES])
    most = np.where(np.isfinite(stacked), stacked, -1.0).max(axis=0).astype(np.float64)
    return np.where(most >= 0, most, np.nan)


def _steady(study: Study, hours: Floats, share_when_all_day: float) -> Measured:
    """Mean hours a day since it began in the recent weeks; unbilled by the share of the day."""
    hours = np.where(study.exempt.not_supplied, np.nan, hours)
    days = np.arange(hours.shape[1])[None, :]
    recent = days >= hours.shape[1] - RECENT_DAYS
    first = first_true(recent & (hours > LEAST_HOURS))
    since = recent & (days >= first[:, None])
    value = row_mean(np.where(since, hours, np.nan), LEAST_DAYS)
    share = np.clip(value / 24.0, 0.0, 1.0) * share_when_all_day
    kwh = row_mean(np.where(since, study.window.kwh, np.nan)) * share / (1.0 - share)
    onset = np.where(first >= 0, first_true(hours > LEAST_HOURS), -1).astype(np.int32)
    return Measured.of(value, onset=onset, kwh_per_day=kwh)


def _apparent_fall(study: Study) -> Measured:
    ratio = np.where(study.exempt.exchanged, np.nan, _apparent(study.window))
    step = find_fall(ratio, LEAST_DAYS, LEAST_DAYS)
    clear = (step.split >= 0) & (step.fall > np.fmax(2 * step.scale, LEAST_FALL))
    value = np.where(clear, step.fall, 0.0)
    value = np.where(np.isfinite(ratio).sum(axis=1) >= 2 * LEAST_DAYS, value, np.nan)
    return Measured.of(value, baseline=step.before, onset=step.split)


def _neutral(study: Study) -> Measured:
    """Recent difference, less its own scatter and half of what was there always."""
    gap = _neutral_gap(study.window)
    step = find_fall(-gap, LEAST_DAYS, LEAST_DAYS)
    recent = row_median(gap[:, -RECENT_DAYS:], LEAST_DAYS)
    stepped = (step.split >= 0) & (step.fall > np.fmax(2 * step.scale, LEAST_FALL))
    always = np.where(stepped, 0.0, 0.5 * recent)
    value = np.maximum(recent - always - np.nan_to_num(row_mad(gap[:, -RECENT_DAYS:])), 0.0)
    share = np.clip(value, 0.0, 0.95)
    kwh = row_mean(study.window.kwh[:, -RECENT_DAYS:]) * share / (1 - share)
    onset = np.where(stepped, step.split, first_true(gap > 0.1))
    return Measured.of(value, onset=onset.astype(np.int32), kwh_per_day=kwh)

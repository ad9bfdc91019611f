"""Scaled power: a constant or a ratio is set lower in the meter.

A constant set lower lets P and Q shrink by one factor against sum U I, whatever the load, and
the power factor stays. A ratio set lower shrinks currents too, which a terminal beside it
shows: all phases short by one factor, day and night.
"""

from __future__ import annotations

import numpy as np

from features.apparent_power import ApparentPower
from features.odd_days import (
    OddDays,
    explained_share,
    guilty_share,
    odd_days,
    same_load_share,
)
from features.power_angle import PowerAngle
from features.registry import Feature, Measured
from features.robust import row_mad
from features.study import Study
from features.window import Flags, Floats, Window
from pipeline.contract.facts import PHASES
from pipeline.contract.vocabulary import Family, Means, Wiring

_F, _M = Family.VOLTAGE_WIRING, Means.PARAMETER_CHANGE
_DOMAIN = "domain.md section 2, parameters"
# Shunts hang on their contacts: three of them are never alike within so little.
ALIKE_SHARE = 0.015
STEADY_SHARE = 0.02
LEAST_DAYS = 5
ALIKE_TIMES, ROUNDING, ALIKE_PROOF = 1.5, 0.005, 0.7
CLEAR_DEFICIT = 0.1
LEAST_SHORT = 0.05
CLEAR_SHORT = 0.22
FEW_MINUTES, SOME_HOURS, HALF_A_DAY = 120.0, 480.0, 720.0


def _apparent(window: Window) -> Floats:
    return window.fact("apparent_ratio").astype(np.float64)


def _terminal_current(window: Window) -> Floats:
    """Meter over terminal current, mean of the phases (n, d)."""
    stacked = np.stack([window.fact(f"terminal_i_{phase}_ratio") for phase in PHASES])
    known = np.isfinite(stacked)
    total = np.where(known, stacked, 0.0).sum(axis=0)
    return np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan)


def _low_minutes(window: Window) -> Floats:
    return window.fact("terminal_ratio_low_minutes").astype(np.float64)


FEATURES = (
    Feature(
        "power_scaled_share",
        "share",
        _F,
        _M,
        ("active_ratio",),
        14,
        0.05,
        "Since {since}, the meter counts {value} less power than its own voltages and currents"
        " give, active and reactive by one factor: check its constant against a reference.",
        _DOMAIN + ": P / (sum U I PF) off by more than 5 %",
        signal=_apparent,
        label="Counted power against voltage and current",
    ),
    Feature(
        "terminal_scaled_share",
        "share",
        _F,
        _M,
        ("terminal_i_a_ratio",),
        14,
        0.1,
        "Since {since}, all phases of the meter show {value} less current than the terminal, by"
        " one steady factor: compare the ratio set in the meter with that of the transformers.",
        _DOMAIN + ": ratio altered in the meter",
        signal=_terminal_current,
        label="Meter current against the terminal",
    ),
)


def measure(study: Study, power: ApparentPower, angle: PowerAngle) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    return _scaled(study, power, angle), _short_of_terminal(study)


def _scaled(study: Study, power: ApparentPower, angle: PowerAngle) -> Measured:
    one_phase = (study.window.text["wiring"] == Wiring.ONE_PHASE.value)[:, None]
    odd = odd_days(angle.scaled | (angle.unnamed & one_phase))
    untold = np.asarray(np.isnan(power.apparent).all(axis=1))
    deficit = np.where(untold[:, None], power.active_fall(odd.flags), power.deficit)
    proof = np.where(untold, _proof_without_q(study, power, odd, deficit), 1.0)
    value = np.nan_to_num(odd.mean(deficit) * proof * guilty_share(study, odd))
    known = np.isfinite(power.active).any(axis=1)
    kwh = odd.mean(power.unbilled(study, odd.flags))
    return odd.measured(np.where(known, value, np.nan), kwh)


def _proof_without_q(study: Study, power: ApparentPower, odd: OddDays, deficit: Floats) -> Floats:
    """(n,) how surely P over U I fell by a factor where no Q tells.

    A load of another kind looks alike, unless what is counted fell as well, or P over U I
    varies from day to day as before, only lower: another load varies in its own way.
    """
    by_use = explained_share(study, odd, odd.typical(deficit))
    logs = np.log(np.where(power.active > 0, power.active, np.nan))
    before = row_mad(np.where(odd.since, np.nan, logs), LEAST_DAYS)
    after = row_mad(np.where(odd.flags, logs, np.nan), LEAST_DAYS)
    alike = (after < ALIKE_TIMES * before + ROUNDING) & (odd.typical(deficit) > CLEAR_DEFICIT)
    proof = np.maximum(by_use, np.where(alike, ALIKE_PROOF, 0.0))
    return proof * same_load_share(odd, power.kva)


def _short_of_terminal(study: Study) -> Measured:
    """All phases short of the terminal by one steady factor, as use fell by that factor."""
    stacked = np.stack([study.window.fact(f"terminal_i_{p}_ratio") for p in PHASES])
    low = np.where(np.isfinite(stacked), stacked, np.inf).min(axis=0)
    high = np.where(np.isfinite(stacked), stacked, -np.inf).max(axis=0)
    is_alike = high - low < ALIKE_SHARE * high
    short = 1.0 - _terminal_current(study.window)
    odd = odd_days(is_alike & (np.nan_to_num(short) > LEAST_SHORT))
    typical = odd.typical(short)
    scatter = row_mad(np.where(odd.flags, short, np.nan), 3)
    is_steady = np.nan_to_num(scatter, nan=np.inf) < STEADY_SHARE
    is_steady &= _is_all_day(study.window, odd, typical)
    proof = np.where(is_steady, explained_share(study, odd, typical), 0.0)
    value = np.nan_to_num(odd.mean(short) * proof * guilty_share(study, odd))
    known = np.isfinite(stacked).any(axis=(0, 2))
    kwh = odd.kwh_beside(study.window.kwh, typical)
    return odd.measured(np.where(known, value, np.nan), kwh)


def _is_all_day(window: Window, odd: OddDays, short: Floats) -> Flags:
    """(n,) whether the meter is short at all hours; a switched shunt is so at some."""
    low = np.nan_to_num(odd.typical(_low_minutes(window)))
    # The minutes count from 20 % on: a factor near that comes and goes with the rounding.
    unclear = (low < FEW_MINUTES) | (low > SOME_HOURS)
    return np.asarray(np.where(short > CLEAR_SHORT, low > HALF_A_DAY, unclear))

"""Meter against terminal: two instruments on one supply that should agree."""

from __future__ import annotations

import numpy as np

from features.change_point import find_fall, level_around
from features.robust import row_mad, row_mean, row_median
from features.shunt_switching import Excess
from features.study import Study
from features.terminal_blame import meter_blame
from features.window import Codes, Floats
from pipeline.contract.facts import PHASES

RECENT_DAYS = 30
LEAST_DAYS = 5
LEAST_KWH, LOADED_SHARE = 0.05, 0.05
LEAST_RATIO = 1e-3
TOLERANCE = 0.02
STEADY_SIGMA = 0.01
RECORD_WEIGHT = 0.4
AGREEING = 0.05
OTHER_CAUSE_WEIGHT = 0.4


def terminal_deficit(study: Study) -> Excess:
    """Share by which the meter counts less than the terminal at common instants.

    A deficit that is the same to the per cent since the first day is rather a wrong ratio
    on record and counts less; one that began, or that comes and goes, counts in full.
    """
    deficit = _energy_deficit(study)
    found = _recent(deficit)
    weight = _current_weight(study) * meter_blame(study, deficit, found.onset)
    return Excess(found.value * weight, found.baseline, found.onset)


def _energy_deficit(study: Study) -> Floats:
    """Share (n, d) by which the meter's energy is below the terminal's."""
    meter = study.window.fact("terminal_meter_kwh").astype(np.float64)
    terminal = study.window.fact("terminal_matched_kwh").astype(np.float64)
    usual = np.nan_to_num(row_median(terminal, LEAST_DAYS))[:, None]
    # Next to no load the last digits differ, not the instruments.
    loaded = terminal > np.maximum(LEAST_KWH, LOADED_SHARE * usual)
    known = loaded & np.isfinite(meter) & ~study.exempt.exchanged
    return np.where(known, 1.0 - meter / np.where(known, terminal, 1.0), np.nan)


def _current_weight(study: Study) -> Floats:
    """Less (n,) where both instruments see the same currents: then no current was shunted.

    A lost voltage or a reversed element makes energies differ too; other families have it.
    """
    lowest = _lowest_current_ratio(study)
    recent = row_median(lowest[:, -RECENT_DAYS:], LEAST_DAYS)
    return np.where(recent > 1.0 - AGREEING, OTHER_CAUSE_WEIGHT, 1.0)


def _lowest_current_ratio(study: Study) -> Floats:
    stacked = np.stack([study.window.fact(f"terminal_i_{phase}_ratio") for phase in PHASES])
    lowest = np.where(np.isfinite(stacked), stacked, np.inf).min(axis=0).astype(np.float64)
    return np.where(np.isfinite(lowest), lowest, np.nan)


def phase_deficit(study: Study) -> Excess:
    """The largest deficit of one phase current against the terminal's.

    What the meter misses on one phase and finds on another was led to another element.
    """
    found = _recent(1.0 - _lowest_current_ratio(study))
    blame = meter_blame(study, _energy_deficit(study), found.onset)
    weight = _missing_weight(study, found.onset) * blame
    return Excess(found.value * weight, found.baseline, found.onset)


def _missing_weight(study: Study, onset: Codes) -> Floats:
    """Share (n,) of the current missed on some phases that no other phase found."""
    missed, found = np.zeros(study.window.shape), np.zeros(study.window.shape)
    for phase in PHASES:
        own = study.window.fact(f"i_{phase}_mean_a").astype(np.float64)
        ratio = study.window.fact(f"terminal_i_{phase}_ratio").astype(np.float64)
        seen = np.isfinite(own) & (ratio > LEAST_RATIO)
        away = np.where(seen, own * (1.0 / np.where(seen, ratio, 1.0) - 1.0), 0.0)
        missed += np.maximum(away, 0.0)
        found += np.maximum(-away, 0.0)
    share = np.where(missed > 0, 1.0 - found / np.where(missed > 0, missed, 1.0), np.nan)
    _, since = level_around(share, onset)
    recent = np.where(np.isfinite(since), since, row_median(share[:, -RECENT_DAYS:]))
    return np.clip(np.where(np.isfinite(recent), recent, 1.0), 0.0, 1.0)


def low_minutes(study: Study) -> Excess:
    """Minutes a day in which the meter shows under 80 % of the terminal's power."""
    minutes = study.window.fact("terminal_ratio_low_minutes").astype(np.float64)
    deficit = _energy_deficit(study)
    value = row_mean(minutes[:, -RECENT_DAYS:], LEAST_DAYS) * _current_weight(study)
    value *= meter_blame(study, deficit, _recent(deficit).onset)
    usual = row_median(minutes, LEAST_DAYS)
    onset = np.where(value > 0, _first(minutes > 0), -1).astype(np.int32)
    return Excess(value, usual, onset)


def _recent(deficit: Floats) -> Excess:
    """Mean deficit since its onset or over the recent days, whichever is later."""
    rise = find_fall(-deficit, LEAST_DAYS, LEAST_DAYS)
    stepped = (rise.split >= 0) & (rise.fall > TOLERANCE)
    days = np.arange(deficit.shape[1])[None, :]
    start = np.where(stepped, rise.split, max(0, deficit.shape[1] - RECENT_DAYS))
    value = row_mean(np.where(days >= start[:, None], deficit, np.nan), LEAST_DAYS)
    constant = ~stepped & (row_mad(deficit, LEAST_DAYS) < STEADY_SIGMA)
    weight = np.where(constant, RECORD_WEIGHT, 1.0)
    worth = np.where(value > TOLERANCE, value, np.minimum(value, 0.0))
    value = np.where(np.isfinite(value), np.maximum(worth, 0.0) * weight, np.nan)
    onset = np.where(stepped, rise.split, _first(deficit > TOLERANCE))
    baseline = np.where(stepped, -rise.before, np.nan)
    return Excess(value, baseline, np.where(value > 0, onset, -1).astype(np.int32))


def _first(flags: np.ndarray) -> Codes:
    return np.where(flags.any(axis=1), flags.argmax(axis=1), -1).astype(np.int32)

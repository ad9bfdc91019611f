"""Ratio steps: one phase's share of the current that jumps down and up again and again."""

from __future__ import annotations

import numpy as np

from features.change_point import level_around
from features.phase_shift import log_ratio
from features.shunt_switching import Excess, rate_excess
from features.study import Study
from pipeline.contract.facts import PHASES

STEADY_RATIO = 0.02
BY_OTHERS = 0.2


def step_excess(study: Study) -> Excess:
    """Steps of the most suspicious phase ratio a day beyond the account's own past rate."""
    found = [_phase_steps(study, phase) for phase in PHASES]
    values = np.stack([one.value for one in found])
    best = np.where(np.isfinite(values), values, -1.0).argmax(axis=0)
    rows = np.arange(len(best))
    baseline = np.stack([one.baseline for one in found])[best, rows]
    onset = np.stack([one.onset for one in found])[best, rows]
    return Excess(values[best, rows], baseline, onset)


def _phase_steps(study: Study, phase: str) -> Excess:
    """Excess of one phase, less where a new load explains it: energy or the phase rose."""
    steps = study.window.fact(f"ratio_{phase}_step_count").astype(np.float64)
    found = rate_excess(np.where(study.exempt.not_supplied, np.nan, steps))
    energy_before, energy_after = level_around(study.usual.residual, found.onset)
    ratio_before, ratio_after = level_around(log_ratio(study.window, phase), found.onset)
    grew = np.clip(1.0 - (np.nan_to_num(energy_after - energy_before) - 0.02) / 0.1, 0.0, 1.0)
    fell = np.nan_to_num(ratio_after - ratio_before) < -STEADY_RATIO
    weight = grew * np.where(fell, 1.0, BY_OTHERS)
    return Excess(found.value * weight, found.baseline, found.onset)

"""Current shunt: part of the current passes beside the meter's current transformers.

Fixed shunts shift one phase for good (`phase_shift`), and on three wires turn Q against P
(`element_algebra`). Remote-controlled ones switch: total power, reactive power and current
jump by one factor while voltage and power factor stand still (co-scaling edges), or one
phase's ratio jumps. A terminal with transformers of its own sees what the meter does not, and
the voltage feels a load that the meter lost (`hidden_load`). Process plants switch too, so
rates are compared with the account's own past.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from features.change_point import level_around
from features.element_algebra import element_turn
from features.energised_floor import floor_deficit
from features.hidden_load import find_hidden_load
from features.low_state import low_state_loss
from features.phase_alibi import phase_doubt
from features.phase_shift import find_phase_fall
from features.ratio_steps import step_excess
from features.registry import Measured
from features.robust import row_mean
from features.shunt_features import SHUNT_FEATURES
from features.shunt_hours import switched_hours
from features.shunt_reference_features import REFERENCE_FEATURES
from features.shunt_switching import depth_excess, edge_excess, switched_share
from features.shunt_terminal import low_minutes, phase_deficit, terminal_deficit
from features.study import Study
from features.window import Codes, Floats

FEATURES = (*SHUNT_FEATURES, *REFERENCE_FEATURES)
LEAST_LEVEL_DAYS = 7
LEAST_LEVEL_FALL = 0.1


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    seen = find_phase_fall(study)
    fall = replace(seen, depth=seen.depth * phase_doubt(study, seen))
    turn, hidden = element_turn(study, fall), find_hidden_load(study, fall)
    edges, depths, steps = edge_excess(study), depth_excess(study), step_excess(study)
    hours, floor, low_state = switched_hours(study), floor_deficit(study), low_state_loss(study)
    deficit, phase, low = terminal_deficit(study), phase_deficit(study), low_minutes(study)

    def made(
        value: Floats, onset: Codes, share: Floats, baseline: Floats | None = None
    ) -> Measured:
        kwh = np.fmax(_unbilled(study, onset, share), _shortfall(study, onset))
        return Measured.of(value, baseline=baseline, onset=onset, kwh_per_day=kwh)

    return (
        made(fall.depth, fall.onset, fall.missing_share),
        made(edges.value, edges.onset, switched_share(study, edges.onset), edges.baseline),
        made(depths.value, depths.onset, switched_share(study, depths.onset), depths.baseline),
        made(hours.share, hours.onset, np.clip(hours.taken * hours.of_day, 0, 0.95)),
        made(steps.value, steps.onset, np.full(len(steps.value), np.nan), steps.baseline),
        made(low_state.value, low_state.onset, low_state.value, low_state.baseline),
        made(turn, np.where(turn > 0, fall.onset, -1).astype(np.int32), fall.missing_share),
        made(deficit.value, deficit.onset, deficit.value),
        made(phase.value, phase.onset, np.clip(phase.value / 3, 0, 0.95)),
        made(low.value, low.onset, deficit.value),
        made(hidden.behind_elements, hidden.onset, hidden.behind_elements),
        made(hidden.one_phase, hidden.onset, hidden.one_phase),
        made(floor.value, floor.onset, np.full(len(floor.value), np.nan), floor.baseline),
    )


def _shortfall(study: Study, onset: Codes) -> Floats:
    """Primary kWh a day that use fell short of its own past and peers since the onset.

    What a switched shunt takes between two readings shows in the energy alone. NaN where
    use did not fall.
    """
    before, after = level_around(study.usual.residual, onset, LEAST_LEVEL_DAYS)
    fall = before - after
    days = np.arange(study.window.shape[1])[None, :]
    since = (onset[:, None] >= 0) & (days >= onset[:, None])
    mean = row_mean(np.where(since, study.window.kwh, np.nan))
    return np.where(fall > LEAST_LEVEL_FALL, mean * np.expm1(np.minimum(fall, 3.0)), np.nan)


def _unbilled(study: Study, onset: Codes, share: Floats) -> Floats:
    """Primary kWh a day: registered energy since the onset times share / (1 - share)."""
    days = np.arange(study.window.shape[1])[None, :]
    since = (onset[:, None] >= 0) & (days >= onset[:, None])
    known = since & np.isfinite(study.window.kwh)
    total = np.where(known, study.window.kwh, 0.0).sum(axis=1)
    mean = np.where(known.any(axis=1), total / np.maximum(known.sum(axis=1), 1), np.nan)
    bounded = np.clip(share, 0.0, 0.95)
    return np.where(bounded > 0, mean * bounded / (1.0 - bounded), np.nan)

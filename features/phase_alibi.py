"""Alibis of a phase that fell: signs that its load really left it.

Circuits that move to another phase raise that one by as many amperes; fitters who exchange
phases leave the same three currents in another order. A load that is scrapped unbalances
the neutral and lets the voltage of its phase rise; a shunt at a transformer does neither.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np

from features.change_point import level_around
from features.exemptions import widened
from features.phase_shift import PhaseFall
from features.robust import row_mean
from features.study import Study
from features.voltage_witness import Testimony, hear_phase
from features.window import Codes, Floats
from pipeline.contract.facts import PHASES

MOVED_FROM, MOVED_SURE = 0.3, 0.8
SAME_ORDER_SPREAD = 0.12
UNORDERED_WEIGHT = 0.3
VISIT_DAYS = 3
MOST_CHANGE = 0.5
# By so much of the currents' sum the neutral has to be called to rise or fall, to tell anything.
LEAST_NEUTRAL_SHARE = 0.03
NEUTRAL_FROM, NEUTRAL_SURE = 0.3, 0.8


def phase_doubt(study: Study, fall: PhaseFall) -> Floats:
    """Weight (n,) of a phase's fall as a shunt: 1, down to 0 where its load really left it."""
    before, after = _levels(study, fall.onset)
    weight = _not_moved(before, after, fall.phase) * _not_exchanged(study, before, after, fall)
    return weight * _neutral_doubt(study, before, after, fall.onset) * heard(study, fall).doubt


def heard(study: Study, fall: PhaseFall) -> Testimony:
    """What the voltage of the fallen phase says, if it would have gone as the others went."""
    before, after = _levels(study, fall.onset)
    change = after / np.where(before > 0, before, np.nan) - 1.0
    rows = np.arange(len(fall.phase))
    change[fall.phase, rows] = np.nan
    others = np.clip(np.nan_to_num(row_mean(change.T)), -MOST_CHANGE, MOST_CHANGE)
    each = [hear_phase(study, phase, fall.onset, others) for phase in range(len(PHASES))]
    still = np.stack([one.still_there for one in each])[fall.phase, rows]
    return Testimony(still, np.stack([one.rise for one in each])[fall.phase, rows])


def _levels(study: Study, onset: Codes) -> tuple[Floats, Floats]:
    """Currents (3, n) before and since the onset; NaN where unknown."""
    levels = [
        level_around(study.window.fact(f"i_{phase}_mean_a").astype(np.float64), onset)
        for phase in PHASES
    ]
    before, after = (np.stack([level[side] for level in levels]) for side in (0, 1))
    return before, after


def _not_moved(before: Floats, after: Floats, phase: Codes) -> Floats:
    """Less where another phase gained what this one lost, beyond what the third one did."""
    rows = np.arange(len(phase))
    lost = (before - after)[phase, rows]
    ratio = after / np.where(before > 0, before, np.nan)
    ratio[phase, rows] = np.nan
    low = np.where(np.isfinite(ratio), ratio, np.inf).min(axis=0)
    gained = np.nan_to_num(before * (ratio - low)).max(axis=0)
    known = (np.isfinite(ratio).sum(axis=0) == len(PHASES) - 1) & (lost > 0)
    share = np.where(known, gained / np.where(known, lost, 1.0), 0.0)
    return _falling(share, MOVED_FROM, MOVED_SURE)


def _not_exchanged(study: Study, before: Floats, after: Floats, fall: PhaseFall) -> Floats:
    """Less where the same three currents came back in another order, as fitters leave them."""
    known = np.asarray((before > 0).all(axis=0) & (after > 0).all(axis=0))
    first, second = (np.log(np.where(known, side, 1.0)) for side in (before, after))
    spreads = [np.ptp(second - first[list(order)], axis=0) for order in permutations(range(3))]
    exchanged = known & (np.min(spreads[1:], axis=0) < np.minimum(SAME_ORDER_SPREAD, spreads[0]))
    visited = widened(study.exempt.authorised, VISIT_DAYS)
    on_visit = visited[np.arange(len(known)), np.maximum(fall.onset, 0)] & (fall.onset >= 0)
    return np.where(exchanged, np.where(on_visit, 0.0, UNORDERED_WEIGHT), 1.0)


def _neutral_doubt(study: Study, before: Floats, after: Floats, onset: Codes) -> Floats:
    """Less where the measured neutral rose or fell as the phases' new balance calls for."""
    neutral = study.window.fact("i_n_mean_a").astype(np.float64)
    own_before, own_after = level_around(neutral, onset)
    called_for = _vector_sum(after) - _vector_sum(before)
    telling = np.abs(called_for) > LEAST_NEUTRAL_SHARE * before.sum(axis=0)
    share = (own_after - own_before) / np.where(telling, called_for, np.nan)
    return _falling(np.nan_to_num(share), NEUTRAL_FROM, NEUTRAL_SURE)


def _vector_sum(current: Floats) -> Floats:
    """Magnitude (n,) of the sum of three currents (3, n) a third of a turn apart."""
    a, b, c = current
    square = a * a + b * b + c * c - a * b - b * c - c * a
    return np.sqrt(np.where(square > 0, square, np.where(np.isfinite(square), 0.0, np.nan)))


def _falling(share: Floats, start: float, end: float) -> Floats:
    """1 up to `start`, 0 from `end` on."""
    return np.asarray(1.0 - np.clip((share - start) / (end - start), 0.0, 1.0))

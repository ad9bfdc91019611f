"""The algebra of two elements: what a shunt of one of them does to reactive against active.

A three-wire meter sees Uab Ia at phi + 30 degrees and Ucb Ic at phi - 30. So it loses P and
Q in the proportion tan(phi + 30) when element a is shunted, tan(phi - 30) when element c is:
the meter's Q / P moves by a known amount. A load that left moves it by its own power factor,
or, spread over three phases, not at all.
"""

from __future__ import annotations

import numpy as np

from features.change_point import level_around
from features.phase_shift import PhaseFall
from features.robust import row_mad
from features.study import Study
from features.window import Floats
from pipeline.contract.vocabulary import Wiring

THIRTY = np.pi / 6
LEAST_MOVE = 0.03
AGREEMENT_SIGMA = 0.3
SURE_SIGMAS = 3.0
LEAST_LEVEL_DAYS = 5


def element_turn(study: Study, fall: PhaseFall) -> Floats:
    """Share (n,) of an element's current that Q / P too says is lost; 0 none, NaN unknown.

    It is the fall of the current, less by how far the turn of Q / P departs from the one
    that this fall calls for, and less where days scatter too much to tell. 0 where the
    element did not fall.
    """
    window = study.window
    p, q = (window.fact(name).astype(np.float64) for name in ("p_mean_kw", "q_mean_kvar"))
    two = window.text["wiring"] == Wiring.TWO_ELEMENT.value
    known = (p > 0) & np.isfinite(q) & two[:, None] & ~study.exempt.not_supplied
    turn = np.where(known, q / np.where(known, p, 1.0), np.nan)
    before, after = level_around(turn, fall.onset, LEAST_LEVEL_DAYS)
    called_for = shunted_turn(before, fall.depth, fall.phase) - before
    telling = np.abs(called_for) > LEAST_MOVE
    share = (after - before) / np.where(telling, called_for, np.nan)
    agrees = np.exp(-0.5 * ((share - 1.0) / AGREEMENT_SIGMA) ** 2)
    noise = row_mad(np.diff(turn, axis=1)) / np.sqrt(LEAST_LEVEL_DAYS)
    clear = np.clip(np.abs(after - before) / np.fmax(noise, 1e-3) / SURE_SIGMAS, 0.0, 1.0)
    value = np.nan_to_num(fall.depth * agrees * clear)
    return np.where(known.any(axis=1) & np.isfinite(fall.depth), value, np.nan)


def shunted_turn(turn: Floats, depth: Floats, phase: np.ndarray) -> Floats:
    """Q / P (n,) of a balanced load with `turn` when `depth` of one element's current is lost.

    phase: 0 for element a, 2 for element c.
    """
    angle = np.arctan(turn)
    own = np.where(phase == 0, angle + THIRTY, angle - THIRTY)
    other = np.where(phase == 0, angle - THIRTY, angle + THIRTY)
    active = np.cos(other) + (1.0 - depth) * np.cos(own)
    reactive = np.sin(other) + (1.0 - depth) * np.sin(own)
    return np.asarray(reactive / np.where(np.abs(active) > 1e-6, active, np.nan))

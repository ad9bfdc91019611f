"""Relative voltage: each phase against the neighbours' at the same time.

What the grid does to all of them is taken out: sags of the feeder, taps of the transformer.
What is left is the drop in the customer's own wires, and some noise.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.robust import row_mean, row_median
from features.window import Floats, Window
from pipeline.contract.facts import PHASES
from pipeline.contract.vocabulary import Wiring

LIVE_V = 20.0
LEAST_NEIGHBOURS = 5


def relative_voltages(window: Window) -> Floats:
    """Log voltage of each phase against the neighbours' at the same time, (3, n, d).

    Each voltage is taken against its own median; NaN where it is dead or unknown. Neighbours
    are the meters on the same phase of the same transformer, else of the same feeder. Which
    phase feeds a one-phase meter follows from the four-wire meter's course that its own is
    nearest to. An element between two lines is held against others of its sort, else
    against both phases.
    """
    own = np.stack([_log_voltage(window, phase) for phase in PHASES])
    wiring = window.text["wiring"]
    four, single, between = (
        np.asarray(wiring == kind.value)
        for kind in (Wiring.FOUR_WIRE, Wiring.ONE_PHASE, Wiring.TWO_ELEMENT)
    )
    by_phase = np.where(four[:, None], own, np.nan)
    course = _neighbours_course(window, by_phase)
    feeding = _nearest(own[0, single], course[:, single])
    by_phase[feeding, single] = own[0, single]
    course = _neighbours_course(window, by_phase)
    alike = _neighbours_course(window, np.where(between[:, None], own, np.nan))
    lines = 0.5 * (course[[0, 2]] + course[1])
    course[0, single] = course[feeding, single]
    course[0, between] = np.where(np.isfinite(alike[0]), alike[0], lines[0])[between]
    course[2, between] = np.where(np.isfinite(alike[2]), alike[2], lines[1])[between]
    return np.asarray(own - course)


def _log_voltage(window: Window, phase: str) -> Floats:
    volts = window.fact(f"u_{phase}_mean_v").astype(np.float64)
    live = volts > LIVE_V
    logs = np.where(live, np.log(np.where(live, volts, 1.0)), np.nan)
    return logs - row_median(logs)[:, None]


def _neighbours_course(window: Window, voltages: Floats) -> Floats:
    """Median of `voltages` (3, n, d) over the meters of each transformer, else of each feeder."""
    out = np.full(voltages.shape, np.nan)
    has = np.asarray(np.isfinite(voltages).any(axis=2))
    for name in ("feeder_id", "transformer_id"):
        codes = window.group[name]
        for phase in range(len(PHASES)):
            counted = has[phase] & (codes >= 0)
            found, counts = np.unique(codes[counted], return_counts=True)
            for code in found[counts >= LEAST_NEIGHBOURS]:
                members = np.flatnonzero(codes == code)
                among = members[counted[members]]
                course = row_median(voltages[phase, among].T, LEAST_NEIGHBOURS)
                each = np.broadcast_to(course, (len(members), len(course))).copy()
                each[counted[members]] = _median_of_others(voltages[phase, among])
                out[phase, members] = np.where(np.isfinite(each), each, out[phase, members])
    return out


def _median_of_others(values: Floats) -> Floats:
    """Median of each column of `values` (m, d) without the row's own value, (m, d).

    Among few, an account would else be its own yardstick. NaN where fewer than
    `LEAST_NEIGHBOURS` are known, itself among them.
    """
    known = np.isfinite(values)
    count = known.sum(axis=0)
    ordered = np.sort(np.where(known, values, np.inf), axis=0)
    ranks = np.argsort(np.argsort(np.where(known, values, np.inf), axis=0), axis=0)
    others = np.where(known, count - 1, count)
    sides = []
    for place in ((others - 1) // 2, others // 2):
        # One's own value is skipped: what stands above it moves down by one.
        at = np.clip(place + (known & (ranks <= place)), 0, len(values) - 1)
        sides.append(np.take_along_axis(ordered, at, axis=0))
    enough = count >= LEAST_NEIGHBOURS
    low, high = (np.where(enough, side, np.nan) for side in sides)
    return np.asarray(0.5 * (low + high))


def _nearest(own: Floats, courses: Floats) -> NDArray[np.intp]:
    """Of `courses` (3, m, d) the one from which each row of `own` (m, d) departs least."""
    away = np.stack([row_mean(np.abs(own - course)) for course in courses])
    return np.asarray(np.where(np.isfinite(away), away, np.inf).argmin(axis=0))

"""Relative voltage: each phase against the neighbours' at the same time.

What the grid does to all of them is taken out: sags of the feeder, taps of the transformer.
What is left is the drop in the customer's own wires, and some noise.
"""

from __future__ import annotations

import numpy as np

from features.robust import row_mean, row_median
from features.window import Flags, Floats, Window
from pipeline.contract.facts import PHASES
from pipeline.contract.vocabulary import Wiring

LIVE_V = 20.0
LEAST_NEIGHBOURS = 5


def relative_voltages(window: Window) -> Floats:
    """Log voltage of each phase against the neighbours' at the same time, (3, n, d).

    Each voltage is taken against its own median; NaN where it is dead or unknown. Neighbours
    are the four-wire meters on the same transformer, else on the same feeder. An element
    between two lines is held against others of its sort, else against both phases, a
    one-phase meter against the phase whose course it follows best.
    """
    own = np.stack([_log_voltage(window, phase) for phase in PHASES])
    wiring = window.text["wiring"]
    course = _neighbours_course(window, own, wiring == Wiring.FOUR_WIRE.value)
    single = wiring == Wiring.ONE_PHASE.value
    nearest = _nearest(own[0, single], course[:, single])
    between = wiring == Wiring.TWO_ELEMENT.value
    alike = _neighbours_course(window, own, between)
    for phase in (0, 2):
        lines = 0.5 * (course[phase] + course[1])
        own_sort = np.where(np.isfinite(alike[phase]), alike[phase], lines)
        course[phase, between] = own_sort[between]
    course[0, single] = nearest
    return np.asarray(own - course)


def _log_voltage(window: Window, phase: str) -> Floats:
    volts = window.fact(f"u_{phase}_mean_v").astype(np.float64)
    live = volts > LIVE_V
    logs = np.where(live, np.log(np.where(live, volts, 1.0)), np.nan)
    return logs - row_median(logs)[:, None]


def _neighbours_course(window: Window, own: Floats, counted: Flags) -> Floats:
    """Median of `own` over the counted meters of each transformer, else of each feeder."""
    out = np.full(own.shape, np.nan)
    counted = counted & np.isfinite(own).any(axis=(0, 2))
    for name in ("feeder_id", "transformer_id"):
        codes = window.group[name]
        members, counts = np.unique(codes[counted & (codes >= 0)], return_counts=True)
        for code in members[counts >= LEAST_NEIGHBOURS]:
            among = np.flatnonzero((codes == code) & counted)
            for phase in range(len(PHASES)):
                out[phase, codes == code] = row_median(own[phase, among].T, LEAST_NEIGHBOURS)
    return out


def _nearest(own: Floats, courses: Floats) -> Floats:
    """Of `courses` (3, m, d) the one from which each row of `own` (m, d) departs least."""
    away = np.stack([row_mean(np.abs(own - course)) for course in courses])
    best = np.where(np.isfinite(away), away, np.inf).argmin(axis=0)
    return np.asarray(courses[best, np.arange(len(own))])

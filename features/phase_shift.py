"""Phase shift of currents: one phase that falls against the others and stays there.

A shunt across one current transformer scales that phase by (1 - k) and touches nothing
else. An honest load that is added to another phase makes total energy rise; one that is
removed leaves a phase that varies otherwise than before. Three-wire meters compare
element A with element C; four-wire meters compare each phase with the mean of the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.change_point import Shift, find_fall, level_around
from features.robust import row_median
from features.study import Study
from features.window import Codes, Floats, Window
from pipeline.contract.facts import PHASES
from pipeline.contract.vocabulary import Wiring

LEAST_DAYS = 5
LEAST_CONTRAST = 3.0
SIGMAS = 2.0
SCALE_FLOOR = 0.02
LOADED_SHARE = 0.05
IDLE_SHARE = 0.2
PF_FLOOR = 0.3


@dataclass(frozen=True)
class PhaseFall:
    """The deepest confirmed fall of one phase, (n,) each.

    depth: share of the phase current that went missing; 0 none, NaN could not be judged.
    phase: 0, 1, 2 for a, b, c. onset: first day. missing_share: of the true total energy.
    """

    depth: Floats
    phase: Codes
    onset: Codes
    missing_share: Floats


def log_ratio(window: Window, phase: str) -> Floats:
    """Log of the phase's ratio to the others (n, d), on loaded days only."""
    ratio = window.fact(f"ratio_{phase}_mean").astype(np.float64)
    rated = window.number["rated_current_a"][:, None]
    strongest = np.zeros(window.shape)
    for other in PHASES:
        strongest = np.fmax(strongest, window.fact(f"i_{other}_max_a"))
    idle = np.isfinite(rated) & (strongest < LOADED_SHARE * np.nan_to_num(rated))
    usable = (ratio > 1e-3) & ~idle
    return np.where(usable, np.log(np.where(usable, ratio, 1.0)), np.nan)


def find_phase_fall(study: Study) -> PhaseFall:
    """Search each phase for a step down against its own past, and keep the deepest."""
    window = study.window
    shifts = [_phase_shift(study, phase) for phase in PHASES]
    depths = np.stack(
        [_depth(study, shift, phase) for shift, phase in zip(shifts, PHASES, strict=True)]
    )
    judged = np.stack([window.has(f"ratio_{phase}_mean") for phase in PHASES])
    several = np.isin(window.text["wiring"], (Wiring.ONE_PHASE.value,), invert=True)
    best = depths.argmax(axis=0).astype(np.int32)
    rows = np.arange(len(best))
    depth = depths[best, rows]
    split = np.stack([shift.split for shift in shifts])[best, rows]
    return PhaseFall(
        depth=np.where(several & judged.any(axis=0), depth, np.nan),
        phase=best,
        onset=np.where(depth > 0, split, -1).astype(np.int32),
        missing_share=_missing_share(window, depth, best),
    )


def _phase_shift(study: Study, phase: str) -> Shift:
    values = log_ratio(study.window, phase)
    # A closed plant's few remaining loads lie on other phases than the plant did.
    high = study.usual.own_high[:, None]
    idle = study.window.kwh < IDLE_SHARE * np.where(high > 0, high, np.nan)
    masked = study.exempt.not_supplied | study.exempt.exchanged | idle
    values = np.where(masked, np.nan, values)
    return find_fall(values, LEAST_DAYS, LEAST_DAYS)


def _depth(study: Study, shift: Shift, phase: str) -> Floats:
    """Depth beyond what the row's own variation explains, times the plausibility (n,)."""
    scale = np.fmax(shift.scale, SCALE_FLOOR)
    clear = np.nan_to_num(shift.fall) > SIGMAS * np.nan_to_num(scale)
    is_step = (shift.split >= 0) & clear & (shift.contrast >= LEAST_CONTRAST)
    depth = 1.0 - np.exp(-np.where(is_step, shift.fall, 0.0))
    return depth * _plausible(study, shift.split, phase, depth)


def _plausible(study: Study, split: Codes, phase: str, depth: Floats) -> Floats:
    """1 where the phase itself lost current; less where energy or the other phases moved."""
    own = _log_change(study.window.fact(f"i_{phase}_mean_a"), split)
    others = np.full(own.shape, -np.inf)
    for other in PHASES:
        if other != phase:
            change = _log_change(study.window.fact(f"i_{other}_mean_a"), split)
            others = np.fmax(others, change)
    others = np.where(np.isfinite(others), others, 0.0)
    energy_before, energy_after = level_around(study.usual.residual, split)
    energy = np.nan_to_num(energy_after - energy_before)
    expected = np.log1p(-np.clip(depth, 0.0, 0.95))
    # The phase's fall should explain the ratio; else another phase's new load does.
    explained = np.divide(own, expected, out=np.ones_like(own), where=expected < -0.05)
    by_own = np.clip(np.where(np.isfinite(explained), explained, 1.0), 0.0, 1.0)
    grew = np.clip(1.0 - (energy - 0.02) / 0.1, 0.0, 1.0)
    risen = np.clip(1.0 - (others - 0.1) / 0.3, 0.0, 1.0)
    return by_own * grew * np.maximum(risen, 0.3)


def _log_change(values: np.ndarray, split: Codes) -> Floats:
    logs = np.full(values.shape, np.nan)
    logs[values > 0] = np.log(values[values > 0])
    before, after = level_around(logs, split)
    return after - before


def _missing_share(window: Window, depth: Floats, phase: Codes) -> Floats:
    """Share of the true total energy that a fall of `depth` on `phase` leaves unmetered."""
    share = element_share(window)[phase, np.arange(len(phase))]
    return np.clip(depth * share, 0.0, 0.95)


def element_share(window: Window) -> Floats:
    """Share of each element (3, n) in the true energy.

    Four wires: a third each. Three wires: 1/2 -+ tan(phi) / (2 sqrt 3) for elements a and c,
    since they see Uab Ia at phi + 30 and Ucb Ic at phi - 30 degrees; power factor is taken
    from before any shunt, as the median of the window's first third.
    """
    n, d = window.shape
    known = row_median(window.fact("pf_mean")[:, : max(1, d // 3)])
    factor = np.clip(np.abs(np.where(np.isfinite(known), known, 0.95)), PF_FLOOR, 1.0)
    lean = np.sqrt(1 - factor**2) / factor / (2 * np.sqrt(3))
    three_wire = window.text["wiring"] == Wiring.TWO_ELEMENT.value
    third = np.full(n, 1 / 3)
    share_a = np.where(three_wire, np.clip(0.5 - lean, 0.05, 0.95), third)
    share_c = np.where(three_wire, np.clip(0.5 + lean, 0.05, 0.95), third)
    return np.stack([share_a, np.where(three_wire, 0.0, third), share_c])

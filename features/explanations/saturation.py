"""Explanation of current transformers that saturate: a fault of instruments, not a deed.

Too much burden, as of a relay that was added, makes a transformer give less than its share
above some current, and the peaks most of all. So the meter falls behind the terminal the
more the more flows, keeps step at low load, and its peaks come nearer to its mean. A shunt
takes one share of every current, high or low; one that is switched takes it or does not.
"""

from __future__ import annotations

import numpy as np

from features.change_point import level_around
from features.registry import Effect, Explanation
from features.robust import first_true, row_mean
from features.study import Study
from features.window import Codes, Facts, Flags, Floats
from pipeline.contract.facts import PHASES
from pipeline.contract.vocabulary import Family

# Share of a phase's current that is worth a question, and days of phases that it takes.
LEAST_LOSS, LEAST_PHASE_DAYS = 0.02, 6
# Loss goes with current, by ranks; where a shunt is switched its days differ in load too.
GOES_ALONG = 0.8
# Logs of peak over mean: what pressed peaks lose, and days that it takes to tell.
LEAST_PRESSED, LEAST_DAYS = 0.1, 4
LEFT_OF_SATURATION = 0.25
WEAKENS: tuple[Family | str, ...] = (
    Family.CONSUMPTION,
    "terminal_deficit_share",
    "terminal_phase_deficit_share",
    "terminal_low_minutes",
    "hidden_load_share",
    "phase_fall_share",
)


def of_saturation(study: Study) -> Explanation:
    """Test whether the meter falls behind the terminal as saturated transformers make it."""
    seen = _stack(study, "i_{}_mean_a")
    ratio = np.where(study.exempt.exchanged, np.nan, _stack(study, "terminal_i_{}_ratio"))
    loss = 1.0 - ratio
    lost: Flags = np.asarray(loss > LEAST_LOSS)
    real = np.where(lost, seen / np.where(lost, np.maximum(ratio, 1e-3), 1.0), np.nan)
    going = _rank_correlation(np.hstack(list(real)), np.hstack(list(np.where(lost, loss, np.nan))))
    pressed = _pressed(study, first_true(np.asarray(lost.any(axis=0))), lost)
    tested = np.isfinite(going) & np.isfinite(pressed)
    applies = tested & (going >= GOES_ALONG) & (pressed >= LEAST_PRESSED)
    return Explanation(
        "ct_saturation",
        "The meter falls behind the terminal the more current flows, and its peaks fell by"
        " {number} against the mean: rather transformers that saturate than a shunt. Check their"
        " burden.",
        "The meter does not fall behind the terminal as transformers that saturate do; its peaks"
        " fell by {number} against the mean.",
        tested,
        applies,
        "No terminal on transformers of its own, or no currents that differ from it.",
        number=np.clip(1.0 - np.exp(-np.nan_to_num(pressed)), 0.0, 1.0),
        unit="share",
        effect=Effect.WEAKENED,
        weakens=WEAKENS,
        left=np.full(len(tested), LEFT_OF_SATURATION),
    )


def _stack(study: Study, name: str) -> Floats:
    """One fact of all phases, (3, n, d)."""
    facts: list[Facts] = [study.window.fact(name.format(phase)) for phase in PHASES]
    return np.stack(facts).astype(np.float64)


def _rank_correlation(first: Floats, second: Floats) -> Floats:
    """Correlation (n,) of ranks of the known pairs in each row (Spearman 1904)."""
    known = np.isfinite(first) & np.isfinite(second)
    x, y = (_centred_ranks(values, known) for values in (first, second))
    spread = np.sqrt((x * x).sum(axis=1) * (y * y).sum(axis=1))
    enough = (known.sum(axis=1) >= LEAST_PHASE_DAYS) & (spread > 0)
    return np.where(enough, (x * y).sum(axis=1) / np.where(enough, spread, 1.0), np.nan)


def _centred_ranks(values: Floats, known: Flags) -> Floats:
    filled = np.where(known, values, np.inf)
    ranks = np.argsort(np.argsort(filled, axis=1, kind="stable"), axis=1).astype(np.float64)
    ranks = np.where(known, ranks, np.nan)
    return np.nan_to_num(ranks - row_mean(ranks)[:, None])


def _pressed(study: Study, split: Codes, lost: Flags) -> Floats:
    """Fall (n,) of the log of peak over mean since `split`, of phases `lost` (3, n, d) some day."""
    mean, peak = _stack(study, "i_{}_mean_a"), _stack(study, "i_{}_max_a")
    known = (mean > 0) & (peak > 0)
    crest = np.where(known, np.log(np.where(known, peak, 1.0) / np.where(known, mean, 1.0)), np.nan)
    sides = [level_around(phase, split, LEAST_DAYS) for phase in crest]
    fall = np.stack([before - since for before, since in sides])
    return row_mean(np.where(lost.any(axis=2), fall, np.nan).T)

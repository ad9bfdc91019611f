"""Explanations of instruments: a terminal that errs, a ratio that is wrong on record."""

from __future__ import annotations

import numpy as np

from features.change_point import find_fall, level_around
from features.explanations.lasting_change import mean_before, mean_since
from features.registry import Effect, Explanation
from features.robust import row_mad, row_median, row_quantile
from features.study import Study
from features.window import Codes, Flags, Floats

LEAST_DAYS = 5
LEAST_KWH = 0.05
# A difference of two instruments that is worth a question.
LEAST_DEFICIT = 0.03
# Share of a difference by which the terminal has to have risen, the meter not fallen; and
# how small chance has to be against it.
TERMINAL_SHARE, CHANCE_SHARE = 0.6, 0.5
STEADY_SHARE = 0.5
LEFT_OF_TERMINAL = 0.25
# The same to the per cent on every day: a ratio, not a deed.
STEADY_SIGMA, STEADY_DAYS = 0.01, 14
LEFT_OF_RECORD = 0.6
WEAKENS = ("terminal_deficit_share", "terminal_phase_deficit_share", "terminal_low_minutes")


def of_instruments(study: Study) -> tuple[Explanation, ...]:
    """Test whether the terminal, or a ratio on record, is at fault rather than the meter."""
    window = study.window
    meter = window.fact("terminal_meter_kwh").astype(np.float64)
    terminal = window.fact("terminal_matched_kwh").astype(np.float64)
    known = (terminal > LEAST_KWH) & (meter > 0) & ~study.exempt.exchanged
    ratio = np.where(known, meter, np.nan) / np.where(known, terminal, np.nan)
    gap = -np.log(ratio)
    step = find_fall(-gap, LEAST_DAYS, LEAST_DAYS)
    stepped = (step.split >= 0) & (step.fall > np.fmax(LEAST_DEFICIT, step.scale))
    split = np.where(stepped, step.split, -1).astype(np.int32)
    return _terminal_fault(study, gap, split), _wrong_ratio(gap, stepped)


def _terminal_fault(study: Study, gap: Floats, split: Codes) -> Explanation:
    """The terminal came to show more while the meter went on as before: then it is that errs.

    Energy by the meter, freed of the peers' movement, would fall by the whole difference if
    load passed beside the meter; a terminal that errs leaves it where it was.
    """
    difference = mean_since(gap, split) - mean_before(gap, split, LEAST_DAYS)
    fallen = -_change(study, split)
    share = 1.0 - np.maximum(fallen, 0.0) / np.where(difference > 0, difference, np.nan)
    chance = _chance(study, split)
    # An instrument that errs does so by the same share on every day; a switched shunt does not.
    days = np.arange(gap.shape[1])[None, :]
    since = np.where((split >= 0)[:, None] & (days >= split[:, None]), gap, np.nan)
    spread = row_quantile(since, 0.9, LEAST_DAYS) - row_quantile(since, 0.1, LEAST_DAYS)
    steady = spread < STEADY_SHARE * difference
    applies = (share >= TERMINAL_SHARE) & (chance < CHANCE_SHARE * difference) & steady
    return Explanation(
        "terminal_fault",
        "The meter's own energy did not fall when terminal and meter parted; {number} of the"
        " difference is the terminal's rise: rather the terminal errs.",
        "Energy by the meter fell when terminal and meter parted; the terminal's rise explains"
        " {number} of the difference.",
        np.asarray(np.isfinite(share) & np.isfinite(chance)),
        np.asarray(applies),
        "No terminal, or it did not begin to differ from the meter in this time.",
        number=np.clip(np.nan_to_num(share), 0.0, 1.0),
        unit="share",
        effect=Effect.WEAKENED,
        weakens=WEAKENS,
        left=np.full(len(split), LEFT_OF_TERMINAL),
    )


def _change(study: Study, split: Codes) -> Floats:
    """Log change (n,) of the meter's own energy at `split`, freed of the peers' movement."""
    before, after = level_around(study.usual.residual, split, LEAST_DAYS)
    return after - before


def _chance(study: Study, split: Codes) -> Floats:
    """Sigma (n,) that such a change has by the account's days alone."""
    days = study.window.shape[1]
    fewer = np.minimum(split, days - split).astype(np.float64)
    return study.usual.day_sigma / np.sqrt(np.where(split >= 0, np.maximum(fewer, 1.0), np.nan))


def _wrong_ratio(gap: Floats, stepped: Flags) -> Explanation:
    """A difference that is one constant number since the first day is a matter of records."""
    typical = row_median(gap, STEADY_DAYS)
    share = 1.0 - np.exp(-typical)
    steady = row_mad(gap, STEADY_DAYS) < STEADY_SIGMA
    return Explanation(
        "wrong_ratio_on_record",
        "Meter and terminal differ by the same {number} on every day since the first: rather a"
        " wrong ratio on record than theft. Check the transformers' plates.",
        "Meter and terminal do not differ by one constant share since the first day; usually by"
        " {number}.",
        np.asarray(np.isfinite(typical)),
        np.asarray(steady & ~stepped & (np.abs(share) > LEAST_DEFICIT)),
        "No terminal measures this supply.",
        number=np.nan_to_num(share),
        unit="share",
        effect=Effect.WEAKENED,
        weakens=WEAKENS,
        left=np.full(len(typical), LEFT_OF_RECORD),
    )

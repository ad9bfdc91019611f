"""Switched hours: energy that is missing in some hours of the day while the others go on.

A remote-controlled shunt is on when it pays, on most days in the same hours. So the hours
in question lose energy against the rest of the day and against their own past, total energy
falls by just that, and current jumps more than before. A shift of load moves energy to
other hours, a closed shift of a plant makes no more jumps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.change_point import find_fall, level_around
from features.robust import row_mean
from features.shunt_switching import can_switch, depth_a_day, rise_sigma
from features.study import Study
from features.switching_witness import hear_switching
from features.voltage_witness import hear_voltage
from features.window import Codes, Floats

HOURS = 24
LEAST_BEFORE, LEAST_AFTER = 10, 5
SPANS = (3, 5, 8, 12)
RECENT_DAYS = (7, 14, 28)
LEAST_FALL = 0.15
SIGMAS = 1.0
LEAST_CONTRAST = 3.5
RISE_FROM, RISE_SURE = 1.0, 3.0
# Of the day's mean load: hours below the one are idle, from the other on worth stealing.
IDLE_LOAD, FULL_LOAD, IDLE_WEIGHT = 0.5, 0.9, 0.3
UNHEARD_WEIGHT, VOLTAGE_SURE = 0.5, 4.0


@dataclass(frozen=True)
class HourLoss:
    """Loss in the hours that lost most, (n,) each.

    share: of the energy of these hours, weighed by what bears it out; 0 none, NaN could not
    be judged. taken: the same, not weighed. onset: first day. of_day: share of the day's
    usual energy that falls into these hours.
    """

    share: Floats
    taken: Floats
    onset: Codes
    of_day: Floats


def switched_hours(study: Study) -> HourLoss:
    """Find the span of hours that lost most against the rest, confirmed by jumps and energy."""
    hours = _hours(study)
    chosen = _worst_span(hours)
    own = np.einsum("ndh,nh->nd", hours, chosen)
    rest = np.nansum(hours, axis=2) - np.nan_to_num(own)
    rest = np.where(np.isfinite(own), rest, np.nan)
    floor = 0.02 * row_mean(own + rest)[:, None]
    relative = np.log(np.fmax(own, floor)) - np.log(np.fmax(rest, floor))
    relative = np.where(np.isfinite(own) & (floor > 0), relative, np.nan)
    step = find_fall(relative, LEAST_BEFORE, LEAST_AFTER)
    clear = (step.contrast >= LEAST_CONTRAST) & (
        step.fall > np.fmax(SIGMAS * step.scale, LEAST_FALL)
    )
    onset = np.where(clear, step.split, -1).astype(np.int32)
    share = np.where(clear, 1.0 - np.exp(-step.fall), 0.0)
    total = own + rest
    part = np.divide(
        own, total, out=np.full_like(own, np.nan), where=np.isfinite(total) & (total > 0)
    )
    before, _ = level_around(part, onset)
    weight = _explained(study, onset, share * np.nan_to_num(before)) * _jumps(study, onset)
    weight *= _worth(before, chosen.sum(axis=1))
    weight *= _heard(study, onset, _missing(own, rest, onset))
    can = np.isfinite(relative).sum(axis=1) >= LEAST_BEFORE + LEAST_AFTER
    value = np.where(can, share * weight, np.nan)
    return HourLoss(value, share, np.where(value > 0, onset, -1).astype(np.int32), before)


def _hours(study: Study) -> Floats:
    """Energy of each hour (n, d, 24), NaN on days that are not whole or cannot switch."""
    window = study.window
    hours = np.stack([window.fact(f"hour_{hour:02d}_kwh") for hour in range(HOURS)], axis=2)
    whole = np.isfinite(hours).sum(axis=2) >= HOURS - 1
    usable = whole & can_switch(study) & ~study.exempt.generating & np.isfinite(depth_a_day(study))
    return np.where(usable[:, :, None], np.nan_to_num(hours.astype(np.float64)), np.nan)


def _worst_span(hours: Floats) -> Floats:
    """Membership (n, 24) of the span whose share of the day fell most in the recent weeks."""
    n, d = hours.shape[:2]
    best, chosen = np.full(n, -np.inf), np.zeros((n, HOURS))
    for recent in RECENT_DAYS:
        if d < recent + LEAST_BEFORE:
            continue
        after, before = _mean_share(hours[:, -recent:]), _mean_share(hours[:, :-recent])
        for length in SPANS:
            for start in range(HOURS):
                place = (start + np.arange(length)) % HOURS
                lost = (before - after)[:, place].sum(axis=1)
                # The rest of the day hides what longer spans lose by chance.
                score = lost / np.sqrt(length)
                better = np.nan_to_num(score, nan=-np.inf) > best
                best = np.where(better, score, best)
                chosen[better] = 0.0
                chosen[np.ix_(better, place)] = 1.0
    return chosen


def _mean_share(hours: Floats) -> Floats:
    """Mean energy of each hour (n, 24) over the days known, as a share of the day's."""
    known = np.isfinite(hours)
    count = np.maximum(known.sum(axis=1), 1)
    mean = np.where(known, hours, 0.0).sum(axis=1) / count
    total = mean.sum(axis=1, keepdims=True)
    return np.where(total > 0, mean / np.where(total > 0, total, 1.0), np.nan)


def _explained(study: Study, onset: Codes, expected: Floats) -> Floats:
    """Share (n,) of the expected loss of the day that total energy really shows."""
    before, after = level_around(study.usual.residual, onset, LEAST_AFTER)
    lost = 1.0 - np.exp(np.nan_to_num(after - before))
    return np.clip(
        np.divide(lost, 0.7 * expected, out=np.zeros_like(lost), where=expected > 0), 0, 1
    )


def _worth(of_day: Floats, span_hours: Floats) -> Floats:
    """Less (n,) where the lost hours used to be idle ones: a thief shunts what costs much.

    Of a plant that gives up a shift, or a night's work, the idle hours fall.
    """
    usual = of_day * HOURS / np.maximum(span_hours, 1.0)
    worth = np.clip((np.nan_to_num(usual) - IDLE_LOAD) / (FULL_LOAD - IDLE_LOAD), 0.0, 1.0)
    return IDLE_WEIGHT + (1.0 - IDLE_WEIGHT) * worth


def _missing(own: Floats, rest: Floats, onset: Codes) -> Floats:
    """Load (n, d) by which the lost hours fall short of the others', over a day's usual load."""
    before, _ = level_around(own / np.where(rest > 0, rest, np.nan), onset)
    usual, _ = level_around(own + rest, onset)
    short = np.maximum(before[:, None] * rest - own, 0.0)
    return np.asarray(short / np.where(usual > 0, usual, np.nan)[:, None])


def _heard(study: Study, onset: Codes, missing: Floats) -> Floats:
    """Weight (n,) by what the voltage says: much less where it does not bear the loss out.

    A generator of the customer's own, or a machine that rests, makes the same jumps.
    """
    testimony = hear_voltage(study, onset).beside(hear_switching(study, missing, onset))
    sure = np.clip(testimony.still_there / VOLTAGE_SURE, 0.0, 1.0)
    return np.asarray((UNHEARD_WEIGHT + (1.0 - UNHEARD_WEIGHT) * sure) * testimony.doubt)


def _jumps(study: Study, onset: Codes) -> Floats:
    """Weight (n,): jumps of the current became deeper or more frequent with the loss."""
    sigma = rise_sigma(depth_a_day(study), onset)
    return np.clip((np.nan_to_num(sigma) - RISE_FROM) / (RISE_SURE - RISE_FROM), 0.0, 1.0)

"""Voltage as a witness: did the load fall, or only what the meter sees of it?

The current that a customer really draws lowers the voltage at his own terminals, whatever
his meter is shown of it. The meter's own past tells by how much: voltage against neighbours'
at the same time, over days of more and of less current. When the metered current falls for
good, the voltage should rise by that much. If it stays where it was, the load is still there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.change_point import level_around
from features.level import block_means
from features.robust import row_mad, row_mean, row_median
from features.study import Study
from features.window import Codes, Flags, Floats
from pipeline.contract.facts import PHASES

LEAST_BEFORE, LEAST_AFTER = 14, 4
# Days resemble the days before them, so they count for less than as many independent ones.
INDEPENDENT_SHARE = 0.5
LEAST_SIGMA = 2e-4
# Of the plain deviation: steps by a tap must not hide behind a calm median.
PLAIN_SHARE = 0.7
WEEK, LEAST_OF_WEEK, WANDER_SHARE = 7, 4, 0.8
# Beyond these shares of the expected rise something else moved the voltage, as a tap does.
LEAST_RISE, MOST_RISE = -1.0, 2.5
LEAST_CURRENT_FALL = 0.1
# What the others' load does from day to day it need not do from season to season.
SURROUNDING_ERROR = 0.5
MOST_SURE = 12.0
# The voltage has moods of its own: it takes odds of e to the fourth to halve a suspicion.
SURE_OF_FALL = 4.0


@dataclass(frozen=True)
class Testimony:
    """What voltage says of a fall of current, (n,) each.

    still_there: log likelihood of a load that is still there against one that fell, natural
    logarithm; 0 where voltage cannot tell. rise: rise of the voltage as a share of what
    the fall of current called for, NaN where unknown.
    """

    still_there: Floats
    rise: Floats

    def beside(self, likelier: Floats) -> Testimony:
        """Add what a second look says, log likelihoods (n,) of the load that is still there."""
        return Testimony(self.still_there + likelier, self.rise)

    @property
    def doubt(self) -> Floats:
        """Weight (n,) of a suspicion: 1, down to 0 where the voltage is sure of a real fall."""
        return np.asarray(
            1.0 / (1.0 + np.exp(-2.0 * np.minimum(self.still_there + SURE_OF_FALL, SURE_OF_FALL)))
        )


def hear_voltage(study: Study, onset: Codes) -> Testimony:
    """Hear the voltages of all phases that lost current at day `onset` (n,), -1 for none."""
    heard = [hear_phase(study, phase, onset) for phase in range(len(PHASES))]
    still, rise = (
        np.stack([getattr(one, name) for one in heard]) for name in ("still_there", "rise")
    )
    spoke = np.isfinite(rise)
    count = np.maximum(spoke.sum(axis=0), 1)
    mean_rise = np.where(spoke, rise, 0.0).sum(axis=0) / count
    return Testimony(
        np.where(spoke, still, 0.0).sum(axis=0) / count,
        np.where(spoke.any(axis=0), mean_rise, np.nan),
    )


def hear_phase(
    study: Study, phase: int, onset: Codes, otherwise: Floats | float = 0.0
) -> Testimony:
    """Hear the voltage of one phase on a fall of its current at day `onset` (n,).

    otherwise: (n,) by what share of itself the current would have risen if it had not fallen.
    """
    volts, current = study.relative_volts[phase], relative_current(study, phase, onset)
    known = np.isfinite(volts) & np.isfinite(current)
    days = np.arange(study.window.shape[1])[None, :]
    before = known & (days < onset[:, None])
    after = known & (days >= onset[:, None]) & (onset >= 0)[:, None]
    droop = _droop(volts, current, before)
    fall = -_change(current, before, after)
    rise = _change(volts, before, after) - droop.slope * otherwise
    called_for = -droop.slope * (fall + otherwise)
    variance = _change_error(droop, before, after) ** 2 + (droop.slope_error * fall) ** 2
    led = _change(study.surrounding_volts[phase], before, after)
    variance += (SURROUNDING_ERROR * led) ** 2
    usable = (fall > LEAST_CURRENT_FALL) & (called_for > 0)
    share = np.divide(rise, called_for, out=np.full_like(rise, np.nan), where=usable)
    slack = np.divide(np.sqrt(variance), called_for, out=np.zeros_like(rise), where=usable)
    usable &= (share > LEAST_RISE - slack) & (share < MOST_RISE + slack)
    usable &= (before.sum(axis=1) >= LEAST_BEFORE) & (after.sum(axis=1) >= LEAST_AFTER)
    likelier = ((rise - called_for) ** 2 - rise**2) / (2.0 * variance)
    still = np.where(usable, np.clip(likelier, -MOST_SURE, MOST_SURE), 0.0)
    return Testimony(still, np.where(usable, share, np.nan))


def relative_current(study: Study, phase: int, onset: Codes) -> Floats:
    """Current of a phase over its median before the onset, (n, d); NaN without an onset."""
    amperes = primary_current(study, phase)
    usual, _ = level_around(amperes, onset)
    return amperes / np.where(usual > 0, usual, np.nan)[:, None]


def primary_current(study: Study, phase: int) -> Floats:
    """Mean current of a phase a day (n, d), but for a constant: as of each day's ratio.

    New transformers of another ratio change what the meter sees, and not what flows.
    """
    amperes = study.window.fact(f"i_{PHASES[phase]}_mean_a").astype(np.float64)
    return np.asarray(amperes * study.window.multiplier)


@dataclass(frozen=True)
class _Droop:
    """How voltage went with current before the onset, (n,) each, and how it strayed from that.

    wander: of whole weeks; it does not level out, however many days there are.
    """

    slope: Floats
    slope_error: Floats
    scatter: Floats
    wander: Floats


def _droop(volts: Floats, current: Floats, before: Flags) -> _Droop:
    x, y = (np.where(before, values, np.nan) for values in (current, volts))
    x, y = x - row_mean(x)[:, None], y - row_mean(y)[:, None]
    spread = np.nansum(x * x, axis=1)
    safe = np.where(spread > 0, spread, 1.0)
    slope = np.where(spread > 0, np.nansum(x * y, axis=1) / safe, np.nan)
    away = y - slope[:, None] * x
    plain = PLAIN_SHARE * np.sqrt(row_mean(away**2))
    scatter = np.fmax(np.fmax(row_mad(away), plain), LEAST_SIGMA)
    weeks = block_means(away, WEEK, LEAST_OF_WEEK)
    wander = np.nan_to_num(np.sqrt(row_mean(weeks**2)))
    return _Droop(slope, scatter / np.sqrt(INDEPENDENT_SHARE * safe), scatter, wander)


def _change(values: Floats, before: Flags, after: Flags) -> Floats:
    level_after = row_median(np.where(after, values, np.nan))
    return level_after - row_median(np.where(before, values, np.nan))


def _change_error(droop: _Droop, before: Flags, after: Flags) -> Floats:
    first, second = (
        np.maximum(INDEPENDENT_SHARE * side.sum(axis=1), 1.0) for side in (before, after)
    )
    by_days = droop.scatter * np.sqrt(1.0 / first + 1.0 / second)
    return np.asarray(np.hypot(by_days, WANDER_SHARE * droop.wander))

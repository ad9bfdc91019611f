"""Falls of a cumulative register, after all that makes one fall without a hand in it.

A register restored from memory after a restart loses some hours of use, now and then. A
register set back loses days of use, or a good part of all use, again and again. One that
falls by a season's use is another meter that nobody recorded. A single wrong reading goes
up and down again, or down and up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.peers import share_of_others
from features.robust import first_true
from features.study import Study
from features.window import Codes, Flags, Floats, Window

LEAST_DECREASE_KWH = 0.02
NEW_METER_SHARE = 0.02
# Meters save their registers at least once a day, so a restored one loses less than that.
SAVED_WITHIN_DAYS = 1.2
# Even with restarts: who loses this share of all use is not unlucky.
UNLUCKY_SHARE = 0.25
LEAST_UNLUCKY_DAYS = 14
# Nobody sets back half a year at once: bills would turn negative.
NEW_METER_DAYS = 180.0
# So many small falls without a restart may still be a worn memory; twice as many are not.
SMALL_FALLS = 3
# A rise of so many days of use in one is a wrong reading, and so is the fall that follows.
LEAP_DAYS = 5.0
GLITCH_DAYS = 3
RESTARTS = ("power_down", "power_up", "meter_restart", "processor_reset", "memory_error")
SHARED_SHARE, LEAST_OTHERS = 0.15, 8


@dataclass(frozen=True)
class RegisterFalls:
    """What registers lost, (n, d) in primary kWh; 0 on days without a fall.

    suspicious_kwh: falls that nothing explains, small ones weighed by how often they come.
    restored_kwh: falls explained by a register restored after a restart.
    usual_kwh: (n,) usual energy a day, NaN where unknown.
    """

    suspicious_kwh: Floats
    restored_kwh: Floats
    usual_kwh: Floats

    @property
    def onset(self) -> Codes:
        """(n,) first day with a suspicious fall, -1 without one."""
        return first_true(self.suspicious_kwh > 0)


def register_falls(study: Study) -> RegisterFalls:
    """Weigh every fall of the accounts' registers; see the module for what explains one."""
    window = study.window
    usual = np.fmax(study.usual.own_median, study.usual.own_high)
    usual = np.where(usual > 0, usual, np.nan)
    days = _fallen_kwh(study) / usual[:, None]
    days = np.where(days < NEW_METER_DAYS, np.nan_to_num(days), 0.0)
    is_small = days <= SAVED_WITHIN_DAYS
    restored = np.where(is_small & restarted(window), days, 0.0)
    restored = np.where(_is_unlucky(restored)[:, None], restored, 0.0)
    unexplained = days - restored
    small = np.where(is_small, unexplained, 0.0)
    often = np.clip((small > 0).sum(axis=1) / SMALL_FALLS - 1.0, 0.0, 1.0)
    # Beside large falls the small ones are of the same hand.
    often = np.where((days > SAVED_WITHIN_DAYS).any(axis=1), 1.0, often)
    weighed = unexplained - small * (1.0 - often[:, None])
    scale = np.nan_to_num(usual)[:, None]
    return RegisterFalls(weighed * scale, restored * scale, usual)


def restarted(window: Window) -> Flags:
    """(n, d) days on which the meter reported a restart or a memory error, and those after."""
    happened = np.zeros(window.shape, dtype=bool)
    for name in RESTARTS:
        happened |= np.nan_to_num(window.fact(f"event_{name}_count")) > 0
    return np.asarray(happened | np.pad(happened[:, :-1], ((0, 0), (1, 0))))


def reported_falls(study: Study) -> Flags:
    """(n, d) days on which the meter itself reported a fall that no cause explains.

    Restarts, exchanges, visits and reports that the batch or the district shares are causes.
    """
    window = study.window
    told = np.nan_to_num(window.fact("event_register_decrease_count")) > 0
    told &= ~restarted(window) & ~study.exempt.authorised
    for name in ("transformer_id", "meter_model"):
        share, others = share_of_others(told, window.group[name], window.valid)
        told &= ~((np.nan_to_num(share) > SHARED_SHARE) & (others >= LEAST_OTHERS))
    return np.asarray(told)


def _is_unlucky(restored_days: Floats) -> Flags:
    """(n,) whether restored registers lost no more than bad luck explains."""
    day = np.arange(restored_days.shape[1])
    first = first_true(restored_days > 0)
    since = np.where(first >= 0, len(day) - first, 1)
    share = restored_days.sum(axis=1) / np.maximum(since, LEAST_UNLUCKY_DAYS)
    return np.asarray(share <= UNLUCKY_SHARE)


def _fallen_kwh(study: Study) -> Floats:
    """Falls a day (n, d), primary kWh, without exchanges, wrong readings and tiny ones."""
    window = study.window
    inside = np.nan_to_num(window.fact("register_decrease_kwh").astype(np.float64))
    seam = np.nan_to_num(window.seam_register_decrease_kwh.astype(np.float64))
    first = window.fact("register_first_kwh").astype(np.float64)
    last = window.fact("register_last_kwh").astype(np.float64)
    seam = np.where(_is_new_meter(first + seam, first), 0.0, seam)
    inside = np.where(_is_new_meter(last + inside, last), 0.0, inside)
    fallen = np.where(study.exempt.exchanged | study.exempt.not_supplied, 0.0, inside + seam)
    fallen = np.where(fallen >= LEAST_DECREASE_KWH, fallen, 0.0) * window.multiplier
    return np.maximum(fallen - _leapt_kwh(study), 0.0)


def _is_new_meter(before: Floats, after: Floats) -> Flags:
    """(n, d) falls to near zero from a high register: an exchange that nobody recorded."""
    return np.asarray((before > after) & (after < NEW_METER_SHARE * before))


def _leapt_kwh(study: Study) -> Floats:
    """Rises beyond what anybody uses, summed over the days around each day (n, d)."""
    window = study.window
    inside = window.fact("register_last_kwh").astype(np.float64)
    inside = np.maximum(inside - window.fact("register_first_kwh").astype(np.float64), 0.0)
    seam = window.seam_register_kwh.astype(np.float64)
    gap_days = 1.0 + np.nan_to_num(window.seam_gap_minutes.astype(np.float64)) / 1440.0
    risen = (np.nan_to_num(inside) + np.nan_to_num(seam)) * window.multiplier
    usual = np.fmax(study.usual.own_median, study.usual.own_high)[:, None]
    leap = np.nan_to_num(np.maximum(risen - LEAP_DAYS * usual * gap_days, 0.0))
    total = np.pad(np.cumsum(leap, axis=1), ((0, 0), (1, 0)))
    day = np.arange(leap.shape[1])
    low = np.maximum(day - GLITCH_DAYS, 0)
    high = np.minimum(day + GLITCH_DAYS + 1, leap.shape[1])
    around: Floats = total[:, high] - total[:, low]
    return around

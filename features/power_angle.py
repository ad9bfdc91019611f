"""Power angle: what a fall of active power below voltage times current is made of.

Three deeds part P from sum U I, and each in its own way: one that turns the angle moves Q as
P falls, so that hypot(P, Q) stays, or falls little where only one current is turned; one that
scales the count lowers P and Q by one factor, and the power factor stays; currents led
through each other's elements leave next to nothing of either.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.apparent_power import ApparentPower
from features.change_point import find_fall
from features.reversed_current import SWAPPED_BELOW, reversal_days, several_reversed
from features.robust import row_mad, row_median, row_quantile
from features.study import Study
from features.window import Flags, Floats, Window
from pipeline.contract.vocabulary import Wiring

# A meter of class 1 or 2 with rounding keeps hypot(P, Q) well within this of sum U I.
ODD_DEFICIT = 0.03
LEAST_DAYS = 4
LEAST_FALL = 0.06
SIGMAS = 3.0
LOW_SHARE = 0.1
LEAST_LEAN = 0.08
MOST_BACKWARDS_MINUTES = 60.0


@dataclass(frozen=True)
class PowerAngle:
    """Kinds of days (n, d) on which active power is below what it was for the same U I.

    scaled: P and Q lower by one factor. swapped: next to nothing is left of both. turned: the
    power factor fell. unnamed: P fell against U I and no Q tells how.
    """

    scaled: Flags
    swapped: Flags
    turned: Flags
    unnamed: Flags

    @staticmethod
    def of(study: Study, power: ApparentPower) -> PowerAngle:
        """Tell the kinds apart, day by day; a reversed current is none of them."""
        window = study.window
        reversed_ = reversal_days(study, power)
        three = (window.text["wiring"] != Wiring.ONE_PHASE.value)[:, None]
        is_odd = (np.nan_to_num(power.deficit) > ODD_DEFICIT) & ~reversed_
        swapped = _swapped(window, power, is_odd & three)
        # Power that flows both ways within a reading adds up to less than its currents.
        drawing = ~study.exempt.generating & ~reversed_ & ~swapped
        fallen = _fallen(power.factor, is_odd | reversed_)
        turned = fallen & three & drawing & ~_is_lopsided(window, fallen)
        scaled = is_odd & drawing & ~turned
        low = _fallen(power.active, is_odd | reversed_ | turned)
        untold = np.isnan(power.apparent).all(axis=1, keepdims=True)
        backwards = window.fact("i_a_reversed_minutes") > MOST_BACKWARDS_MINUTES
        return PowerAngle(scaled, swapped, turned, low & untold & drawing & ~backwards)


def _swapped(window: Window, power: ApparentPower, odd: Flags) -> Flags:
    """(n, d) days on which two currents run through each other's elements.

    odd: (n, d) days on which hypot(P, Q) is below U I. Balanced load leaves nothing of it; of
    four wires, two currents then show a sign and the third does not.
    """
    four = (window.text["wiring"] == Wiring.FOUR_WIRE.value)[:, None]
    several = several_reversed(window) & four
    left = power.apparent / power.usual_apparent[:, None]
    told = odd & ((left < SWAPPED_BELOW) | several)
    untold = several & np.isnan(power.apparent) & (power.active < SWAPPED_BELOW)
    return np.asarray((told | untold) & ~window.has_pv[:, None])


def _is_lopsided(window: Window, fallen: Flags) -> Flags:
    """(n, d) days on which two elements carry other shares of the current than usual.

    Less current in one of two elements, as by a shunt, turns the sum of their powers too.
    """
    a = window.fact("i_a_mean_a").astype(np.float64)
    c = window.fact("i_c_mean_a").astype(np.float64)
    known = (a > 0) & (c > 0)
    lean = np.where(known, np.log(np.where(known, a, 1.0) / np.where(known, c, 1.0)), np.nan)
    moved = np.abs(lean - row_median(np.where(fallen, np.nan, lean), LEAST_DAYS)[:, None])
    two = window.text["wiring"] == Wiring.TWO_ELEMENT.value
    return np.asarray(two[:, None] & (np.nan_to_num(moved) > LEAST_LEAN))


def _fallen(values: Floats, apart: Flags) -> Flags:
    """Days (n, d) below what the account has hardly ever shown before a step down.

    apart: (n, d) days that have their own explanation and do not shape the usual level; they
    are judged against it all the same.
    """
    own = np.where(apart, np.nan, values)
    step = find_fall(own, LEAST_DAYS, LEAST_DAYS)
    days = np.arange(values.shape[1])[None, :]
    before = (step.split[:, None] < 0) | (days < step.split[:, None])
    past = np.where(before, own, np.nan)
    usual = np.where(step.split >= 0, step.before, row_quantile(own, 0.5, LEAST_DAYS))
    lowest = row_quantile(past, LOW_SHARE, LEAST_DAYS)
    margin = np.fmax(LEAST_FALL * usual, np.nan_to_num(SIGMAS * row_mad(past, LEAST_DAYS)))
    limit = np.fmin(lowest, usual - margin)
    return np.asarray(values < limit[:, None])

"""Reversed current: one current transformer turned round, the others as they were.

Then one phase's power is negative while voltage and current keep their size. Of four wires
with balanced load a third is left of P and of Q; of three wires tan(phi) / sqrt(3) of P, and
hypot(P, Q) is 1 / sqrt(3) of what U I say. Generation and braking machines turn all phases at
once; a lost voltage turns the power of its element as well. Meters that show no sign of a
current are told by how the rest of P follows the phases' shares.
"""

from __future__ import annotations

import numpy as np

from features.apparent_power import TWO_ELEMENT_SHARE, ApparentPower, phase_volt_amperes
from features.odd_days import guilty_share, odd_days
from features.registry import Feature, Measured
from features.robust import row_mad, row_median
from features.study import Study
from features.window import Flags, Floats, Window
from pipeline.contract.facts import PHASES
from pipeline.contract.vocabulary import Family, Means, Wiring

LEAST_HOURS = 1.0
# Two currents that are swapped leave less than this of hypot(P, Q), one reversed leaves more.
SWAPPED_BELOW = 0.25
CONSISTENT_FROM, CONSISTENT_SPAN = 0.95, 0.25
GENERATION_DOUBT = 0.5
OPPOSITE_FROM, OPPOSITE_SPAN = 0.45, 0.2
ODD_DEFICIT = 0.1
TOLERANCE = 0.02
TWO_ELEMENT_TOLERANCE = 0.04
ALL_DAY_HOURS = 24.0


def reversed_hours(window: Window) -> Floats:
    """Hours a day (n, d) in which one phase alone flows backwards at a healthy voltage."""
    worst, second = _ordered_minutes(window)[:2]
    return np.maximum(worst - second, 0.0) / 60.0


def several_reversed(window: Window) -> Flags:
    """(n, d) days on which two of three phases flow backwards, and not the third."""
    worst, second, third = _ordered_minutes(window)
    return np.asarray((np.nan_to_num(second - third) > 60 * LEAST_HOURS) & (worst > 0))


FEATURES = (
    Feature(
        "current_reversed_hours",
        "h a day",
        Family.VOLTAGE_WIRING,
        Means.CT_REVERSED,
        ("i_a_reversed_minutes",),
        7,
        2.0,
        "For {value} hours a day the current of one phase flows backwards while the others do"
        " not, since {since}: clamp that phase and compare its direction at the meter.",
        "domain.md section 2, CT reversed: at least 4 points a day",
        signal=reversed_hours,
        label="Hours with a reversed current",
    ),
)


def measure(study: Study, power: ApparentPower) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    hours = _judged_hours(study, power)
    odd = odd_days(np.nan_to_num(hours) > LEAST_HOURS)
    value = odd.mean(hours) * guilty_share(study, odd)
    known = np.isfinite(hours).any(axis=1)
    kwh = odd.mean(power.unbilled(study, odd.flags))
    return (odd.measured(np.where(known, value, np.nan), kwh),)


def reversal_days(study: Study, power: ApparentPower) -> Flags:
    """(n, d) days on which one current is reversed, with or without a sign."""
    return np.asarray(np.nan_to_num(_judged_hours(study, power)) > LEAST_HOURS)


def _judged_hours(study: Study, power: ApparentPower) -> Floats:
    """Hours a day (n, d) after what else turns a current; NaN where no sign is known."""
    window = study.window
    signed = reversed_hours(window)
    left = power.apparent / power.usual_apparent[:, None]
    two = (window.text["wiring"] == Wiring.TWO_ELEMENT.value)[:, None]
    # At a low power factor one of two elements runs backwards by itself.
    doubt = np.clip((CONSISTENT_FROM - left) / CONSISTENT_SPAN, 0.0, 1.0)
    signed = signed * np.where(two, np.where(np.isfinite(left), doubt, 0.5), 1.0)
    signed = signed * _is_opposite(window, signed, left)
    is_one = (window.text["wiring"] == Wiring.ONE_PHASE.value)[:, None]
    signed = np.where((left < SWAPPED_BELOW) & ~is_one, 0.0, signed)
    unsigned = np.where(_unsigned_days(study, power), ALL_DAY_HOURS, 0.0)
    hours = np.where(np.isfinite(signed), np.fmax(signed, unsigned), np.nan)
    # One element of two turned round can make the whole negative: that is no generation.
    generates = study.exempt.generating & ~(two & (np.nan_to_num(doubt) > GENERATION_DOUBT))
    return np.where(generates | study.exempt.not_supplied, np.nan, hours)


def _is_opposite(window: Window, hours: Floats, left: Floats) -> Floats:
    """(n, d) 1 where hypot(P, Q) of four wires fell as by a reversal, 0 where by far less.

    A current turned by a little more than 90 degrees has the same sign; it leaves more.
    """
    minutes = [np.nan_to_num(window.fact(f"i_{phase}_reversed_minutes")) for phase in PHASES]
    worst = np.argmax(np.stack(minutes), axis=0)[None]
    share = np.take_along_axis(np.nan_to_num(_shares(window)), worst, axis=0)[0]
    expected = 2.0 * share * hours / ALL_DAY_HOURS
    four = (window.text["wiring"] == Wiring.FOUR_WIRE.value)[:, None]
    known = four & np.isfinite(left) & (expected > 0)
    times = (1.0 - left) / np.where(known, expected, 1.0)
    agrees = np.clip((times - OPPOSITE_FROM) / OPPOSITE_SPAN, 0.0, 1.0)
    return np.where(known, agrees, 1.0)


def _unsigned_days(study: Study, power: ApparentPower) -> Flags:
    """(n, d) days on which a reversal explains what is left of hypot(P, Q), sign or not.

    A constant altered in the meter leaves the same share every day; a reversed current leaves
    1 - 2 s, with s the share of its phase in sum U I, which moves with the load.
    """
    window = study.window
    signs = np.stack([window.fact(f"i_{phase}_reversed_minutes") for phase in PHASES])
    never = (np.nan_to_num(signs).max(axis=(0, 2), initial=0.0) == 0)[:, None]
    odd = (power.deficit > ODD_DEFICIT) & never
    left = np.where(odd, power.apparent / power.usual_apparent[:, None], np.nan)
    four = (window.text["wiring"] == Wiring.FOUR_WIRE.value) & _follows_shares(window, left)
    two = (window.text["wiring"] == Wiring.TWO_ELEMENT.value) & _is_one_of_two(window, power, odd)
    return np.asarray(odd & (four | two)[:, None])


def _follows_shares(window: Window, left: Floats) -> Flags:
    """(n,) whether `left` (n, d) is what a reversal of one of three phases leaves."""
    errors = np.stack([row_median(np.abs(left - np.abs(1 - 2 * x)), 3) for x in _shares(window)])
    error = np.where(np.isfinite(errors), errors, np.inf).min(axis=0)
    constant = row_mad(left, 3)
    return np.asarray((error < TOLERANCE) & (error < constant + TOLERANCE / 4))


def _is_one_of_two(window: Window, power: ApparentPower, odd: Flags) -> Flags:
    """(n,) whether P and hypot(P, Q) are those of one element less the other.

    They see their currents at phi + 30 and phi - 30 degrees, so that shares x and z of U I
    leave |x e^j60 - z| of hypot(P, Q), and |x cos(phi + 30) - z cos(phi - 30)| of P.
    """
    x, z = _shares(window)[[0, 2]]
    factor = row_median(np.where(odd, np.nan, power.factor), 3)[:, None]
    phi = np.arccos(np.clip(factor, 0.0, 1.0))
    size = np.hypot(x * np.cos(np.pi / 3) - z, x * np.sin(np.pi / 3))
    active = np.abs(x * np.cos(phi + np.pi / 6) - z * np.cos(phi - np.pi / 6))
    off = np.fmax(
        np.abs(power.apparent - size / TWO_ELEMENT_SHARE),
        np.abs(np.abs(power.active) - active / TWO_ELEMENT_SHARE),
    )
    return np.asarray(row_median(np.where(odd, off, np.nan), 3) < TWO_ELEMENT_TOLERANCE)


def _shares(window: Window) -> Floats:
    """Share of each phase in sum U I (3, n, d); NaN where there is none."""
    parts = phase_volt_amperes(window)
    total = np.nan_to_num(parts).sum(axis=0)
    shares: Floats = np.divide(parts, total, out=np.full(parts.shape, np.nan), where=total > 0)
    return shares


def _ordered_minutes(window: Window) -> tuple[Floats, Floats, Floats]:
    """Minutes of reversed current a day, largest phase first; absent phases as 0, last.

    What goes on while the phase's voltage is lost does not count. NaN without any phase.
    """
    minutes = []
    for phase in PHASES:
        reverse = window.fact(f"i_{phase}_reversed_minutes").astype(np.float64)
        lost = np.nan_to_num(window.fact(f"u_{phase}_lost_minutes").astype(np.float64))
        minutes.append(np.maximum(reverse - lost, 0.0))
    stacked = np.stack(minutes)
    known = np.isfinite(stacked).any(axis=0)
    ordered = np.sort(np.nan_to_num(stacked), axis=0)[::-1]
    worst = np.where(known, ordered[0], np.nan)
    return worst, ordered[1], ordered[2]

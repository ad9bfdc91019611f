"""Turned current: the angle between voltage and current is altered, their sizes are not.

A device in the current loop, or currents led through each other's elements. P falls against
sum U I while the load itself goes on: what is counted falls with it. A load whose own power
factor falls (a capacitor that fails, motors that idle) draws more current for the same P, so
there the count stays.
"""

from __future__ import annotations

import numpy as np

from features.apparent_power import ApparentPower, active_ratio
from features.odd_days import (
    OddDays,
    explained_share,
    guilty_share,
    odd_days,
    same_load_share,
)
from features.power_angle import PowerAngle
from features.registry import Feature, Measured
from features.robust import row_mad
from features.study import Study
from features.window import Floats
from pipeline.contract.vocabulary import Family, Means, Wiring

# A current that leads and yet loses more than this of hypot(P, Q) is turned by no capacitor.
LEADING_DEFICIT = 0.03
# Without Q, neither a capacitor nor the meter's constant can be told from an angle.
UNTOLD_SHARE = 0.6
# Beyond this, and its own scatter, no load explains that the meter disagrees with itself.
LEAST_DISAGREEMENT, DISAGREES_SPAN = 0.01, 0.03
SIGMAS = 4.0

FEATURES = (
    Feature(
        "active_below_apparent_share",
        "share",
        Family.VOLTAGE_WIRING,
        Means.PHASE_SHIFT,
        ("active_ratio",),
        14,
        0.05,
        "Since {since}, active power is {value} lower than voltage, current and the usual power"
        " factor of {baseline} give, though voltage and current are as before: compare the phase"
        " order and the angles at the meter with a clamp.",
        "domain.md section 2, phase shift: power factor against the class of load",
        signal=active_ratio,
        label="Active power against voltage and current",
    ),
)


def measure(study: Study, power: ApparentPower, angle: PowerAngle) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    window = study.window
    one_phase = (window.text["wiring"] == Wiring.ONE_PHASE.value)[:, None]
    leads = window.fact("q_mean_kvar") < 0
    # A current that leads is a matter of capacitors: it is not slowed, and nothing is lost.
    turned = angle.turned & (~leads | (power.deficit > LEADING_DEFICIT))
    odd = odd_days(turned | angle.swapped | (angle.unnamed & ~one_phase))
    fall = power.active_fall(odd.flags)
    by_use = explained_share(study, odd, odd.typical(fall)) * same_load_share(odd, power.kva)
    untold = (odd.flags & angle.unnamed).any(axis=1)
    proof = np.maximum(_disagreement(power, odd), by_use * np.where(untold, UNTOLD_SHARE, 1.0))
    value = odd.mean(fall) * proof * guilty_share(study, odd)
    kwh = odd.mean(power.unbilled(study, odd.flags))
    known = np.isfinite(power.active).any(axis=1)
    return (
        odd.measured(
            np.where(known, np.nan_to_num(value), np.nan), kwh, power.usual_active(odd.flags)
        ),
    )


def _disagreement(power: ApparentPower, odd: OddDays) -> Floats:
    """(n,) how far hypot(P, Q) itself leaves sum U I on odd days; 0 where it agrees."""
    typical = np.nan_to_num(odd.typical(power.deficit))
    own = row_mad(np.where(odd.flags, np.nan, power.apparent), 3)
    least = np.fmax(LEAST_DISAGREEMENT, SIGMAS * np.nan_to_num(own, nan=1.0))
    return np.clip((typical - least) / DISAGREES_SPAN, 0.0, 1.0)

"""Voltage loss: one phase shows less voltage than the others while its current flows.

An open link shows next to nothing, an open wire of a three-wire meter floats at about half, a
resistor leaves more; what the meter misses is the share of U I that the low phase lacks. A
blown fuse of the district is seen by its neighbours on the same transformer.
"""

from __future__ import annotations

import numpy as np

from features.apparent_power import LEAST_VOLTAGE_DEFICIT, ApparentPower, voltage_deficit
from features.odd_days import guilty_share, odd_days
from features.peers import share_of_others
from features.registry import Feature, Measured
from features.robust import row_quantile
from features.study import Study
from features.window import Flags, Floats, Window
from pipeline.contract.facts import PHASES
from pipeline.contract.vocabulary import Family, Means, Wiring

_F, _M = Family.VOLTAGE_WIRING, Means.PHASE_VOLTAGE_LOST
_DOMAIN = "domain.md section 2, voltage loss"
LEAST_HOURS = 0.5
# Half of the other three-phase meters nearby see it too.
SHARED_SHARE = 0.5
MOST_DEFICIT = 0.9
USUAL_SHARE = 0.2


def lost_hours(window: Window) -> Floats:
    """Hours a day (n, d) in which the worst phase has lost its voltage under current."""
    stacked = np.stack([window.fact(f"u_{phase}_lost_minutes") for phase in PHASES])
    most = np.where(np.isfinite(stacked), stacked, -1.0).max(axis=0).astype(np.float64)
    return np.where(most >= 0, most, np.nan) / 60.0


FEATURES = (
    Feature(
        "voltage_lost_hours",
        "h a day",
        _F,
        _M,
        ("u_a_lost_minutes",),
        7,
        1.0,
        "For {value} hours a day one phase shows under 78 % of the voltage while it carries"
        " current, since {since}, and neighbours do not: check that phase's voltage link.",
        _DOMAIN + ": U/Un < 0.78 for 1 h",
        signal=lost_hours,
        label="Hours with a lost phase voltage",
    ),
    Feature(
        "voltage_deficit_share",
        "share",
        _F,
        _M,
        ("u_a_mean_v", "u_c_mean_v"),
        14,
        0.03,
        "Since {since}, a voltage at the meter is so low that {value} of the load is not counted,"
        " and neighbours do not see it: compare the voltages at the meter and at the busbar.",
        _DOMAIN + ": partial loss; floating wire about half",
        signal=voltage_deficit,
        label="Load missed by a low phase voltage",
    ),
)


def measure(study: Study, power: ApparentPower) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    one_phase = (study.window.text["wiring"] == Wiring.ONE_PHASE.value)[:, None]
    masked = study.exempt.not_supplied | one_phase
    hours = np.where(masked, np.nan, lost_hours(study.window))
    deficit = np.where(masked, np.nan, voltage_deficit(study.window))
    usual = row_quantile(deficit, USUAL_SHARE)[:, None]
    beyond = np.clip(
        deficit - np.where(usual < LEAST_VOLTAGE_DEFICIT, usual, 0.0), 0.0, MOST_DEFICIT
    )
    lost, low = hours > LEAST_HOURS, beyond > LEAST_VOLTAGE_DEFICIT
    own = ~_is_shared(study.window, lost | low)
    unbilled = power.unbilled(study, lost | low, is_whole=True)
    return tuple(
        _measured(study, values, flags & own, unbilled)
        for values, flags in ((hours, lost), (beyond, low))
    )


def _is_shared(window: Window, flags: Flags) -> Flags:
    """(n, d) days on which other three-phase meters see the same, on transformer or feeder."""
    counted = np.isfinite(voltage_deficit(window)) & window.valid
    near, _ = share_of_others(flags, window.group["transformer_id"], counted)
    far, _ = share_of_others(flags, window.group["feeder_id"], counted)
    return np.asarray((np.nan_to_num(near) >= SHARED_SHARE) | (np.nan_to_num(far) >= SHARED_SHARE))


def _measured(study: Study, values: Floats, flags: Flags, unbilled: Floats) -> Measured:
    odd = odd_days(flags)
    value = odd.mean(values) * guilty_share(study, odd)
    known = np.isfinite(values).any(axis=1)
    return odd.measured(np.where(known, value, np.nan), odd.mean(unbilled))

"""Power factor by class of load: far below what others of the class and wiring show.

A wrong phase order that is older than the records leaves no step. What shows is a power
factor that no load of the class has, under a load worth the connection. Idle transformers
and capacitors have such factors too, so a small load and a leading current say nothing; and
there is no onset, so that it stays a hint.
"""

from __future__ import annotations

import numpy as np

from features.apparent_power import ApparentPower
from features.peers import codes_of, crossed, group_median
from features.registry import Feature, Measured
from features.robust import row_median
from features.study import Study
from features.window import Flags, Floats, Window
from pipeline.contract.vocabulary import Family, Means, Wiring

RECENT_DAYS = 21
LEAST_DAYS = 5
LEAST_PEERS = 8
LEAST_LOAD_SHARE = 0.05
# Loads of one class differ by so much among themselves.
USUAL_SPREAD = 0.2

FEATURES = (
    Feature(
        "power_factor_below_class_share",
        "share",
        Family.VOLTAGE_WIRING,
        Means.PHASE_SHIFT,
        ("active_ratio",),
        14,
        0.5,
        "Active power over voltage times current is {value} below the {baseline} that others of"
        " the class and wiring show: check phase order and current directions at the meter.",
        "domain.md section 2, phase shift: power factor against the class of load",
        label="Power factor below that of the class",
    ),
)


def measure(study: Study, power: ApparentPower) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    window = study.window
    one_phase = window.text["wiring"] == Wiring.ONE_PHASE.value
    lagging = ~(window.fact("q_mean_kvar") < 0)
    told = _is_loaded(window, power) & lagging & ~study.exempt.generating
    active = np.where(told, power.active, np.nan)[:, -RECENT_DAYS:]
    own = np.where(one_phase, np.nan, row_median(np.maximum(active, 0.0), LEAST_DAYS))
    groups = crossed(codes_of(window.text["tariff_class"]), codes_of(window.text["wiring"]))
    usual = group_median(own[:, None], groups, LEAST_PEERS)[:, 0]
    known = np.isfinite(own) & (usual > 0)
    below = 1.0 - own / np.where(known, usual, 1.0)
    value = np.where(known, np.where(below > USUAL_SPREAD, below, 0.0), np.nan)
    return (Measured.of(value, baseline=usual),)


def _is_loaded(window: Window, power: ApparentPower) -> Flags:
    """(n, d) days on which the connection carries a load worth it; false where none is known."""
    contract = window.number["contract_kw"][:, None]
    kva: Floats = power.kva * window.multiplier
    return np.asarray(kva > LEAST_LOAD_SHARE * contract)

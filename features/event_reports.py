"""Event reports: what devices tell of hung meters and lost voltages where nothing is read.

Readings tell of both far more, so accounts that are read are not judged by these. Without
them, a meter that reports day after day, alone among its neighbours and its model, that its
supply was cut and its memory had to be restored was cut by somebody at its own terminals. A
board that dies restarts too, but its supply stays, and an exchange ends it.
"""

from __future__ import annotations

import numpy as np

from features.event_days import LEAST_OTHERS, WAVE_SHARE, in_wave, newness
from features.peers import share_of_others
from features.registry import Feature, Measured
from features.robust import first_true
from features.standstill import solitary_power_downs
from features.study import Study
from features.sufficiency import judged_by_events_alone
from features.window import Flags, Window
from pipeline.contract.vocabulary import Family, Means

_DOMAIN = "domain.md section 2, white-screen score"
# What one cause brings about counts as one sign: a processor that resets restarts the meter.
SIGNS = (
    ("meter_restart", "processor_reset"),
    ("memory_error",),
    ("display_blank",),
    ("clock_fault",),
    ("register_decrease", "energy_clear"),
)
FAULTS_END = ("meter_exchange", "site_visit")
# A day or two of it befall honest meters: lightning, a loose link that is seen to.
USUAL_DAYS = 2.0

FEATURES = (
    Feature(
        "hang_reports_days",
        "days",
        Family.WHITE_SCREEN,
        Means.METER_HANG,
        ("event_power_down_count",),
        14,
        10.0,
        "On {value} days and more the meter reported a power failure that no neighbour had, and"
        " with it a restart, a memory error, a blank display or a wrong clock, first on {since}.",
        _DOMAIN,
        label="Reports of a meter cut off and restarted",
    ),
    Feature(
        "voltage_reports_days",
        "days",
        Family.VOLTAGE_WIRING,
        Means.PHASE_VOLTAGE_LOST,
        ("event_voltage_lost_count",),
        14,
        15.0,
        "On {value} days and more the meter reported that a phase had lost its voltage, which no"
        " neighbour did and nobody has mended, first on {since}.",
        "domain.md section 2, voltage loss; a broken link is mended within weeks",
        label="Reports of a lost voltage",
    ),
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure both; the order is that of FEATURES. NaN for accounts that are read."""
    window = study.window
    if not judged_by_events_alone(window).any():
        nothing = Measured.of(np.full(window.shape[0], np.nan))
        return nothing, nothing
    return (
        _days(study, _cut_off_days(study), "event_power_down_count"),
        _days(study, _told(window, ("voltage_lost",)), "event_voltage_lost_count"),
    )


def _days(study: Study, told: Flags, needed: str) -> Measured:
    window = study.window
    told = told & ~study.exempt.authorised & ~in_wave(window, told) & _since_order(window)
    told &= ~_common_in_model(window, told)
    value = np.maximum(told.sum(axis=1) - USUAL_DAYS, 0.0) * newness(window, told)
    onset = np.where(value > 0, first_true(told), -1).astype(np.int32)
    judged = judged_by_events_alone(window) & (needed in window.facts)
    return Measured.of(np.where(judged, value, np.nan), onset=onset)


def _cut_off_days(study: Study) -> Flags:
    """(n, d) days with a power failure of its own and a sign of what it did to the meter."""
    window = study.window
    downs = _told(window, ("power_down",))
    share, _ = share_of_others(downs, window.group["transformer_id"], window.valid)
    signs = np.zeros(window.shape, dtype=bool)
    for codes in SIGNS:
        signs |= _told(window, codes)
    return np.asarray(solitary_power_downs(window, share) & signs)


def _told(window: Window, codes: tuple[str, ...]) -> Flags:
    counts = sum(np.nan_to_num(window.fact(f"event_{code}_count")) for code in codes)
    return np.asarray(counts > 0)


def _since_order(window: Window) -> Flags:
    """(n, d) days after the last visit or exchange: what it ended was a fault."""
    ordered = np.zeros(window.shape, dtype=bool)
    for kind in FAULTS_END:
        ordered |= window.work_orders.get(kind, np.zeros(window.shape, dtype=bool))
    ahead = np.cumsum(ordered[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(ahead == 0)


def _common_in_model(window: Window, told: Flags) -> Flags:
    """(n, 1) meters of whose model others report the same: a batch, not a hand."""
    ever, there = (np.asarray(days.any(axis=1))[:, None] for days in (told, window.valid))
    share, others = share_of_others(ever, window.group["meter_model"], there)
    return np.asarray((np.nan_to_num(share) > WAVE_SHARE) & (others >= LEAST_OTHERS))

"""Reverse energy: a meter that counts use as if it were fed in.

Line and load swapped, or a current turned round, move use from the forward register to the
reverse one: forward energy vanishes in the hours of the swap, and what the two registers
count together is the usual use. A roof feeds in by daylight alone, and the night stays as
it was: that is generation nobody recorded, an error of the records.
"""

from __future__ import annotations

import numpy as np

from features.registry import Feature, Measured
from features.robust import first_true, row_median
from features.study import Study
from features.window import Flags, Floats, Window
from pipeline.contract.vocabulary import Family, Means

NIGHT = (21, 22, 23, 0, 1, 2, 3, 4)
DAYLIGHT = (9, 10, 11, 12, 13, 14, 15)
# Less than this of the usual energy is noise of meters and of braking lifts.
LEAST_EXPORT_SHARE = 0.02
LEAST_DAYS, LEAST_OTHER_DAYS = 3, 5
# Forward and reverse together must make the usual use, within this factor.
CONSERVED_WITHIN = 1.7
ROOF_SHARE = 0.15


def _export_kwh(window: Window) -> Floats:
    return window.fact("export_kwh").astype(np.float64) * window.multiplier


FEATURES = (
    Feature(
        "reverse_night_share",
        "share",
        Family.REGISTER,
        Means.REVERSE_ENERGY,
        ("export_kwh", "hour_00_kwh"),
        14,
        0.25,
        "Since {since} the meter counts energy fed in on some days, and on those {value} more of"
        " the use is missing by night than by daylight: no roof does that.",
        "domain.md section 2, reverse energy without a record of generation",
        rule_at=0.5,
        error_rate=2e-3,
        label="Energy fed in",
        signal=_export_kwh,
        signal_unit="kWh",
    ),
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family's features of reverse energy; the order is that of FEATURES."""
    window = study.window
    fed = _feeding_days(study)
    enough = fed.sum(axis=1) >= LEAST_DAYS
    night, daylight = (_missing_share(window, hours, fed) for hours in (NIGHT, DAYLIGHT))
    excess = np.maximum(night - np.maximum(np.nan_to_num(daylight), 0.0), 0.0)
    value = np.where(enough & _is_conserved(study, fed), np.nan_to_num(excess), 0.0)
    known = window.has("export_kwh") & window.has("hour_00_kwh")
    onset = np.where(value > 0, first_true(fed), -1).astype(np.int32)
    days = np.maximum(window.shape[1] - onset, 1)
    exported = np.where(fed, np.nan_to_num(_export_kwh(window)), 0.0).sum(axis=1)
    return (
        Measured.of(
            np.where(known, value, np.nan),
            onset=onset,
            kwh_per_day=np.where(value > 0, exported / days, np.nan),
        ),
    )


def unrecorded_roof(study: Study) -> Flags:
    """(n,) accounts that feed in by daylight without a record: their record is wrong."""
    window = study.window
    fed = _feeding_days(study)
    night, daylight = (_missing_share(window, hours, fed) for hours in (NIGHT, DAYLIGHT))
    by_day = np.nan_to_num(daylight) > np.maximum(np.nan_to_num(night), 0.0) + ROOF_SHARE
    return np.asarray((fed.sum(axis=1) >= LEAST_DAYS) & by_day)


def _feeding_days(study: Study) -> Flags:
    """(n, d) days with energy fed in at accounts that have no generation on record."""
    window = study.window
    connected = np.zeros(window.shape[0], dtype=bool)
    for kind, days in window.work_orders.items():
        if kind == "pv_connection":
            connected |= days.any(axis=1)
    recorded = (window.has_pv | connected)[:, None]
    least = LEAST_EXPORT_SHARE * np.nan_to_num(study.usual.own_high, nan=np.inf)[:, None]
    return np.asarray((np.nan_to_num(_export_kwh(window)) > least) & ~recorded & window.valid)


def _missing_share(window: Window, hours: tuple[int, ...], fed: Flags) -> Floats:
    """Share (n,) of forward energy in `hours` that is missing on days of feeding in."""
    energy = sum(window.fact(f"hour_{hour:02d}_kwh").astype(np.float64) for hour in hours)
    on = row_median(np.where(fed, energy, np.nan), LEAST_DAYS)
    off = row_median(np.where(~fed, energy, np.nan), LEAST_OTHER_DAYS)
    return np.asarray(1.0 - on / np.where(off > 0, off, np.nan))


def _is_conserved(study: Study, fed: Flags) -> Flags:
    """(n,) whether forward and reverse energy of those days together are the usual use."""
    window = study.window
    both = window.kwh + np.nan_to_num(_export_kwh(window))
    on = row_median(np.where(fed, both, np.nan), LEAST_DAYS)
    off = row_median(np.where(~fed, window.kwh, np.nan), LEAST_OTHER_DAYS)
    ratio = on / np.where(off > 0, off, np.nan)
    return np.asarray((ratio < CONSERVED_WITHIN) & (ratio > 1 / CONSERVED_WITHIN))

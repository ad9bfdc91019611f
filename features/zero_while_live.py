"""Zero use while live: supply at the terminals, and not a single step of the register.

An empty building still feeds a fridge, a router, a boiler's clock; a register that does not
move at all over days says that the main switch is off, or that all is led round the meter.
A house is shut once. Who goes from full use to nothing and back, again and again, switches
the meter, not the house.
"""

from __future__ import annotations

import numpy as np

from features.register_step import register_step_kwh
from features.registry import Feature, Measured
from features.robust import first_true
from features.study import Study
from features.window import Codes, Flags, Floats, Window
from pipeline.contract.vocabulary import Family, Means

NOTHING_SHARE = 0.002
LIVE_MINUTES = 600.0
# Days on which next to nothing was to be expected anyway prove nothing.
EXPECTED_SHARE = 0.3
RETURNED_SHARE = 0.5
# A run of days counts where usual use would have been so many of the register's steps.
LEAST_STEPS = 50.0
LEAST_RUNS = 2
# One run alone is an empty building with its switch off: however long, it is worth so little.
ONE_RUN_DAYS = 3.0


def _daily_kwh(window: Window) -> Floats:
    return window.kwh


FEATURES = (
    Feature(
        "zero_while_live_days",
        "days",
        Family.REGISTER,
        Means.ZERO_USE,
        ("live_minutes",),
        14,
        6.0,
        "On {value} days the meter was live and its register did not move, where use would have"
        " been many steps of it; between such days use was normal. First on {since}.",
        "domain.md section 2, zero use while live: at least 3 days",
        label="Daily energy, with days of nothing",
        signal=_daily_kwh,
        signal_unit="kWh",
    ),
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the one feature of FEATURES."""
    window = study.window
    dead = _dead_days(study)
    lengths = _run_lengths(dead)
    usual = np.nan_to_num(study.usual.own_high)
    steps = lengths * (usual / (register_step_kwh(window) * window.multiplier[:, -1]))[:, None]
    counted = dead & (steps >= LEAST_STEPS)
    runs = _runs_with_return(window, counted, usual)
    days = counted.sum(axis=1).astype(np.float64)
    value = np.where(runs >= LEAST_RUNS, days, np.minimum(days, ONE_RUN_DAYS))
    known = window.has("live_minutes") & np.isfinite(study.usual.own_high)
    onset = first_true(counted)
    since = np.maximum(window.shape[1] - onset, 1)
    kwh = np.where(days > 0, usual * days / since, np.nan)
    return (Measured.of(np.where(known, value, np.nan), onset=onset, kwh_per_day=kwh),)


def _dead_days(study: Study) -> Flags:
    """(n, d) days without energy, live and supplied, on which use was to be expected."""
    window = study.window
    own = study.usual.own_high[:, None]
    nothing = window.kwh <= NOTHING_SHARE * own
    expected = study.usual.kwh >= EXPECTED_SHARE * study.usual.own_median[:, None]
    live = np.nan_to_num(window.fact("live_minutes")) >= LIVE_MINUTES
    lawful = study.exempt.not_supplied | study.exempt.generating | study.exempt.exchanged
    # Days that were not read themselves tell nothing of their own.
    return np.asarray(nothing & expected & live & ~lawful & ~window.kwh_is_spread)


def _run_lengths(flags: Flags) -> Floats:
    """Length (n, d) of the run that each flagged day belongs to, 0 elsewhere."""
    d = flags.shape[1]
    day = np.arange(d)
    last_off = np.maximum.accumulate(np.where(flags, -1, day), axis=1)
    next_off = np.minimum.accumulate(np.where(flags, d, day)[:, ::-1], axis=1)[:, ::-1]
    return np.where(flags, next_off - last_off - 1, 0).astype(np.float64)


def _runs_with_return(window: Window, counted: Flags, usual: Floats) -> Codes:
    """Runs (n,) of counted days that a day of normal use parts."""
    normal = window.kwh >= RETURNED_SHARE * usual[:, None]
    state = np.where(counted, 1, np.where(normal, 0, -1))
    day = np.arange(state.shape[1])
    known = np.maximum.accumulate(np.where(state >= 0, day, -1), axis=1)
    filled = np.where(known >= 0, np.take_along_axis(state, np.maximum(known, 0), axis=1), 0)
    begins = (filled == 1) & (np.pad(filled[:, :-1], ((0, 0), (1, 0))) != 1)
    return np.asarray(begins.sum(axis=1), dtype=np.int32)

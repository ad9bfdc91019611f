"""Tamper events: what a meter reports about itself, joined with what consumption did then.

An event alone is weak: covers are opened by the utility's own people, magnets pass by.
An event at a fall of consumption, or at its recovery, is strong, and so is one whose days
count less than the days without it. An event that a work order explains, that many meters
report within days, or that comes again and again without effect, is innocent. What honest
meters report all the time, as that their clocks were set, counts only where it is rare and
lies at the very change of use.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.event_currents import weakened_phase
from features.event_days import (
    event_counts,
    newness,
    recorded_later,
    reports_events,
    unexplained_days,
)
from features.event_effect import EventEffect, lasting_effect, passing_effect
from features.event_surprise import days_from_change, surprise
from features.registry import Feature, Measured
from features.robust import first_true
from features.study import Study
from features.tamper_kinds import CLEAR_FALL, KINDS, Kind
from features.window import Codes, Flags, Floats, Window
from pipeline.contract.vocabulary import EventCode, Family

_F = Family.TAMPER_EVENTS
_DOMAIN = "domain.md section 2, cover open + drop: energy after over before < 0.7 within 20 days"
ALONE = 0.3
# An effect counts from so many standard errors on, and in full at so many. Drift of use fools
# a comparison of before and after, not one of days that lie between each other.
LASTING_SIGMAS = (2.0, 4.5)
PASSING_SIGMAS = (1.5, 3.5)
RETURN_WEIGHT = 0.7
# Events that come this often without any effect are of a worn switch or a stray field.
INNOCENT = 0.1
OFTEN_DAYS = 4


def _signal(codes: tuple[EventCode, ...]) -> Callable[[Window], Floats]:
    def counts(window: Window) -> Floats:
        return event_counts(window, codes)

    return counts


FEATURES = tuple(
    Feature(
        kind.name,
        "weighted events",
        _F,
        kind.means,
        tuple(f"event_{code.value}_count" for code in kind.codes),
        7,
        1.0,
        kind.text + ", first on {since}. Weight with what use did around it: {value} (0.3 is an"
        " event alone, 1 and more an event with which use fell, or at which it returned).",
        _DOMAIN,
        label=kind.label,
        signal=_signal(kind.codes),
        signal_unit="events",
        rule_at=kind.proof_at,
        error_rate=None if kind.proof_at is None else 1e-3,
    )
    for kind in KINDS
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    return tuple(_strength(study, kind) for kind in KINDS)


def _strength(study: Study, kind: Kind) -> Measured:
    """Weight of the events: alone weak, with an effect on use strong, without any innocent."""
    happened = unexplained_days(study, kind.codes)
    if EventCode.RATIO_CHANGE in kind.codes:
        happened &= ~recorded_later(study)
    count = happened.sum(axis=1)
    lasting = lasting_effect(study, _firsts(happened) if kind.passes else happened)
    lasting_weight = _weight(lasting, LASTING_SIGMAS, CLEAR_FALL)
    if kind.is_routine:
        near = surprise(study.window, happened, days_from_change(study, lasting))
        # Who moves out makes a deep fall too: the depth of it proves nothing here.
        most = np.where(lasting.fall > 0, 1.0, RETURN_WEIGHT)
        lasting_weight = near * np.minimum(lasting_weight, most)
    passing = passing_effect(study, happened) if kind.passes else None
    alone = np.where(count > 0, ALONE * kind.weight, 0.0)
    if kind.is_routine:
        alone *= surprise(study.window, happened, np.full(len(count), study.window.shape[1] / 2))
    alone = np.where(_is_harmless(count, lasting, passing), INNOCENT * alone, alone)
    value, onset = alone + lasting_weight, _onset(happened, lasting, lasting_weight)
    kwh = _unbilled(lasting, lasting_weight)
    if passing is not None:
        passing_weight = np.where(
            passing.fall > 0, _weight(passing, PASSING_SIGMAS, kind.clear_fall), 0.0
        )
        passes = passing_weight > lasting_weight
        phase_weight = np.nan_to_num(weakened_phase(study, happened)) * kind.phase_weight
        value = alone + np.maximum(np.maximum(lasting_weight, passing_weight), phase_weight)
        onset = np.where(passes, passing.day, onset).astype(np.int32)
        days = np.maximum(study.window.shape[1] - passing.day, 1)
        share = count / days
        kwh = np.where(passes, share * _unbilled(passing, passing_weight), kwh)
    # What came since ever and leaves no mark on use is how this installation is.
    value = np.where(value > alone, value, alone * newness(study.window, happened))
    known = reports_events(study.window)
    return Measured.of(np.where(known, value, np.nan), onset=onset, kwh_per_day=kwh)


def _firsts(happened: Flags) -> Flags:
    """(n, d) the first event of each account alone: what comes and goes begins with it."""
    return np.asarray(happened & (np.cumsum(happened, axis=1) == 1))


def _weight(effect: EventEffect, sigmas: tuple[float, float], clear_fall: float) -> Floats:
    """0 without a clear effect, 1 plus its log size with a sure one; less for a return."""
    size = np.abs(np.nan_to_num(effect.fall))
    certain = np.clip(
        (np.nan_to_num(effect.sigmas) - sigmas[0]) / (sigmas[1] - sigmas[0]), 0.0, 1.0
    )
    large = np.clip(size / clear_fall, 0.0, 1.0) ** 2
    direction = np.where(effect.fall > 0, 1.0, RETURN_WEIGHT)
    return np.asarray(direction * certain * large * (1.0 + size))


def _is_harmless(count: Codes, lasting: EventEffect, passing: EventEffect | None) -> Flags:
    """(n,) events that came often and left no mark on use, though use could be measured."""
    effect, sure = (lasting, LASTING_SIGMAS) if passing is None else (passing, PASSING_SIGMAS)
    return np.asarray((count >= OFTEN_DAYS) & (effect.sigmas < sure[0]))


def _onset(happened: Flags, effect: EventEffect, weight: Floats) -> Codes:
    """Event of the clearest fall, else the first event, else -1."""
    fell = (weight > 0) & (effect.fall > 0)
    return np.where(fell, effect.day, first_true(happened)).astype(np.int32)


def _unbilled(effect: EventEffect, weight: Floats) -> Floats:
    """Usual kWh a day times the fall; NaN without a clear one."""
    share = 1 - np.exp(-effect.fall)
    fell = (weight > 0) & (effect.fall > 0)
    return np.where(fell, effect.usual_kwh * share, np.nan)

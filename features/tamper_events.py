"""Tamper events: what a meter reports about itself, joined with what consumption did then.

An event alone is weak: covers are opened by the utility's own people, magnets pass by.
An event at a fall of consumption, or at its recovery, is strong. An event that a work
order explains, or that a whole district or batch reports on one day, is innocent.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.level import AROUND_DAYS, change_around
from features.peers import share_of_others
from features.registry import Feature, Measured
from features.robust import first_true
from features.study import Study
from features.window import Codes, Flags, Floats, Window
from pipeline.contract.vocabulary import EventCode, Family, Means

_F = Family.TAMPER_EVENTS
_DOMAIN = "domain.md section 2, cover open + drop: energy 7 days after over before < 0.7"
DROP = 0.3
ALONE = 0.3
WITH_CHANGE = 1.0
SHARED_SHARE = 0.15
LEAST_OTHERS = 8

KINDS: tuple[tuple[str, Means, tuple[EventCode, ...], str, str, float], ...] = (
    (
        "cover_event_strength",
        Means.COVER_TAMPER,
        (EventCode.METER_COVER_OPEN, EventCode.TERMINAL_COVER_OPEN, EventCode.SEAL_BROKEN),
        "A cover or seal was opened without a work order",
        "Cover or seal opened",
        1.0,
    ),
    (
        "magnetic_event_strength",
        Means.MAGNETIC,
        (EventCode.MAGNETIC_FIELD,),
        "The meter reported a strong magnetic field",
        "Magnetic field",
        1.5,
    ),
    (
        "ct_event_strength",
        Means.CT_SHUNT,
        (EventCode.CT_SHORT, EventCode.CT_OPEN),
        "The current loop was reported short or open",
        "Current loop short or open",
        2.0,
    ),
    (
        "interference_event_strength",
        Means.METER_HANG,
        (EventCode.RF_INTERFERENCE,),
        "The meter reported strong radio interference",
        "Radio interference",
        1.5,
    ),
    (
        "parameter_event_strength",
        Means.PARAMETER_CHANGE,
        (
            EventCode.PROGRAM_CHANGE,
            EventCode.RATIO_CHANGE,
            EventCode.ENERGY_CLEAR,
            EventCode.LOG_CLEAR,
        ),
        "Parameters, ratio, energy or log were changed without a work order",
        "Changed parameters",
        0.6,
    ),
)


def _counts(window: Window, codes: tuple[EventCode, ...]) -> Floats:
    """Events of these codes a day by meter and terminal, (n, d); 0 where none came."""
    total = np.zeros(window.shape)
    for code in codes:
        total += np.nan_to_num(window.fact(f"event_{code.value}_count"))
        if code.value in window.terminal_events:
            total += np.nan_to_num(window.terminal_events[code.value])
    return total


def _signal(codes: tuple[EventCode, ...]) -> Callable[[Window], Floats]:
    def counts(window: Window) -> Floats:
        return _counts(window, codes)

    return counts


FEATURES = tuple(
    Feature(
        name,
        "weighted events",
        _F,
        means,
        tuple(f"event_{code.value}_count" for code in codes),
        7,
        1.0,
        text + ", first on {since}. Weight with what use did around it: {value} (0.3 is an event"
        " alone, 1 and more an event with a fall of use to under 70 %, or a recovery).",
        _DOMAIN,
        label=label,
        signal=_signal(codes),
        signal_unit="events",
    )
    for name, means, codes, text, label, _ in KINDS
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    fall = change_around(study.usual.residual)
    return tuple(_strength(study, codes, weight, fall) for _, _, codes, _, _, weight in KINDS)


def _strength(
    study: Study, codes: tuple[EventCode, ...], weight: float, change: Floats
) -> Measured:
    """Sum of the events' weights: alone weak, with a fall or recovery strong."""
    window = study.window
    happened = (_counts(window, codes) > 0) & ~study.exempt.authorised
    happened &= ~_is_shared(window, happened)
    size = np.abs(np.nan_to_num(change))
    # The account's own restlessness sets what counts as a change.
    noise = np.nan_to_num(study.usual.day_noise)[:, None] / np.sqrt(AROUND_DAYS / 2)
    clear = (size > -np.log(1 - DROP)) & (size > 2 * noise)
    each = np.where(clear, WITH_CHANGE + size, ALONE * weight)
    scored = np.where(happened, each, 0.0)
    # Repetition adds little: the strongest counts, the others a tenth.
    strongest = scored.max(axis=1, initial=0.0)
    value = strongest + 0.1 * np.minimum(scored.sum(axis=1) - strongest, 5.0)
    onset = _onset(happened, clear & (change < 0))
    known = _reports_events(window)
    return Measured.of(
        np.where(known, value, np.nan), onset=onset, kwh_per_day=_unbilled(study, happened, change)
    )


def _is_shared(window: Window, happened: Flags) -> Flags:
    """(n, d) events that the district or the batch reported on the same day."""
    shared = np.zeros(window.shape, dtype=bool)
    for name in ("transformer_id", "meter_model"):
        share, others = share_of_others(happened, window.group[name], window.valid)
        shared |= (np.nan_to_num(share) > SHARED_SHARE) & (others >= LEAST_OTHERS)
    return shared


def _reports_events(window: Window) -> Flags:
    """(n,) accounts whose meter was read at all; events are absent where none happened."""
    any_event = any(name.startswith("event_") for name in window.facts)
    has_terminal = bool(window.terminal_events)
    read = window.has("rows_count") | np.isfinite(window.kwh).any(axis=1)
    return np.asarray(read & (any_event or has_terminal))


def _onset(happened: Flags, with_fall: Flags) -> Codes:
    """First event at which consumption fell, else the first event, else -1."""
    first_fall = first_true(happened & with_fall)
    return np.where(first_fall >= 0, first_fall, first_true(happened)).astype(np.int32)


def _unbilled(study: Study, happened: Flags, change: Floats) -> Floats:
    """Usual kWh a day times the deepest fall at an event, NaN without a fall."""
    deepest = np.where(happened & (change < 0), change, 0.0).min(axis=1, initial=0.0)
    share = 1 - np.exp(deepest)
    return np.where(share >= DROP, study.usual.own_median * share, np.nan)

"""Kinds of tamper events: which codes one hand causes, and what they are worth."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.contract.vocabulary import EventCode, Means

# Log fall of use that counts in full.
CLEAR_FALL = 0.25


@dataclass(frozen=True)
class Kind:
    """Events that one hand causes. weight: what one is worth alone. passes: it has an end.

    clear_fall: log fall that counts in full, smaller where nothing innocent lowers use.
    phase_weight: what a phase counts that it weakened; 0 where other features tell of phases.
    proof_at: value at which it is a near-proof, None where it never is.
    is_routine: honest meters report it too, so that only a rare one near a change counts.
    """

    name: str
    means: Means
    codes: tuple[EventCode, ...]
    text: str
    label: str
    weight: float
    passes: bool = False
    clear_fall: float = CLEAR_FALL
    phase_weight: float = 0.0
    proof_at: float | None = None
    is_routine: bool = False


KINDS = (
    Kind(
        "cover_event_strength",
        Means.COVER_TAMPER,
        (EventCode.METER_COVER_OPEN, EventCode.TERMINAL_COVER_OPEN, EventCode.SEAL_BROKEN),
        "A cover or seal was opened without a work order",
        "Cover or seal opened",
        1.0,
    ),
    Kind(
        "magnetic_event_strength",
        Means.MAGNETIC,
        (EventCode.MAGNETIC_FIELD,),
        "The meter reported a strong magnetic field",
        "Magnetic field",
        1.5,
        passes=True,
        clear_fall=0.12,
        phase_weight=1.2,
        proof_at=1.6,
    ),
    Kind(
        "ct_event_strength",
        Means.CT_SHUNT,
        (EventCode.CT_SHORT, EventCode.CT_OPEN),
        "The current loop was reported short or open",
        "Current loop short or open",
        2.0,
        passes=True,
    ),
    Kind(
        "interference_event_strength",
        Means.METER_HANG,
        (EventCode.RF_INTERFERENCE,),
        "The meter reported strong radio interference",
        "Radio interference",
        1.5,
        passes=True,
    ),
    Kind(
        "neutral_event_strength",
        Means.NEUTRAL_BYPASS,
        (EventCode.NEUTRAL_MISMATCH,),
        "The meter reported that line and neutral currents differ",
        "Line and neutral differ",
        0.5,
        passes=True,
    ),
    Kind(
        "reverse_event_strength",
        Means.CT_REVERSED,
        (EventCode.REVERSE_FLOW,),
        "The meter reported a current that flows backwards",
        "Reverse flow",
        0.7,
        passes=True,
    ),
    Kind(
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
    Kind(
        "clock_event_strength",
        Means.PARAMETER_CHANGE,
        (EventCode.CLOCK_SET, EventCode.CLOCK_FAULT),
        "The clock was set or ran wrong without a work order, which few meters report",
        "Clock set or wrong",
        0.5,
        is_routine=True,
    ),
)

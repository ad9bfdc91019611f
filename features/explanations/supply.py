"""Explanations of supply and communication: outages, concentrators, modems."""

from __future__ import annotations

import numpy as np

from features.peers import share_of_others
from features.registry import Effect, Explanation
from features.standstill import LEAST_MINUTES
from features.study import Study
from features.window import Flags, Floats, Window

SHARED_FROM_MINUTES = 60.0
# A concentrator that fails leaves most of its meters unread on the same day.
GAP_SHARE, LEAST_OTHERS = 0.6, 4


def of_supply(study: Study) -> tuple[Explanation, ...]:
    """Test outages of the district, gaps of the concentrator and faults of one modem."""
    return _outage(study), _concentrator(study), _modem(study)


def _outage(study: Study) -> Explanation:
    shared = study.silence.shared_minutes
    return Explanation(
        "district_outage",
        "Its neighbours were dark or unread at the same time for {number} h in all; those"
        " hours do not count.",
        "Its neighbours were read; they were silent together with it for only {number} h.",
        np.asarray(study.silence.is_judged.any(axis=1)),
        np.asarray((shared >= SHARED_FROM_MINUTES).any(axis=1)),
        "Too few neighbours are read to compare with.",
        number=np.asarray(shared.sum(axis=1) / 60.0, dtype=np.float64),
        effect=Effect.MASKED,
    )


def _concentrator(study: Study) -> Explanation:
    window = study.window
    read = window.fact("rows_count") > 0
    # Days before an account was read at all are no gap.
    unread = ~read & window.valid & np.maximum.accumulate(read, axis=1)
    group = window.group["concentrator_id"]
    share, others = share_of_others(unread, group, window.valid)
    together = unread & (np.nan_to_num(share) >= GAP_SHARE) & (others >= LEAST_OTHERS)
    return Explanation(
        "concentrator_gap",
        "Most meters of its concentrator were unread on the same days ({number} of them); such"
        " days do not count.",
        "It was not unread together with most meters of its concentrator; such days: {number}.",
        np.asarray((others >= LEAST_OTHERS).any(axis=1) & (group >= 0)),
        np.asarray(together.any(axis=1)),
        "Too few meters share its concentrator.",
        number=np.asarray(together.sum(axis=1), dtype=np.float64),
        effect=Effect.MASKED,
    )


def _modem(study: Study) -> Explanation:
    dark = study.standstill.dark_minutes >= LEAST_MINUTES
    return Explanation(
        "communication_fault",
        "Over gaps the register went on, by {number} kWh in all: there only the readings were"
        " missing, and those gaps do not count.",
        "The register advanced by {number} kWh over the silent hours, less than it would have"
        " with only the readings missing.",
        np.asarray((dark & np.isfinite(study.standstill.lost_share)).any(axis=1)),
        np.asarray(study.standstill.is_communication.any(axis=1)),
        "No silent hours with a register before and after them.",
        number=_advance_over_gaps(study.window, dark),
        effect=Effect.MASKED,
    )


def _advance_over_gaps(window: Window, dark: Flags) -> Floats:
    """Register advance (n,) over the gaps of dark days, primary kWh."""
    inside = np.nan_to_num(window.fact("gap_register_kwh").astype(np.float64))
    seam = np.nan_to_num(window.seam_register_kwh.astype(np.float64))
    over_gaps = np.where(dark, (inside + seam) * window.multiplier, 0.0)
    return np.asarray(over_gaps.sum(axis=1))

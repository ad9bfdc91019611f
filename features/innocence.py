"""Innocent explanations: each a check of data, tested on every account before suspicion.

What a check finds has already been masked or weakened in the features (exempt days,
silence shared with neighbours, registers that went on, batch and vacancy weights); here it
is said in words with the number that decided, so that a reviewer sees what was tested and
how it came out. Only what could be tested is ruled out.
"""

from __future__ import annotations

import numpy as np

from features.closure import ended_closures
from features.consumption_shape import is_vacant, left_share
from features.hang_rate import batch_hangs, batch_weight
from features.peer_movement import peers_explain
from features.registry import Explanation
from features.robust import row_mean
from features.standstill import LEAST_MINUTES
from features.study import Study
from features.window import Flags, Floats, Window
from pipeline.contract.vocabulary import Outcome, WorkOrder

GOOD_COVERAGE = 0.8
BATCH_WEAKENED = 0.5
COMMUNICATION_MINUTES = 60.0
_NO_ORDERS = "The utility's work orders are not known."


def explain_innocence(study: Study, coverage: np.ndarray) -> tuple[Explanation, ...]:
    """Test every innocent explanation; each holds (n,) `tested` and `applies`."""
    return (
        *_of_supply(study),
        *_of_the_meter(study),
        *_of_the_customer(study),
        *_of_the_utility(study),
        _too_little_data(coverage),
    )


def _any(flags: Flags) -> Flags:
    return np.asarray(flags.any(axis=1))


def _count(flags: Flags) -> Floats:
    return np.asarray(flags.sum(axis=1), dtype=np.float64)


def _of_supply(study: Study) -> tuple[Explanation, ...]:
    shared = study.silence.shared_minutes
    dark = study.standstill.dark_minutes >= LEAST_MINUTES
    return (
        Explanation(
            "district_outage",
            "Its neighbours were dark or unread at the same time for {number} h in all; those"
            " hours do not count.",
            "Its neighbours were read; they were silent together with it for only {number} h.",
            _any(study.silence.is_judged),
            _any(shared >= COMMUNICATION_MINUTES),
            "Too few neighbours are read to compare with.",
            number=np.asarray(shared.sum(axis=1) / 60.0, dtype=np.float64),
        ),
        Explanation(
            "communication_fault",
            "Over gaps the register went on, by {number} kWh in all: there only the readings were"
            " missing, and those gaps do not count.",
            "The register advanced by {number} kWh over the silent hours, less than it would have"
            " with only the readings missing.",
            _any(dark & np.isfinite(study.standstill.lost_share)),
            _any(study.standstill.is_communication),
            "No silent hours with a register before and after them.",
            number=_advance_over_gaps(study.window, dark),
        ),
    )


def _advance_over_gaps(window: Window, dark: Flags) -> Floats:
    """Register advance (n,) over the gaps of dark days, primary kWh."""
    inside = np.nan_to_num(window.fact("gap_register_kwh").astype(np.float64))
    seam = np.nan_to_num(window.seam_register_kwh.astype(np.float64))
    over_gaps = np.where(dark, (inside + seam) * window.multiplier, 0.0)
    return np.asarray(over_gaps.sum(axis=1))


def _of_the_meter(study: Study) -> tuple[Explanation, ...]:
    window = study.window
    episodes = study.standstill.is_episode
    fault = _any(window.inspected.get(Outcome.FAULT.value, np.zeros(window.shape, dtype=bool)))
    replaced = _any(study.exempt.exchanged)
    return (
        Explanation(
            "meter_exchange",
            "The meter was exchanged; registers of two meters are not joined.",
            f"No meter exchange in these {window.shape[1]} days.",
            np.ones(len(fault), dtype=bool),
            replaced,
        ),
        Explanation(
            "isolated_meter_fault",
            "A short standstill that ended with a new meter or a fault found looks like a plain"
            " fault and counts little; days with a standstill: {number}.",
            "Not a single fault that ended with a new meter; days with a standstill: {number}.",
            _any(episodes) | fault,
            _single_fault(episodes, replaced, fault),
            "The meter did not stand.",
            number=_count(episodes),
        ),
        Explanation(
            "bad_batch",
            "Meters of this model stand at other customers too ({number} of them); weakened"
            " accordingly.",
            "Meters of this model hardly stand elsewhere; at other customers: {number}.",
            np.asarray(window.group["meter_model"] >= 0),
            batch_weight(window, episodes) < BATCH_WEAKENED,
            "The meter's model is not known.",
            number=batch_hangs(window, episodes),
        ),
    )


def _single_fault(episodes: Flags, replaced: Flags, fault: Flags) -> Flags:
    happened = _any(episodes) | fault
    return np.asarray(happened & (episodes.sum(axis=1) <= 2) & (replaced | fault))


def _of_the_customer(study: Study) -> tuple[Explanation, ...]:
    window = study.window
    closed_days = ended_closures(window.kwh).sum(axis=1)
    known = np.isfinite(row_mean(window.kwh[:, -7:])) & np.isfinite(study.usual.own_high)
    return (
        Explanation(
            "closure_or_vacation",
            "Use was next to nothing for days on end and returned by itself; such days in all:"
            " {number}.",
            "No closure that ended; days of such closures: {number}.",
            np.isfinite(study.usual.own_median),
            closed_days > 0,
            "Too few days with use to tell what is usual.",
            number=closed_days.astype(np.float64),
        ),
        Explanation(
            "vacancy",
            "Only {number} of the usual use is left: an empty building looks like that; consumption"
            " counts less.",
            "{number} of the usual use is left, so the building is not empty.",
            known,
            is_vacant(study),
            "Use of the last week or of the past is not known.",
            number=left_share(study),
            unit="share",
        ),
        _own_generation(study),
        _weather(study),
    )


def _own_generation(study: Study) -> Explanation:
    window = study.window
    export = np.nan_to_num(window.fact("export_kwh").astype(np.float64)) * window.multiplier
    began = study.exempt.generating & ~window.has_pv[:, None]
    return Explanation(
        "own_generation",
        "The customer generates power itself (fed back: {number} kWh); daylight hours and lower use"
        " count less.",
        "No generation on record; fed back: {number} kWh.",
        np.ones(window.shape[0], dtype=bool),
        window.has_pv | _any(began),
        number=np.maximum(export, 0.0).sum(axis=1),
    )


def _weather(study: Study) -> Explanation:
    explained, change = peers_explain(study)
    return Explanation(
        "weather_and_calendar",
        "Its peers changed their use likewise, by {number} in the last two weeks; their movement"
        " has been taken out.",
        "Its peers changed their use by {number} in the last two weeks; that explains no fall of"
        " this account.",
        study.usual.has_peers & np.isfinite(change),
        explained,
        "Too few peers to tell what weather and calendar did.",
        number=change,
        unit="share",
    )


def _of_the_utility(study: Study) -> tuple[Explanation, ...]:
    window = study.window
    nothing = np.zeros(window.shape, dtype=bool)
    days = window.shape[1]
    has_orders = np.full(window.shape[0], bool(window.work_orders))

    def ordered(*kinds: WorkOrder) -> Flags:
        found = [window.work_orders.get(kind.value, nothing) for kind in kinds]
        return np.asarray(np.logical_or.reduce(found), dtype=bool)

    suspended = ordered(WorkOrder.SUSPENSION, WorkOrder.DISCONNECTION)
    visited = ordered(WorkOrder.SITE_VISIT, WorkOrder.RECONNECTION)
    return (
        Explanation(
            "approved_suspension",
            "Supply was suspended or disconnected; such days do not count. Days on record:"
            " {number}.",
            f"No suspension or disconnection on record in these {days} days.",
            has_orders,
            _any(suspended),
            _NO_ORDERS,
            number=_count(suspended),
        ),
        Explanation(
            "authorised_ratio_change",
            "The ratio was changed with authority; every day is counted with its own ratio.",
            f"No authorised change of ratio in these {days} days.",
            np.ones(len(has_orders), dtype=bool),
            _any(study.exempt.ratio_changed),
        ),
        Explanation(
            "site_visit",
            "The utility's people were there; events within three days of it do not count. Days of"
            " visits: {number}.",
            f"No visit of the utility's people on record in these {days} days.",
            has_orders,
            _any(visited),
            _NO_ORDERS,
            number=_count(visited),
        ),
    )


def _too_little_data(coverage: np.ndarray) -> Explanation:
    return Explanation(
        "too_little_data",
        "Only {number} of the time was read, so the measures are uncertain.",
        "Enough was read: {number} of the time.",
        np.ones(len(coverage), dtype=bool),
        np.asarray(~(coverage >= GOOD_COVERAGE)),
        number=np.asarray(coverage, dtype=np.float64),
        unit="share",
    )

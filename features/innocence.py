"""Innocent explanations: each a check of data, tested on every account before suspicion.

What a check finds has already been masked or weakened in the features (exempt days,
silence shared with neighbours, registers that went on, batch and vacancy weights); here it
is said in words, so that a reviewer sees what was tested and how it came out.
"""

from __future__ import annotations

import numpy as np

from features.consumption_shape import is_vacant, longest_zero_run
from features.registry import Explanation
from features.robust import row_mean
from features.study import Study
from features.white_screen_repeat import batch_weight
from features.window import Flags, Window
from pipeline.contract.vocabulary import Outcome, WorkOrder

LEAST_READ_DAYS = 14
CLOSED_DAYS = 5
GOOD_COVERAGE = 0.8
BATCH_WEAKENED = 0.5
COMMUNICATION_MINUTES = 60.0


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


def _known(window: Window, name: str) -> Flags:
    return np.asarray(window.group[name] >= 0)


def _of_supply(study: Study) -> tuple[Explanation, ...]:
    judged = _any(study.silence.is_judged)
    shared = study.silence.shared_minutes
    return (
        Explanation(
            "district_outage",
            "Neighbours were dark or unread at the same time on some days; those hours do not"
            " count.",
            "Its neighbours were read while it was not; no outage of the district.",
            judged,
            _any(shared >= COMMUNICATION_MINUTES),
        ),
        Explanation(
            "communication_fault",
            "On some days only the readings were missing: the register went on meanwhile; those"
            " gaps do not count.",
            "No gap over which the register went on as usual.",
            _any(np.isfinite(study.standstill.lost_share)),
            _any(study.standstill.is_communication),
        ),
    )


def _of_the_meter(study: Study) -> tuple[Explanation, ...]:
    window = study.window
    episodes = study.standstill.is_episode
    fault = _any(window.inspected.get(Outcome.FAULT.value, np.zeros(window.shape, dtype=bool)))
    replaced = _any(study.exempt.exchanged)
    return (
        Explanation(
            "meter_exchange",
            "The meter was exchanged; registers of two meters are not joined.",
            "No meter exchange in the window.",
            np.ones(len(fault), dtype=bool),
            replaced,
        ),
        Explanation(
            "isolated_meter_fault",
            "A single standstill that ended with a new meter looks like a plain fault and counts"
            " little.",
            "Not a single fault that ended with a new meter.",
            _any(episodes) | fault,
            _single_fault(episodes, replaced, fault),
        ),
        Explanation(
            "bad_batch",
            "Meters of this model stand at other customers too; weakened accordingly.",
            "Meters of this model do not stand elsewhere.",
            _known(window, "meter_model"),
            batch_weight(window, episodes) < BATCH_WEAKENED,
        ),
    )


def _single_fault(episodes: Flags, replaced: Flags, fault: Flags) -> Flags:
    happened = _any(episodes) | fault
    return np.asarray(happened & (episodes.sum(axis=1) <= 2) & (replaced | fault))


def _of_the_customer(study: Study) -> tuple[Explanation, ...]:
    window = study.window
    length, start = longest_zero_run(study)
    ended = (length >= CLOSED_DAYS) & (start + length < window.shape[1])
    known = np.isfinite(row_mean(window.kwh[:, -7:])) & np.isfinite(study.usual.own_high)
    began = study.exempt.generating & ~window.has_pv[:, None]
    return (
        Explanation(
            "closure_or_vacation",
            "Use stopped for some days and returned by itself.",
            "Use did not stop and return.",
            np.isfinite(study.usual.own_median),
            ended,
        ),
        Explanation(
            "vacancy",
            "Hardly anything is used at all: an empty building looks like that; consumption"
            " counts less.",
            "There is still use, so the building is not empty.",
            known,
            is_vacant(study),
        ),
        Explanation(
            "own_generation",
            "The customer generates power itself; daylight hours and lower use count less.",
            "No registered or exported generation.",
            np.ones(len(known), dtype=bool),
            window.has_pv | _any(began),
        ),
        Explanation(
            "weather_and_calendar",
            "Peers moved likewise; their movement has been taken out.",
            "Too few peers to take out weather and calendar.",
            np.ones(len(known), dtype=bool),
            study.usual.has_peers,
        ),
    )


def _of_the_utility(study: Study) -> tuple[Explanation, ...]:
    window = study.window
    nothing = np.zeros(window.shape, dtype=bool)
    has_orders = np.full(window.shape[0], bool(window.work_orders))

    def ordered(*kinds: WorkOrder) -> Flags:
        return _any(np.logical_or.reduce([window.work_orders.get(k.value, nothing) for k in kinds]))

    return (
        Explanation(
            "approved_suspension",
            "Supply was suspended or disconnected on some days; they do not count.",
            "No suspension or disconnection on record.",
            has_orders,
            ordered(WorkOrder.SUSPENSION, WorkOrder.DISCONNECTION),
        ),
        Explanation(
            "authorised_ratio_change",
            "The ratio was changed with authority; every day is counted with its own ratio.",
            "No authorised change of ratio.",
            np.ones(len(has_orders), dtype=bool),
            _any(study.exempt.ratio_changed),
        ),
        Explanation(
            "site_visit",
            "The utility's people were there; events within three days of it do not count.",
            "No visit or work order near the events.",
            has_orders,
            ordered(WorkOrder.SITE_VISIT, WorkOrder.RECONNECTION),
        ),
    )


def _too_little_data(coverage: np.ndarray) -> Explanation:
    return Explanation(
        "too_little_data",
        "Less than 80 % of the days were read, so the measures are uncertain.",
        "Enough days were read.",
        np.ones(len(coverage), dtype=bool),
        np.asarray(~(coverage >= GOOD_COVERAGE)),
    )

"""Explanations of the meter itself: exchange, plain fault, bad batch, rollover, clock."""

from __future__ import annotations

import numpy as np

from features.hang_rate import batch_hangs, batch_weight
from features.registry import Effect, Explanation
from features.study import Study
from features.window import Flags, Floats
from pipeline.contract.vocabulary import EventCode, Outcome

BATCH_WEAKENED = 0.5
SINGLE_DAYS = 2


def of_the_meter(study: Study) -> tuple[Explanation, ...]:
    """Test what meters do by themselves, and their exchange."""
    return (
        _exchange(study),
        _single_fault(study),
        _batch(study),
        _rollover(study),
        _clock(study),
    )


def _exchange(study: Study) -> Explanation:
    accounts, _ = study.window.shape
    return Explanation(
        "meter_exchange",
        "The meter was exchanged; registers of two meters are not joined.",
        "No meter exchange in the days looked at.",
        np.ones(accounts, dtype=bool),
        _any(study.exempt.exchanged),
        effect=Effect.MASKED,
    )


def _single_fault(study: Study) -> Explanation:
    window, episodes = study.window, study.standstill.is_episode
    fault = _any(window.inspected.get(Outcome.FAULT.value, np.zeros(window.shape, dtype=bool)))
    ended = _any(study.exempt.exchanged) | fault
    happened = _any(episodes) | fault
    return Explanation(
        "isolated_meter_fault",
        "A short standstill that ended with a new meter or a fault found looks like a plain"
        " fault and counts little; days with a standstill: {number}.",
        "Not a single fault that ended with a new meter; days with a standstill: {number}.",
        happened,
        np.asarray(happened & (episodes.sum(axis=1) <= SINGLE_DAYS) & ended),
        "The meter did not stand.",
        number=_count(episodes),
        effect=Effect.MASKED,
    )


def _batch(study: Study) -> Explanation:
    window, episodes = study.window, study.standstill.is_episode
    return Explanation(
        "bad_batch",
        "Meters of this model stand at other customers too ({number} of them); weakened"
        " accordingly.",
        "Meters of this model hardly stand elsewhere; at other customers: {number}.",
        np.asarray(window.group["meter_model"] >= 0),
        batch_weight(window, episodes) < BATCH_WEAKENED,
        "The meter's model is not known.",
        number=batch_hangs(window, episodes),
        effect=Effect.SUBTRACTED,
    )


def _rollover(study: Study) -> Explanation:
    rolled = np.nan_to_num(study.window.fact("register_rollover_count").astype(np.float64))
    return Explanation(
        "rollover",
        "The register passed its last digit and began at nought again; it is counted on. Times:"
        " {number}.",
        "The register did not pass its last digit; times: {number}.",
        study.window.has("register_last_kwh"),
        np.asarray(rolled.sum(axis=1) > 0),
        "No cumulative register is read.",
        number=np.asarray(rolled.sum(axis=1)),
        effect=Effect.SUBTRACTED,
    )


def _clock(study: Study) -> Explanation:
    """A clock that is wrong shifts hours and comparisons with other devices."""
    counts = study.window.fact(f"event_{EventCode.CLOCK_FAULT.value}_count")
    days = np.nan_to_num(counts) > 0
    return Explanation(
        "clock_fault",
        "The meter reported a fault of its clock on {number} days: hours and comparisons with"
        " the terminal are uncertain there.",
        "No fault of the clock reported; days with one: {number}.",
        study.window.has("rows_count"),
        _any(days),
        "The meter was not read.",
        number=_count(days),
    )


def _any(flags: Flags) -> Flags:
    return np.asarray(flags.any(axis=1))


def _count(flags: Flags) -> Floats:
    return np.asarray(flags.sum(axis=1), dtype=np.float64)

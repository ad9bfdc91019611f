"""Visits: what inspectors who err find of the truth on the day that they come."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import Means, Outcome, WorkOrder
from simulator.calls import CREWS, WIDESPREAD, Call
from simulator.field_work import FieldWork
from simulator.findings import ANYWHERE, FITTING, MISTAKEN_FOR
from simulator.happening import Happening, Label
from simulator.journal import Inspection, Journal, Order
from simulator.roster import Roster
from simulator.streams import stream
from simulator.timeline import Timeline

RECTIFIED_SHARE = 0.05  # the thief saw them come
TAKEN_FOR_FAULT_SHARE = 0.6  # of white screens that are not seen through
OVERLOOKED_SHARE = 0.12  # of oddities: the visit looks clean
SKILL_SPREAD = 0.25  # of inspectors: exponent on the sensitivity, as a natural logarithm
PAST_THEFT_SHARE, PAST_FAULT_SHARE = 0.03, 0.06  # of visits before the run
NOTES = {
    Outcome.THEFT: ("tampering documented", "load found beside the meter", "seals replaced"),
    Outcome.CLEAN: ("periodic check", "nothing found", "seals in order"),
    Outcome.NO_ACCESS: ("nobody at home", "cabinet locked"),
    Outcome.INCONCLUSIVE: ("no load during the visit", "measurements contradict each other"),
}


class Visits:
    """Makes the visits of a run, in order of time; thefts may end with them."""

    def __init__(
        self,
        roster: Roster,
        timeline: Timeline,
        happenings: list[Happening],
        field: FieldWork,
        seed: int,
    ) -> None:
        self._roster, self._timeline, self._field = roster, timeline, field
        self._rng = stream(seed, "inspectors")
        self._blindness = np.exp(SKILL_SPREAD * self._rng.standard_normal(CREWS + 1))
        self._own: dict[int, list[Happening]] = {}
        for happening in sorted(happenings, key=lambda one: one.label is not Label.THEFT):
            if len(happening.spans) < WIDESPREAD or happening.kind in FITTING:
                for row in happening.spans:
                    self._own.setdefault(row, []).append(happening)

    def make(self, calls: list[Call], journal: Journal) -> None:
        """Enter a work order and a finding for each call; one before the run has no order."""
        for call in sorted(calls):
            account = str(self._roster.account_id[call.row])
            if call.day >= 0:
                start, end = (self._timeline.instant_us(call.day, hour) for hour in (9, 12))
                journal.orders.append(Order(start, account, WorkOrder.SITE_VISIT, end))
            outcome, means = self._finding(call)
            date, inspector = self._timeline.date(call.day), f"inspector-{call.inspector}"
            note = self._note(outcome)
            journal.inspections.append(
                Inspection(date, account, outcome, means, inspector=inspector, note=note)
            )

    def _finding(self, call: Call) -> tuple[Outcome, str]:
        """Return outcome and means, "" unless it is theft."""
        draw, error, word = self._rng.random(3)
        if not call.has_access:
            return Outcome.NO_ACCESS, ""
        if error < self._field.inconclusive:
            return Outcome.INCONCLUSIVE, ""
        there = self._there(call)
        if there is not None and there.label is Label.THEFT:
            return self._of_theft(there, call, float(draw), float(word))
        if draw < self._field.false_theft:
            return Outcome.THEFT, _of_any_meter(float(word))
        return _of_honest(there, call, float(draw), float(word))

    def _there(self, call: Call) -> Happening | None:
        """Return what is going on at the customer that day: a theft first."""
        for happening in self._own.get(call.row, ()):
            first, last = happening.spans[call.row]
            if first <= call.day <= last:
                return happening
        return None

    def _of_theft(
        self, theft: Happening, call: Call, draw: float, word: float
    ) -> tuple[Outcome, str]:
        """Return what is found of a theft that is there; it may end with that."""
        field, means = self._field, Means(theft.kind)
        found = field.sensitivity ** float(self._blindness[call.inspector])
        if draw >= found:
            fault = means is Means.METER_HANG and word < TAKEN_FOR_FAULT_SHARE
            return (Outcome.FAULT if fault else Outcome.CLEAN), ""
        if draw >= found * (1 - RECTIFIED_SHARE):
            return Outcome.RECTIFIED_ON_ARRIVAL, ""
        if field.ends_theft:
            theft.spans[call.row] = (theft.spans[call.row][0], call.day)
        return Outcome.THEFT, (MISTAKEN_FOR[means] if word < field.wrong_means else means).value

    def _note(self, outcome: Outcome) -> str:
        notes = NOTES.get(outcome, ("",))
        return notes[int(self._rng.integers(0, len(notes)))]


def _of_honest(
    there: Happening | None, call: Call, draw: float, word: float
) -> tuple[Outcome, str]:
    """Return what is found where nothing is stolen, or nothing any more."""
    if call.day < 0 and draw > 1 - PAST_THEFT_SHARE:
        return Outcome.THEFT, _of_any_meter(word)
    if call.day < 0 and draw > 1 - PAST_THEFT_SHARE - PAST_FAULT_SHARE:
        return Outcome.FAULT, ""
    if there is None or word < OVERLOOKED_SHARE:
        return Outcome.CLEAN, ""
    return FITTING.get(str(there.kind), Outcome.CLEAN), ""


def _of_any_meter(word: float) -> str:
    return ANYWHERE[int(word * len(ANYWHERE))].value

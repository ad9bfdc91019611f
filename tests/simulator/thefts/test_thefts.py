"""What holds for every theft: others see nothing, and the truth tells what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.contract.vocabulary import Means
from simulator.mixture import THEFTS, Entry
from simulator.thefts.white_screen import WhiteScreen
from simulator.timeline import SLOT_HOURS

if TYPE_CHECKING:
    from simulator.simulation import Delivery
    from tests.simulator.thefts.conftest import Case, Commit

NAMES = [entry.name for entry in THEFTS]


@pytest.fixture(scope="module", params=THEFTS, ids=NAMES)
def case(request: pytest.FixtureRequest, commit: Commit) -> Case:
    """Each theft of the mixture, at a fair strength."""
    return commit(request.param.build, request.param.whom, 0.7)


def test_every_means_of_the_contract_is_committed() -> None:
    assert {entry.build.kind for entry in THEFTS} == {means.value for means in Means}


def test_names_of_entries_and_of_classes_are_unique() -> None:
    for names in ([e.name for e in THEFTS], [e.build.__name__ for e in THEFTS]):
        assert len(set(names)) == len(names)


def test_honest_neighbours_and_supply_are_the_same_to_the_byte(case: Case) -> None:
    others = np.ones(len(case.run.simulation.roster), dtype=bool)
    others[list(case.theft.spans)] = False
    for before, after in zip(case.honest.days, case.run.days, strict=True):
        _assert_same(before, after, others)
    beside = set(case.run.simulation.roster.meter_id[~others])
    for run, twin in ((case.run, case.honest), (case.honest, case.run)):
        known = set(twin.simulation.journal.events)
        new = {one.device_id for one in run.simulation.journal.events if one not in known}
        assert new <= beside


def _assert_same(before: Delivery, after: Delivery, others: np.ndarray) -> None:
    for name, values in before.meters.curves.items():
        assert after.meters.curves[name][others].tobytes() == values[others].tobytes()
    for name in ("register_kwh", "export_kwh"):
        shown = [getattr(one.meters, name)[others] for one in (before, after)]
        assert shown[0].tobytes() == shown[1].tobytes()
    for name in ("on_time", "late", "meter_code"):
        np.testing.assert_array_equal(*(getattr(one, name)[others] for one in (before, after)))
    assert before.true_kw.tobytes() == after.true_kw.tobytes()
    assert before.supply.transformer_kwh.tobytes() == after.supply.transformer_kwh.tobytes()
    assert before.supply.feeder_kwh.tobytes() == after.supply.feeder_kwh.tobytes()


def test_lost_energy_of_the_truth_is_what_was_drawn_and_not_billed(case: Case) -> None:
    simulation = case.run.simulation
    for row in list(case.theft.spans)[-1:]:  # the first white screen has two meters
        drawn = case.run.days
        true_kwh = sum(float(day.true_kw[row].sum()) for day in drawn[1:]) * SLOT_HOURS
        billed_kwh = _billed_kwh(case, row)
        lost_kwh = simulation.lost_kwh[row, 1:].sum()
        quantum = 0.03 * simulation.roster.multiplier[row]
        assert lost_kwh == pytest.approx(true_kwh - billed_kwh, abs=0.012 * true_kwh + quantum)
        first, last = case.theft.spans[row]
        outside = np.r_[simulation.lost_kwh[row, :first], simulation.lost_kwh[row, last + 1 :]]
        assert np.abs(outside).max(initial=0) < 1e-2
        assert lost_kwh > 0


def _billed_kwh(case: Case, row: int) -> float:
    """Return what the registers count from the second day on, by the ratio then in the records."""
    simulation = case.run.simulation
    register = case.run.curves(row)["register_kwh"]
    ends = np.concatenate([day.day.ends_us for day in case.run.days])
    ratio = np.full(len(ends), simulation.roster.multiplier[row])
    for change in simulation.journal.changes:
        if change.row == row and "ct_ratio" in change.values:
            pt_ratio = simulation.roster.pt_ratio[row]
            ratio[ends > change.at_us] = float(change.values["ct_ratio"]) * pt_ratio
    return float((np.diff(register) * ratio[1:])[95:].sum())


def test_honest_customers_lose_nothing(case: Case) -> None:
    lost = np.delete(case.run.simulation.lost_kwh, list(case.theft.spans), axis=0)
    assert np.abs(lost).max() < 1e-2


@pytest.mark.parametrize("entry", THEFTS, ids=NAMES)
def test_the_stronger_takes_more(entry: Entry, commit: Commit) -> None:
    weak, strong = (commit(entry.build, entry.whom, strength).lost_share for strength in (0.1, 1.0))
    assert 0.02 < weak < strong <= 1.001


def test_white_screen_comes_to_both_addresses(commit: Commit) -> None:
    entry = next(one for one in THEFTS if one.build is WhiteScreen)
    assert len(commit(entry.build, entry.whom).theft.spans) == 2

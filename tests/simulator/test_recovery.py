from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from pipeline.contract.vocabulary import Outcome
from simulator.journal import Inspection
from simulator.population import build_roster
from simulator.recovery import PENALTY_TIMES, PRESUMED_DAYS, settled
from simulator.timeline import Timeline

TIMELINE = Timeline(dt.date(2026, 3, 1), 60, "Asia/Shanghai")
ROSTER = build_roster(400, 2)


def _visits(day: int, outcome: Outcome = Outcome.THEFT) -> list[Inspection]:
    return [
        Inspection(TIMELINE.date(day), str(account), outcome, "cover_tamper")
        for account in ROSTER.account_id
    ]


def _lost(first: int) -> np.ndarray:
    lost = np.zeros((len(ROSTER), 60))
    lost[:, first:] = 5.0
    return lost


def test_recovered_energy_is_what_was_lost_up_to_the_visit_more_or_less() -> None:
    done = settled(_visits(40), ROSTER, TIMELINE, _lost(10), 1)
    ratio = np.array([one.recovered_kwh for one in done]) / (30 * 5.0)
    assert np.median(ratio) == pytest.approx(1.0, abs=0.05)
    assert 0.1 < np.log(ratio).std() < 0.3


def test_bill_and_penalty_follow_from_energy_and_price() -> None:
    rows = {str(account): row for row, account in enumerate(ROSTER.account_id)}
    times = []
    for one in settled(_visits(40), ROSTER, TIMELINE, _lost(10), 1):
        assert one.recovered_kwh is not None
        assert one.back_bill == pytest.approx(
            one.recovered_kwh * ROSTER.price[rows[one.account_id]], abs=0.01
        )
        times.append(round(one.penalty / one.back_bill))
    assert set(times) == set(PENALTY_TIMES)
    assert np.median(times) == 3


def test_without_measured_loss_a_part_of_the_usual_energy_is_presumed() -> None:
    for day in (-100, 0, 30):
        done = settled(_visits(day), ROSTER, TIMELINE, _lost(59) * 0, 1)
        most = 24 * PRESUMED_DAYS * ROSTER.mean_kw
        kwh = {one.account_id: one.recovered_kwh for one in done}
        assert all(
            0 < kwh[str(account)] < limit
            for account, limit in zip(ROSTER.account_id, most, strict=True)
        )


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.THEFT])
def test_other_outcomes_recover_nothing(outcome: Outcome) -> None:
    visits = _visits(40, outcome)
    done = settled(visits, ROSTER, TIMELINE, _lost(10), 1)
    assert done == sorted(visits, key=lambda one: one.account_id)
    assert {one.recovered_kwh for one in done} == {None}


def test_the_order_of_the_visits_does_not_matter() -> None:
    visits = _visits(40)
    visits[3] = replace(visits[3], inspected_on=TIMELINE.date(20))
    assert settled(visits, ROSTER, TIMELINE, _lost(10), 1) == settled(
        visits[::-1], ROSTER, TIMELINE, _lost(10), 1
    )

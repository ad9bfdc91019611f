from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from pipeline.contract.vocabulary import TariffClass
from simulator.machines import Machines
from simulator.population import build_roster
from simulator.roster import Roster
from simulator.timeline import Timeline

ACCOUNTS, DAYS = 200, 20


@pytest.fixture(scope="module")
def roster() -> Roster:
    return build_roster(ACCOUNTS, 6)


@pytest.fixture(scope="module")
def machines(roster: Roster) -> Machines:
    return Machines(roster, np.full(ACCOUNTS, 0.5), np.random.default_rng(1))


@pytest.fixture(scope="module")
def kw(machines: Machines) -> np.ndarray:
    """(d, n, T) with the same course all day."""
    timeline, rng = Timeline(dt.date(2026, 3, 2), DAYS, "Asia/Shanghai"), np.random.default_rng(2)
    days = [timeline.day(k) for k in range(DAYS)]
    return np.stack([machines.run(day, np.ones((ACCOUNTS, 96)), rng)[0] for day in days])


def test_machines_use_their_share_of_the_energy(roster: Roster, kw: np.ndarray) -> None:
    share = kw.mean(axis=(0, 2)) / roster.mean_kw
    assert np.median(share) == pytest.approx(0.5, abs=0.1)


def test_power_is_a_sum_of_machines_that_are_on(machines: Machines, kw: np.ndarray) -> None:
    on_or_off = np.array([[k >> bit & 1 for bit in range(4)] for k in range(16)])
    for row in (0, 7, 100):
        levels = on_or_off @ machines._kw[row]
        nearest = np.abs(kw[:, row].ravel()[:, None] - levels).min(axis=1)
        assert nearest.max() < 1e-9


def test_homes_have_habits_and_businesses_have_none(roster: Roster, kw: np.ndarray) -> None:
    profile = kw.mean(axis=0).reshape(ACCOUNTS, 12, 8).mean(axis=2)
    spread = profile.std(axis=1) / profile.mean(axis=1)
    homes = roster.is_class(TariffClass.RESIDENTIAL)
    assert np.median(spread[homes]) > 2 * np.median(spread[~homes])


def test_habits_keep_to_the_clock_on_a_day_of_23_hours(machines: Machines) -> None:
    day = Timeline(dt.date(2026, 3, 29), 1, "Europe/Berlin").day(0)
    habits = machines._habits(day)
    assert habits.shape == (92, ACCOUNTS, 4)
    np.testing.assert_allclose(habits.mean(axis=0), 1, rtol=1e-4)
    best = day.hours[habits.argmax(axis=0)]
    wanted = machines._habit
    known = np.isfinite(wanted) & ((wanted < 1.5) | (wanted > 3.5))
    apart = np.abs(best - wanted)[known]
    assert np.minimum(apart, 24 - apart).max() < 0.3

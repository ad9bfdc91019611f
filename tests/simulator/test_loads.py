from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from pipeline.contract.vocabulary import TariffClass
from simulator.loads import Load, Loads
from simulator.population import build_roster
from simulator.roster import Roster
from simulator.timeline import Timeline

ACCOUNTS, DAYS = 300, 14


@pytest.fixture(scope="module")
def roster() -> Roster:
    return build_roster(ACCOUNTS, 11)


@pytest.fixture(scope="module")
def week(roster: Roster) -> list[Load]:
    """Two weeks from Monday 2 March, without holidays at the start."""
    timeline = Timeline(dt.date(2026, 3, 2), DAYS, "Asia/Shanghai")
    loads = Loads(roster, timeline, 11)
    return [loads.draw(timeline.day(k)) for k in range(DAYS)]


def _kw(week: list[Load]) -> np.ndarray:
    """(d, n, T) total power."""
    return np.stack([load.p_kw.sum(axis=0) for load in week])


def test_loads_are_about_as_large_as_the_roster_says(roster: Roster, week: list[Load]) -> None:
    ratio = _kw(week).mean(axis=(0, 2)) / roster.mean_kw
    assert 0.7 < np.median(ratio) < 1.4
    assert ((ratio > 0.2) & (ratio < 4)).mean() > 0.97


def test_plants_rest_at_weekends(roster: Roster, week: list[Load]) -> None:
    kwh = _kw(week).mean(axis=2)
    plants = roster.is_class(TariffClass.INDUSTRIAL)
    offices = plants & (roster.shape != roster.shape.max())
    workdays, sundays = kwh[0:5][:, offices].mean(), kwh[6][offices].mean()
    assert sundays < 0.9 * workdays


def test_neighbouring_quarter_hours_resemble_each_other_and_wander(week: list[Load]) -> None:
    log = np.log(_kw(week)[:, :, :] + 0.01)
    noise = log - log.mean(axis=0)
    near = (noise[..., 1:] * noise[..., :-1]).mean() / (noise**2).mean()
    far = (noise[..., 48:] * noise[..., :-48]).mean() / (noise**2).mean()
    assert near > 0.5
    assert far < near - 0.2


def test_one_phase_customers_load_one_phase(roster: Roster, week: list[Load]) -> None:
    homes = np.flatnonzero(roster.wiring == "1P2W")
    used = (week[0].p_kw[:, homes] > 0).any(axis=2).sum(axis=0)
    assert (used == 1).all()


def test_power_factor_lies_in_the_range_of_the_class(roster: Roster, week: list[Load]) -> None:
    p, q = (np.stack([getattr(load, n).sum(axis=0) for load in week]) for n in ("p_kw", "q_kvar"))
    pf = p.sum(axis=(0, 2)) / np.hypot(p.sum(axis=(0, 2)), q.sum(axis=(0, 2)))
    homes = roster.is_class(TariffClass.RESIDENTIAL)
    plants = roster.is_class(TariffClass.INDUSTRIAL)
    assert 0.9 < pf[homes].mean() < 1.0
    assert 0.75 < pf[plants].mean() < 0.95


def test_switched_machines_move_the_power_factor(roster: Roster, week: list[Load]) -> None:
    plants = np.flatnonzero(roster.is_dedicated)
    p, q = (getattr(week[0], name).sum(axis=0)[plants] for name in ("p_kw", "q_kvar"))
    step_p, step_q = np.abs(np.diff(np.log(p))), np.diff(np.log(q)) - np.diff(np.log(p))
    large = step_p > 0.15
    assert large.any()
    assert np.median(np.abs(step_q[large])) > 0.02


def test_same_seed_same_load(roster: Roster) -> None:
    timeline = Timeline(dt.date(2026, 3, 2), 2, "Asia/Shanghai")
    one, two = (Loads(roster, timeline, 4).draw(timeline.day(0)) for _ in range(2))
    np.testing.assert_array_equal(one.p_kw, two.p_kw)
    np.testing.assert_array_equal(one.q_kvar, two.q_kvar)


def test_scale_and_add_change_one_customer_only(week: list[Load]) -> None:
    load = Load(week[0].p_kw.copy(), week[0].q_kvar.copy())
    load.scale(3, 0.5)
    load.add(4, np.array([0.0, 1.0, 0.0]), np.full(96, 2.0), tan_phi=0.5)
    np.testing.assert_allclose(load.p_kw[:, 3], week[0].p_kw[:, 3] / 2)
    np.testing.assert_allclose(load.p_kw[1, 4] - week[0].p_kw[1, 4], 2.0, rtol=1e-4)
    np.testing.assert_allclose(load.q_kvar[1, 4] - week[0].q_kvar[1, 4], 1.0, rtol=1e-4)
    np.testing.assert_array_equal(load.p_kw[:, 5:], week[0].p_kw[:, 5:])

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


def test_neighbouring_quarter_hours_resemble_each_other_and_homes_are_rough(
    roster: Roster, week: list[Load]
) -> None:
    homes = roster.is_class(TariffClass.RESIDENTIAL)

    def resembling(who: np.ndarray, slots: int) -> float:
        log = np.log(_kw(week)[:, who] + 0.01)
        noise = log - log.mean(axis=0)
        return float((noise[..., slots:] * noise[..., :-slots]).mean() / (noise**2).mean())

    assert resembling(~homes, 1) > 0.6
    assert 0.3 < resembling(homes, 1) < 0.6
    assert resembling(homes, 48) < resembling(homes, 1) - 0.2


def test_homes_differ_from_day_to_day_and_month_to_month_as_measured_ones_do() -> None:
    """Bounds: medians of 50 Australian and 50 British homes, with a margin."""
    roster = build_roster(400, 12)
    timeline = Timeline(dt.date(2026, 3, 2), 56, "Asia/Shanghai")
    loads = Loads(roster, timeline, 12)
    kwh = _kw([loads.draw(timeline.day(k)) for k in range(49)]).mean(axis=2).T
    kwh = kwh[roster.is_class(TariffClass.RESIDENTIAL)]
    variation = kwh.std(axis=1) / kwh.mean(axis=1)
    log = np.log(kwh + 0.1 * kwh.mean(axis=1, keepdims=True))
    log -= log.mean(axis=1, keepdims=True)
    next_day = (log[:, 1:] * log[:, :-1]).mean(axis=1) / (log**2).mean(axis=1)
    drift = np.abs(np.log(np.median(kwh[:, :24], axis=1) / np.median(kwh[:, 25:], axis=1)))
    low = (kwh < 0.4 * np.median(kwh, axis=1, keepdims=True)).mean(axis=1)
    assert 0.22 < np.median(variation) < 0.4
    assert 0.12 < np.median(next_day) < 0.45
    assert 0.06 < np.median(drift) < 0.16
    assert np.percentile(drift, 90) > 0.2
    assert np.median(low) < 0.03 < np.percentile(low, 93)


def test_a_few_homes_are_away_now_and_then_and_their_refrigerators_run_on(
    roster: Roster,
) -> None:
    timeline = Timeline(dt.date(2026, 3, 2), 40, "Asia/Shanghai")
    loads = Loads(roster, timeline, 11)
    away, kwh = [], []
    for index in range(40):
        kwh.append(loads.draw(timeline.day(index)).p_kw.sum(axis=0).mean(axis=1))
        away.append(loads._level._is_away.copy())
    homes = roster.is_class(TariffClass.RESIDENTIAL)
    gone, used = np.stack(away), np.stack(kwh)
    assert not gone[:, ~homes].any()
    assert 0.003 < gone[:, homes].mean() < 0.06
    usual = np.broadcast_to(np.median(used, axis=0), used.shape)
    assert 0.02 < np.median(used[gone] / usual[gone]) < 0.5


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

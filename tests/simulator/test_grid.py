from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.grid import COPPER_LOSS_SHARE, IRON_LOSS_SHARE, LINE_LOSS_SHARE, Grid
from simulator.population import build_roster
from simulator.roster import Roster
from simulator.timeline import Day, Timeline


@pytest.fixture
def roster() -> Roster:
    return build_roster(120, 2)


@pytest.fixture
def day() -> Day:
    return Timeline(dt.date(2026, 3, 2), 1, "Asia/Shanghai").day(0)


def _load(roster: Roster, slots: int, share: float) -> np.ndarray:
    kw = share * roster.phase_share * roster.contract_kw
    return np.repeat(kw[..., None], slots, axis=2).astype(np.float32)


def test_voltage_falls_with_load(roster: Roster, day: Day) -> None:
    light = np.zeros((len(roster), day.slots), dtype=bool)
    idle = Grid(roster, 1).voltages(day, _load(roster, day.slots, 0.0), light)
    busy = Grid(roster, 1).voltages(day, _load(roster, day.slots, 0.2), light)
    assert (busy.mean(axis=2).min(axis=0) < idle.mean(axis=2).min(axis=0)).all()
    assert 0.99 < idle.mean() < 1.05
    assert busy.min() > 0.88


def test_neighbours_see_a_load_on_their_phase(roster: Roster, day: Day) -> None:
    light = np.zeros((len(roster), day.slots), dtype=bool)
    load = _load(roster, day.slots, 0.05)
    heavy = load.copy()
    district = np.flatnonzero(roster.transformer == roster.transformer[0])
    heavy[1, district[0]] += 40
    before, after = (Grid(roster, 1).voltages(day, kw, light) for kw in (load, heavy))
    fall = (before - after).mean(axis=2)
    assert (fall[1, district[1:]] > 0.001).all()
    assert np.abs(fall[0, district[1:]]).max() < 1e-4


def test_dark_places_have_no_voltage(roster: Roster, day: Day) -> None:
    dark = np.zeros((len(roster), day.slots), dtype=bool)
    dark[5, 10:20] = True
    volts = Grid(roster, 1).voltages(day, _load(roster, day.slots, 0.05), dark)
    assert (volts[:, 5, 10:20] == 0).all()
    assert (volts[:, 5, :10] > 0.8).all()


def test_supply_is_load_plus_losses(roster: Roster) -> None:
    live = np.ones((len(roster), 4), dtype=bool)
    kw = np.repeat(roster.mean_kw[:, None], 4, axis=1)
    supply = Grid(roster, 1).supply(kw, live)
    total = kw.sum(axis=0) / 4
    ratio = supply.feeder_kwh.sum(axis=0) / total
    assert (ratio > 1.002).all()
    assert (ratio < 1.06).all()


def test_dark_transformer_takes_nothing(roster: Roster) -> None:
    live = np.ones((len(roster), 4), dtype=bool)
    rows = roster.transformer == roster.transformer[0]
    live[rows] = False
    kw = np.where(live, roster.mean_kw[:, None], 0.0)
    supply = Grid(roster, 1).supply(kw, live)
    assert (supply.transformer_kwh[roster.transformer[0]] == 0).all()


@given(
    st.integers(0, 39),
    st.integers(0, 2),
    st.floats(0.1, 60.0),
    st.floats(0.0, 0.3),
    st.integers(1, 9),
)
def test_more_load_never_raises_any_voltage(
    row: int, phase: int, more_kw: float, share: float, seed: int
) -> None:
    small, quarter = build_roster(40, 2), Timeline(dt.date(2026, 3, 2), 1, "Asia/Shanghai").day(0)
    light = np.zeros((40, quarter.slots), dtype=bool)
    load = _load(small, quarter.slots, share)
    heavy = load.copy()
    heavy[phase, row] += np.float32(more_kw)
    before, after = (Grid(small, seed).voltages(quarter, kw, light) for kw in (load, heavy))
    assert (after <= before + 1e-6).all()
    district = small.transformer == small.transformer[row]
    unclipped = before[phase, district] > 0.71
    assert (after[phase, district][unclipped] < before[phase, district][unclipped]).mean() > 0.99
    others = small.feeder != small.feeder[row]
    np.testing.assert_array_equal(after[:, others], before[:, others])


@given(st.floats(0.0, 2.0))
def test_losses_are_iron_and_the_square_of_the_load(loading: float) -> None:
    small = build_roster(40, 2)
    grid, live = Grid(small, 1), np.ones((40, 1), dtype=bool)
    node = int(np.flatnonzero(~small.network.is_dedicated)[0])
    rows = small.transformer == node
    kva = grid.transformer_kva[node]
    kw = np.where(rows, loading * kva / rows.sum(), 0.0)[:, None]
    supply = grid.supply(kw, live)
    by_hand = kva * (IRON_LOSS_SHARE + (COPPER_LOSS_SHARE + LINE_LOSS_SHARE) * loading**2)
    assert supply.transformer_loss_kwh[node, 0] * 4 == pytest.approx(by_hand, rel=1e-9)
    assert (supply.transformer_loss_kwh[small.network.is_dedicated] == 0).all()

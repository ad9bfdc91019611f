"""Technical losses against the simulator's own truth, and against theft that hides in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from features.energy_balance.balance import Ledger, TechnicalLoss
from features.energy_balance.technical_loss import technical_loss
from features.supplied import Supplied
from simulator.region import Region
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from simulator.timeline import Timeline

DAYS, HOURS = 21, 24


class Books:
    """Hourly energy of simulated districts: sent (m, d, 24), lost in wires; metered below."""

    def __init__(self) -> None:
        timeline = Timeline(dt.date(2026, 3, 1), DAYS, "UTC")
        simulation = Simulation(300, timeline, 6, Scenario(region=Region()))
        supply = [simulation.deliver(k).supply for k in range(DAYS)]
        shared = ~simulation.roster.network.is_dedicated

        def by_hour(name: str) -> np.ndarray:
            days = np.stack([getattr(one, name)[shared] for one in supply], axis=1)
            return _hours(days)

        self.sent, self.lost = by_hour("transformer_kwh"), by_hour("transformer_loss_kwh")
        feeders = [one.feeder_kwh for one in supply]
        self.feeder_sent = _hours(np.stack(feeders, axis=1))
        self.feeder_lost = _hours(np.stack([one.feeder_loss_kwh for one in supply], axis=1))
        self.kva = simulation._grid.transformer_kva[shared].astype(np.float64)

    def ledgers(self, taken: np.ndarray | float = 0.0) -> tuple[Ledger, Ledger]:
        """Daily and hourly ledgers; `taken` is kWh of each hour that no meter counts."""
        metered = self.sent - self.lost
        sent = self.sent + taken
        noise = np.random.default_rng(2).normal(0, 0.003, metered.shape[:2])[:, :, None]
        metered *= 1 + noise
        count = len(sent)
        return _ledger(sent.sum(2), metered.sum(2)), _ledger(
            sent.reshape(count, -1), metered.reshape(count, -1)
        )

    def supplied(self, *, knows_rating: bool) -> Supplied:
        """Supply meters of which the rating of the transformer is known, or not."""
        plain = Supplied.none(DAYS)
        return replace(plain, transformer_kva=self.kva if knows_rating else None)


def _hours(days: np.ndarray) -> np.ndarray:
    """Sums (m, d, 24) by hour of energy (m, d, T)."""
    return np.asarray(days.reshape(*days.shape[:2], HOURS, -1).sum(axis=3))


def _ledger(sent: np.ndarray, metered: np.ndarray) -> Ledger:
    nothing = np.zeros(sent.shape)
    return Ledger(sent, nothing, metered, nothing, 0.005 * sent)


@pytest.fixture(scope="module")
def books() -> Books:
    return Books()


def fitted(books: Books, taken: Any = 0.0, *, knows_rating: bool = False) -> TechnicalLoss:
    daily, hourly = books.ledgers(taken)
    count = len(books.sent)
    supplied = books.supplied(knows_rating=knows_rating)
    rows = np.arange(count, dtype=np.int32)
    return technical_loss(daily, hourly, np.zeros(count, dtype=bool), supplied, rows)


@pytest.mark.parametrize("knows_rating", [False, True])
def test_it_is_near_the_true_loss_of_wires(books: Books, *, knows_rating: bool) -> None:
    found = fitted(books, knows_rating=knows_rating)
    true = books.lost.sum(axis=(1, 2))
    error = found.expected.sum(axis=1) / true - 1
    assert np.median(np.abs(error)) < 0.2
    assert np.abs(error).max() < 0.6
    assert (np.abs(error) < 3.0 * found.sigma + 0.05).all()
    np.testing.assert_allclose(
        found.hourly.reshape(len(true), DAYS, HOURS).sum(axis=2), found.expected, rtol=1e-6
    )


def test_hours_of_more_load_lose_more(books: Books) -> None:
    found = fitted(books)
    by_hour = found.hourly[0]
    load = books.sent[0].ravel()
    assert by_hour[load.argmax()] > 2 * by_hour[load.argmin()] > 0


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_a_theft_as_old_as_the_records_does_not_pass_as_wires(books: Books, share: float) -> None:
    taken = np.zeros(books.sent.shape)
    taken[2] = share * books.sent[2].mean()
    honest, robbed = fitted(books), fitted(books, taken)
    stolen = taken[2].sum()
    absorbed = (robbed.expected[2] - honest.expected[2]).sum()
    assert absorbed < 0.35 * stolen
    others = np.arange(len(books.sent)) != 2
    assert np.abs(robbed.expected[others] / honest.expected[others] - 1).max() < 0.15


def test_theft_on_some_days_is_left_to_the_days(books: Books) -> None:
    taken = np.zeros(books.sent.shape)
    taken[2, 12:] = 0.15 * books.sent[2].mean()
    honest, robbed = fitted(books), fitted(books, taken)
    absorbed = (robbed.expected[2] - honest.expected[2])[12:].sum()
    assert absorbed < 0.2 * taken[2].sum()


def test_more_counted_than_sent_makes_no_negative_wires(books: Books) -> None:
    taken = np.zeros(books.sent.shape)
    taken[2] = -0.2 * books.sent[2]
    found = fitted(books, taken)
    assert (found.iron_kwh > 0).all()
    assert (found.copper > 0).all()
    assert found.expected[2].sum() > 0.4 * books.lost[2].sum() * 0.64


def test_days_alone_tell_it_too(books: Books) -> None:
    daily, hourly = books.ledgers()
    nothing = np.full(hourly.supplied.shape, np.nan)
    blank = Ledger(nothing, nothing, nothing, nothing, nothing)
    count = len(books.sent)
    rows = np.arange(count, dtype=np.int32)
    found = technical_loss(
        daily, blank, np.zeros(count, dtype=bool), books.supplied(knows_rating=False), rows
    )
    error = found.expected.sum(axis=1) / books.lost.sum(axis=(1, 2)) - 1
    assert np.median(np.abs(error)) < 0.3
    assert np.isfinite(found.sigma).all()


@pytest.mark.parametrize("error", [-0.006, 0.0, 0.006])
def test_a_feeder_is_a_line_whatever_its_meter_is_out_by(books: Books, error: float) -> None:
    found = fitted_feeders(books, error)
    true = books.feeder_lost.sum(axis=(1, 2))
    away = found.expected.sum(axis=1) - true
    assert (np.abs(away) < 2.0 * found.sigma * found.expected.sum(axis=1)).all()
    assert (found.iron_kwh == 0).all()
    assert (found.expected > 0).all()
    share = found.expected.sum(axis=1) / books.feeder_sent.sum(axis=(1, 2))
    assert (share < 0.015).all()
    assert (found.sigma > 0.25).all()


@pytest.mark.parametrize("error", [-0.05, 0.05])
def test_a_district_under_a_wrong_feeder_does_not_pass_as_a_line(
    books: Books, error: float
) -> None:
    usual, mapped = fitted_feeders(books, 0.0), fitted_feeders(books, error)
    moved = mapped.expected.sum(axis=1) - usual.expected.sum(axis=1)
    assert (np.abs(moved) < 0.1 * abs(error) * books.feeder_sent.sum(axis=(1, 2))).all()


def test_one_day_misread_makes_no_wires(books: Books) -> None:
    taken = np.zeros(books.sent.shape)
    taken[2, 4] = -0.5 * books.sent[2, 4]
    honest, misread = fitted(books), fitted(books, taken)
    assert abs(misread.expected[2, 5:].sum() / honest.expected[2, 5:].sum() - 1) < 0.15


def fitted_feeders(books: Books, error: float) -> TechnicalLoss:
    """Loss of feeders of which a share `error` of the energy is sent beside their districts."""
    sent, metered = books.feeder_sent, books.feeder_sent - books.feeder_lost
    sent = sent * (1 + error)
    count = len(sent)
    daily = _ledger(sent.sum(2), metered.sum(2))
    hourly = _ledger(sent.reshape(count, -1), metered.reshape(count, -1))
    supplied, rows = Supplied.none(DAYS), np.arange(count, dtype=np.int32)
    return technical_loss(daily, hourly, np.ones(count, dtype=bool), supplied, rows)

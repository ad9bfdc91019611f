"""The energy balance of a city without thefts: supply meters against billing meters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pytest

from simulator.grid import SUPPLY_ERROR_SHARE
from simulator.meter_models import OUT_OF_CLASS_ERROR, USUAL, models_of
from simulator.region import Region
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from simulator.timeline import Timeline

ACCOUNTS, DAYS = 300, 8
SIGMAS = 4.5


@dataclass(frozen=True)
class Books:
    """Energy by day: metered (d, n) by billing meters; sent and lost (d, t), (d, f)."""

    simulation: Simulation
    metered_kwh: np.ndarray
    district_kwh: np.ndarray
    district_loss_kwh: np.ndarray
    feeder_kwh: np.ndarray
    feeder_loss_kwh: np.ndarray


def _books(region: Region) -> Books:
    timeline = Timeline(dt.date(2026, 3, 1), DAYS, region.timezone)
    simulation = Simulation(ACCOUNTS, timeline, 6, Scenario(region=region))
    assert not simulation.happenings
    days = [simulation.deliver(k) for k in range(DAYS)]
    capacity = simulation.meters.registers.capacity_kwh[None, :]
    advance = np.diff(np.stack([day.meters.register_kwh[:, -1] for day in days]), axis=0)
    supply = [day.supply for day in days[1:]]
    return Books(
        simulation,
        (advance % capacity) * simulation.roster.multiplier,
        np.stack([one.transformer_kwh.sum(axis=1) for one in supply]),
        np.stack([one.transformer_loss_kwh.sum(axis=1) for one in supply]),
        np.stack([one.feeder_kwh.sum(axis=1) for one in supply]),
        np.stack([one.feeder_loss_kwh.sum(axis=1) for one in supply]),
    )


@pytest.fixture(scope="module")
def books() -> Books:
    return _books(Region())


@pytest.fixture(scope="module")
def varied_books() -> Books:
    return _books(Region(varied_meters=True))


def _by_district(books: Books, values: np.ndarray) -> np.ndarray:
    """Sum (d, n) or (n,) over the customers of each transformer."""
    first = np.searchsorted(
        books.simulation.roster.transformer, np.arange(books.district_kwh.shape[1])
    )
    return np.add.reduceat(values, first, axis=-1)


def _tolerance_kwh(books: Books, error_share: np.ndarray) -> np.ndarray:
    """(d, t) what errors of billing meters (n,), of the supply meter and digits can make."""
    registers, multiplier = books.simulation.meters.registers, books.simulation.roster.multiplier
    spread = np.sqrt(_by_district(books, (error_share * books.metered_kwh) ** 2))
    digits = _by_district(books, registers.quantum_kwh * multiplier)
    return SIGMAS * (spread + SUPPLY_ERROR_SHARE * books.district_kwh) + digits


def test_every_district_closes_every_day_within_meter_errors(books: Books) -> None:
    left = books.district_kwh - books.district_loss_kwh - _by_district(books, books.metered_kwh)
    error = np.full(ACCOUNTS, USUAL.error_share)
    assert (np.abs(left) <= _tolerance_kwh(books, error)).all()
    shared = ~books.simulation.roster.network.is_dedicated
    loss = books.district_loss_kwh.sum(axis=0) / books.district_kwh.sum(axis=0)
    assert (loss[shared] > 0.005).all()
    assert (loss[shared] < 0.06).all()
    assert (loss[~shared] == 0).all()


def test_it_closes_with_meters_of_several_makes_too(varied_books: Books) -> None:
    books = varied_books
    left = books.district_kwh - books.district_loss_kwh - _by_district(books, books.metered_kwh)
    models = models_of(books.simulation.roster.meter_model, varied=True)
    error = np.array([abs(one.bias_share) + one.error_share for one in models])
    gain = books.simulation.meters._error
    error = np.where(np.abs(gain - 1) >= OUT_OF_CLASS_ERROR[0], np.abs(gain - 1), error)
    bias = _by_district(
        books, np.array([abs(one.bias_share) for one in models]) * books.metered_kwh
    )
    assert (np.abs(left) <= _tolerance_kwh(books, error) + bias).all()
    assert (books.simulation.meters.registers.quantum_kwh == 1).any()


def test_without_the_errors_of_meters_it_closes_to_the_digit(varied_books: Books) -> None:
    books, simulation = varied_books, varied_books.simulation
    drawn = _by_district(books, books.metered_kwh / simulation.meters._error)
    sent = books.district_kwh / simulation._grid._transformer_error
    digits = _by_district(
        books, simulation.meters.registers.quantum_kwh * simulation.roster.multiplier
    )
    assert (np.abs(sent - books.district_loss_kwh - drawn) <= digits + 1e-4 * sent).all()


def test_without_the_losses_it_would_not_close(books: Books) -> None:
    shared = ~books.simulation.roster.network.is_dedicated
    left = (books.district_kwh - _by_district(books, books.metered_kwh))[:, shared].sum(axis=0)
    sent = books.district_kwh[:, shared].sum(axis=0)
    assert (left > 0).mean() > 0.9
    assert 0.005 < left.sum() / sent.sum() < 0.05


def test_a_feeder_is_its_districts_and_its_own_losses(books: Books) -> None:
    feeder_of = books.simulation.roster.network.feeder_of
    first = np.searchsorted(feeder_of, np.arange(books.feeder_kwh.shape[1]))
    below = np.add.reduceat(books.district_kwh, first, axis=1)
    left = books.feeder_kwh - books.feeder_loss_kwh - below
    spread = np.sqrt(np.add.reduceat(books.district_kwh**2, first, axis=1) + below**2)
    assert (np.abs(left) <= SIGMAS * SUPPLY_ERROR_SHARE * spread).all()
    assert (books.feeder_loss_kwh > 0).all()

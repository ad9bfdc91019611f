"""Wrong mappings of a simulated utility, against the records that the simulator spoiled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest

from features.energy_balance.bookkeeping import find_balance
from features.energy_balance.topology import find_wrong_mappings
from features.supplied import Supplied
from features.window import Window
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from simulator.timeline import Timeline

ACCOUNTS, DAYS, HOURS = 300, 28, 24


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    region = {"wrong_district": 0.05, "district_accounts": 25}
    scenario = Scenario.model_validate({"region": region})
    return Simulation(ACCOUNTS, Timeline(dt.date(2026, 3, 2), DAYS, "UTC"), 6, scenario)


@pytest.fixture(scope="module")
def energy(simulation: Simulation) -> tuple[np.ndarray, np.ndarray]:
    """Hourly kWh of customers (n, d, 24) and sent into districts and feeders (m, d, 24)."""
    own, sent = [], []
    for day in range(DAYS):
        delivery = simulation.deliver(day)
        own.append(delivery.true_kw.reshape(ACCOUNTS, HOURS, -1).mean(axis=2))
        supply = np.vstack([delivery.supply.transformer_kwh, delivery.supply.feeder_kwh])
        sent.append(supply.reshape(len(supply), HOURS, -1).sum(axis=2))
    return np.stack(own, axis=1), np.stack(sent, axis=1)


def _window(
    build: Callable[..., Window],
    simulation: Simulation,
    energy: tuple[np.ndarray, np.ndarray],
    recorded: np.ndarray,
) -> Window:
    network, (own, sent) = simulation.roster.network, energy
    ids = np.array([*network.transformer_ids, *network.feeder_ids])
    metered = np.append(~network.is_dedicated, np.ones(len(network.feeder_ids), dtype=bool))
    order = np.argsort(ids)[metered[np.argsort(ids)]]
    flat = np.ones((len(order), DAYS), dtype=np.float32)
    return build(
        ACCOUNTS,
        DAYS,
        kwh=own.sum(axis=2),
        facts={f"hour_{hour:02d}_kwh": own[:, :, hour] for hour in range(HOURS)},
        text={
            "transformer_id": network.transformer_ids[recorded].tolist(),
            "feeder_id": network.feeder_ids[network.feeder_of[recorded]].tolist(),
        },
        supplied=Supplied(
            ids[order],
            sent[order].sum(axis=2),
            flat.astype(np.float64),
            sent[order].astype(np.float32),
            60 * flat,
            0 * flat,
            0 * flat,
        ),
    )


def test_most_are_found_and_sent_to_where_they_hang(
    build: Callable[..., Window], simulation: Simulation, energy: tuple[np.ndarray, np.ndarray]
) -> None:
    recorded, true = simulation.recorded_transformer, simulation.roster.transformer
    window = _window(build, simulation, energy, recorded)
    balance = find_balance(window)
    assert balance is not None
    found = find_wrong_mappings(window, balance).accounts
    names = simulation.roster.network.transformer_ids[true]
    is_right = balance.node_ids[found.suggested] == names[found.unit]
    assert is_right.mean() >= 0.9
    assert is_right.sum() >= 0.6 * (recorded != true).sum()


def test_right_records_are_left_alone(
    build: Callable[..., Window], simulation: Simulation, energy: tuple[np.ndarray, np.ndarray]
) -> None:
    window = _window(build, simulation, energy, simulation.roster.transformer)
    balance = find_balance(window)
    assert balance is not None
    assert not find_wrong_mappings(window, balance).is_wrong

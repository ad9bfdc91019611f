"""Wrong mappings: found where the load shows on both sides, and nobody else beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.energy_balance.bookkeeping import find_balance
from features.energy_balance.topology import Topology, find_wrong_mappings
from features.window import Window

Make = Callable[..., Any]


def _found(window: Window) -> Topology:
    balance = find_balance(window)
    assert balance is not None
    return find_wrong_mappings(window, balance)


def _named(window: Window, topology: Topology) -> dict[int, str]:
    """Accounts and the districts that are suggested for them."""
    balance = find_balance(window)
    assert balance is not None
    moved = topology.accounts
    return dict(zip(moved.unit.tolist(), balance.node_ids[moved.suggested].tolist(), strict=True))


def test_customers_on_record_elsewhere_are_found_with_their_true_district(town: Make) -> None:
    window = town().window({0: 1, 6: 3, 11: 0})
    topology = _found(window)
    assert _named(window, topology) == {0: "T0", 6: "T2", 11: "T3"}
    moved = topology.accounts
    np.testing.assert_allclose(moved.here, -1.0, atol=0.15)
    np.testing.assert_allclose(moved.there, 1.0, atol=0.15)
    assert (moved.by_loss_here & moved.by_loss_there).all()
    assert (moved.confidence > 0.9).all()
    assert topology.is_wrong


def test_right_records_are_left_alone(town: Make) -> None:
    topology = _found(town().window())
    assert not topology.is_wrong
    assert len(topology.accounts) == len(topology.districts) == 0


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_theft_is_no_error_of_the_records(town: Make, share: float) -> None:
    place = town()
    place.counted[[0, 9]] *= 1 - share
    assert not _found(place.window()).is_wrong


def test_wrong_ratio_on_record_is_no_other_district(town: Make) -> None:
    place = town()
    place.counted[3] *= 4.0
    assert not _found(place.window()).is_wrong


def test_thief_on_record_elsewhere_is_found_and_his_neighbour_is_not(town: Make) -> None:
    place = town()
    place.counted[[0, 4]] *= 0.8
    assert list(_named(*_with(place.window({0: 1})))) == [0]


def _with(window: Window) -> tuple[Window, Topology]:
    return window, _found(window)


@pytest.mark.parametrize(("silent", "expected"), [(["T0"], {0: "F0"}), (["T0", "F0"], {})])
def test_without_a_meter_at_the_true_district_its_feeder_is_named_or_nothing(
    town: Make, silent: list[str], expected: dict[int, str]
) -> None:
    window = town().window({0: 1})
    assert window.supplied is not None
    rows = np.isin(window.supplied.node_ids, silent)
    window.supplied.kwh[rows] = np.nan
    window.supplied.hour_kwh[rows] = np.nan
    window.supplied.coverage[rows] = 0.0
    assert _named(window, _found(window)) == expected


def test_short_window_with_holes_still_tells(town: Make) -> None:
    place = town(days=14)
    place.counted[7, 3:6] = np.nan
    window = place.window({0: 1})
    assert window.supplied is not None
    window.supplied.hour_kwh[:, 8, 6:12] = np.nan
    assert _named(window, _found(window)) == {0: "T0"}


def test_daily_energy_finds_a_large_customer_and_accuses_nobody(town: Make) -> None:
    place = town(days=70)
    place.loads[0] *= 6 * np.exp(np.random.default_rng(2).normal(0, 0.4, (70, 1)))
    place.counted[0] = place.loads[0]
    window = place.window({0: 1}, is_hourly=False)
    assert _named(window, _found(window)) == {0: "T0"}
    assert not _found(place.window(is_hourly=False)).is_wrong


@pytest.mark.parametrize(("accounts", "districts"), [(16, 4), (400, 2)])
def test_small_and_large_districts(town: Make, accounts: int, districts: int) -> None:
    place = town(accounts, districts, days=42)
    place.loads[0] *= 3
    place.counted[0] *= 3
    window = place.window({0: 1})
    assert _named(window, _found(window)) == {0: "T0"}


def test_district_under_the_wrong_feeder_is_found_as_one(town: Make) -> None:
    place = town(120, 8)
    window = place.window(wrong_feeder={3: 0})
    topology, balance = _found(window), find_balance(window)
    assert balance is not None
    assert balance.node_ids[topology.districts.unit].tolist() == ["T3"]
    assert balance.node_ids[topology.districts.suggested].tolist() == ["F1"]
    assert not len(topology.accounts)
    assert not len(_found(place.window()).districts)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(seed=st.integers(0, 10_000))
def test_order_of_the_accounts_does_not_matter(town: Make, seed: int) -> None:
    place = town(40, 4, days=28)
    wrong = {1: 2, 12: 3}
    expected = _named(*_with(place.window(wrong)))
    order = np.random.default_rng(seed).permutation(40)
    place.loads, place.counted = place.loads[order], place.counted[order]
    place.fed_by = place.fed_by[order]
    at = np.argsort(order)
    found = _named(*_with(place.window({int(at[k]): district for k, district in wrong.items()})))
    assert {int(order[k]): node for k, node in found.items()} == expected == {1: "T1", 12: "T0"}

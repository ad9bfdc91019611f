"""Attribution: thieves that are known, and honest twins of each, in a small town."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from features.energy_balance.attribution import (
    Attribution,
    Refusal,
    attribute,
    refusals,
)
from features.energy_balance.balance import Balance, NodeState
from features.energy_balance.bookkeeping import find_balance
from features.window import Window

DAYS, ONSET = 63, 24


def heard(town: Any, **named: object) -> tuple[Window, Balance, Attribution]:
    window = town.window(**named)
    balance = find_balance(window)
    assert balance is not None
    return window, balance, attribute(window, balance)


def named(found: Attribution) -> list[int]:
    return np.flatnonzero(found.agreement.is_named).tolist()


@pytest.fixture
def place(town: Callable[..., Any]) -> Any:
    """Three districts of 20, with one large customer each."""
    made = town(accounts=60, districts=3, days=DAYS, seed=11)
    made.counted = made.loads.copy()
    return made


def test_a_bypass_now_and_then_is_named(place: Any) -> None:
    off = np.isin(np.arange(DAYS) % 9, (1, 2, 5))
    place.loads[4] *= 6
    place.counted[4] = np.where(off[:, None], 0.02, 1.0) * place.loads[4]
    _, _, found = heard(place)
    assert named(found) == [4]
    truth = (place.loads[4] - place.counted[4])[1:].sum(axis=1).mean()
    assert found.agreement.is_mirrored[4]
    assert found.agreement.kwh_per_day[4] == pytest.approx(truth, rel=0.15)


def test_its_honest_twin_is_away_now_and_then(place: Any) -> None:
    off = np.isin(np.arange(DAYS) % 9, (1, 2, 5))
    place.loads[4] *= 6 * np.where(off[:, None], 0.02, 1.0)
    place.counted = place.loads.copy()
    assert named(heard(place)[2]) == []


def test_a_share_since_ever_is_named(place: Any) -> None:
    place.loads[7] *= 4
    place.counted[7] = 0.4 * place.loads[7]
    found = heard(place)[2]
    assert named(found) == [7]
    assert found.agreement.share[7] == pytest.approx(0.6, abs=0.1)
    assert found.agreement.onset[7] == 0


def test_a_share_since_a_day_is_named_with_its_onset(place: Any) -> None:
    place.loads[7] *= 4
    place.counted[7] = place.loads[7] * np.where(np.arange(DAYS) < ONSET, 1.0, 0.35)[:, None]
    found = heard(place)[2]
    assert named(found) == [7]
    assert abs(int(found.agreement.onset[7]) - ONSET) <= 4


def test_its_honest_twin_uses_less_since_a_day(place: Any) -> None:
    place.loads[7] *= 4 * np.where(np.arange(DAYS) < ONSET, 1.0, 0.35)[:, None]
    place.counted = place.loads.copy()
    assert named(heard(place)[2]) == []


def test_two_thieves_of_one_district_are_both_named(place: Any) -> None:
    off = np.isin(np.arange(DAYS) % 9, (1, 2, 5))
    place.loads[[3, 6]] *= 6
    place.counted[3] = np.where(off[:, None], 0.02, 1.0) * place.loads[3]
    place.counted[6] = 0.4 * place.loads[6]
    assert named(heard(place)[2]) == [3, 6]


@pytest.mark.parametrize("seed", range(3))
def test_a_leak_on_wet_days_is_nobodys(town: Callable[..., Any], seed: int) -> None:
    place = town(accounts=60, districts=3, days=DAYS, seed=30 + seed)
    rng = np.random.default_rng(seed)
    sent = place.sent
    wet = 0.1 * (rng.random((3, DAYS, 1)) < 0.5) * np.exp(0.3 * rng.normal(size=(3, DAYS, 24)))
    place.sent = lambda: sent() * (1 + wet)
    assert named(heard(place)[2]) == []


def test_a_supply_meter_that_gains_since_a_day_accuses_nobody(place: Any) -> None:
    sent = place.sent
    gain = np.where(np.arange(DAYS) < ONSET, 1.0, 1.1)[None, :, None]
    place.sent = lambda: sent() * gain
    assert named(heard(place)[2]) == []


def test_by_days_alone_a_mirror_is_heard(place: Any) -> None:
    off = np.isin(np.arange(DAYS) % 9, (1, 2, 5))
    place.loads[4] *= 6
    place.counted[4] = np.where(off[:, None], 0.02, 1.0) * place.loads[4]
    found = heard(place, is_hourly=False)[2]
    assert named(found) == [4]


def test_nodes_that_cannot_accuse_are_refused(place: Any) -> None:
    window, balance, _ = heard(place)
    states = balance.state.astype("<U16")
    district = int(balance.node_of[0])
    states[district] = NodeState.STUCK.value
    refused = refusals(dataclasses.replace(balance, state=states))
    assert refused[district] == Refusal.STATE.value
    assert set(refused[balance.is_feeder]) == {Refusal.STATE.value}
    silent = dataclasses.replace(
        balance, daily=dataclasses.replace(balance.daily, supplied=np.full((5, DAYS), np.nan))
    )
    assert not attribute(window, silent).tried.any()


def test_the_order_of_accounts_does_not_matter(place: Any) -> None:
    place.loads[7] *= 4
    place.counted[7] = 0.4 * place.loads[7]
    first = heard(place)[2].agreement
    order = np.random.default_rng(3).permutation(60)
    place.loads, place.counted = place.loads[order], place.counted[order]
    place.fed_by = place.fed_by[order]
    mixed = heard(place)[2].agreement
    np.testing.assert_array_equal(mixed.is_named, first.is_named[order])
    np.testing.assert_allclose(mixed.share, first.share[order], rtol=1e-6)


def test_a_wrong_ratio_on_record_is_no_theft(place: Any) -> None:
    place.loads[7] *= 4
    place.counted[7] = 0.6 * place.loads[7]
    multiplier = np.ones((60, DAYS))
    multiplier[7] = 30.0
    place.counted[7] /= 30.0
    window = place.window(multiplier=multiplier)
    kwh = window.kwh * multiplier
    window = dataclasses.replace(window, kwh=kwh)
    balance = find_balance(window)
    assert balance is not None
    found = attribute(window, balance)
    assert found.tried[7]
    assert named(found) == []


def test_who_is_fed_from_elsewhere_and_is_away_now_and_then_is_not_named(place: Any) -> None:
    """The district misses nothing of him at any time; that its loss mirrors him proves nothing."""
    off = np.isin(np.arange(DAYS) % 9, (1, 2, 5))
    place.loads[4] *= 6 * np.where(off[:, None], 0.02, 1.0)
    place.counted = place.loads.copy()
    place.loads[4] = 0.0
    # Lamps without a meter keep the district's sum above what its meters count.
    place.loads[7] += 3 * place.counted[4].mean()
    assert named(heard(place)[2]) == []


def test_nobody_takes_before_he_was_read(place: Any) -> None:
    place.loads[7] *= 4
    place.counted[7] = 0.4 * place.loads[7]
    window = place.window()
    balance = find_balance(window)
    assert balance is not None
    read = balance.own_known & (np.arange(DAYS) >= 5)
    found = attribute(window, dataclasses.replace(balance, own_known=read))
    assert named(found) == [7]
    assert found.agreement.onset[7] == 5

"""The balance of one district of twelve accounts, of which the first takes power beside."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.oracle.balance import Balance, hours_below_base, slope_change

N, DAYS, ONSET = 12, 40, 20


def district(seed: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Return true use (N, hours) of homes, and the energy lost in wires (hours,)."""
    rng = np.random.default_rng(seed)
    hour = np.arange(DAYS * 24) % 24
    shape = 0.4 + np.exp(-(((hour - 19) / 3.0) ** 2))
    use = shape * rng.lognormal(-0.2, 0.5, (N, DAYS * 24)) * rng.uniform(0.5, 2.0, (N, 1))
    total = use.sum(axis=0)
    return use, 0.02 * total + 0.002 * total**2


def balance(use: np.ndarray, counted: np.ndarray, wires: np.ndarray) -> Balance:
    sent = use.sum(axis=0) + wires + np.random.default_rng(9).normal(0, 0.05, len(wires))
    excess = sent - counted.sum(axis=0)
    return Balance(counted, np.tile(sent, (N, 1)), np.tile(excess, (N, 1)), 24)


def test_honest_district_keeps_its_slopes() -> None:
    use, wires = district()
    assert np.abs(slope_change(balance(use, use, wires), ONSET, DAYS - 1)).max() < 4


@pytest.mark.parametrize("left", [0.3, 0.6])
def test_constant_share_beside_the_meter_moves_with_what_is_counted(left: float) -> None:
    use, wires = district()
    counted = use.copy()
    counted[0, ONSET * 24 :] *= left
    found = slope_change(balance(use, counted, wires), ONSET, DAYS - 1)
    assert found.argmax() == 0
    assert found[0] > 8
    assert np.sort(found)[-2] < 4


def test_hours_beside_the_meter_move_against_what_is_counted() -> None:
    use, wires = district()
    counted = use.copy()
    is_led_round = np.random.default_rng(2).random((DAYS - ONSET) * 24) < 0.2
    counted[0, ONSET * 24 :] *= np.where(is_led_round, 0.05, 1.0)
    found = slope_change(balance(use, counted, wires), ONSET, DAYS - 1)
    assert found.argmin() == 0
    assert found[0] < -4 < np.sort(found)[1]


def test_daily_energy_is_enough_for_a_slope() -> None:
    use, wires = district()
    by_day = use.reshape(N, DAYS, 24).sum(axis=2)
    counted = by_day.copy()
    counted[0, ONSET:] *= 0.3
    sent = by_day.sum(axis=0) + wires.reshape(DAYS, 24).sum(axis=1)
    excess = sent - counted.sum(axis=0)
    found = slope_change(
        Balance(counted, np.tile(sent, (N, 1)), np.tile(excess, (N, 1)), 1), ONSET, DAYS - 1
    )
    assert found.argmax() == 0


def test_no_supply_meter_is_no_slope() -> None:
    use, _ = district()
    unknown = np.full(use.shape, np.nan)
    assert np.isnan(slope_change(Balance(use, unknown, unknown, 24), ONSET, DAYS - 1)).all()


def test_base_load_that_stops_is_seen_and_thrift_is_not() -> None:
    use, wires = district()
    counted = use + 0.5  # the refrigerators
    counted[0, ONSET * 24 :: 3] = 0.02
    counted[1, ONSET * 24 :] = 0.5 + 0.5 * use[1, ONSET * 24 :]
    found = hours_below_base(balance(counted, counted, wires), ONSET, DAYS - 1)
    assert found[0] == pytest.approx(1 / 3)
    assert np.abs(found[1:]).max() < 0.01


def test_closed_days_are_not_chopped_ones() -> None:
    use, wires = district()
    counted = use + 0.5
    counted[0, ONSET * 24 :: 4] = 0.02
    counted[1, ONSET * 24 :] = 0.02
    found = hours_below_base(balance(counted, counted, wires), ONSET, DAYS - 1, least_of_usual=0.5)
    assert found[:3] == pytest.approx([0.25, 0.0, 0.0])


def test_no_base_load_is_nothing_to_fall_below() -> None:
    counted = np.zeros((N, DAYS * 24))
    found = hours_below_base(Balance(counted, counted, counted, 24), ONSET, DAYS - 1)
    assert np.isnan(found).all()


def test_theft_as_old_as_the_records_shows_in_the_slope_itself() -> None:
    use, wires = district()
    counted = use.copy()
    counted[0] *= 0.3
    found = slope_change(balance(use, counted, wires), 0, DAYS - 1)
    assert found.argmax() == 0
    assert found[0] > 8

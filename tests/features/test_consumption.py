"""Consumption: lasting falls against own past and peers, from daily or monthly kWh alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import compute
from features.registry import FeatureTable, Measured
from features.window import Window

N, D, H = 40, 91, 364
START = 49


def measured(table: FeatureTable, name: str) -> Measured:
    """One measured feature."""
    return table.measured[[feature.name for feature in table.features].index(name)]


def households(seed: int = 3, spread: float = 0.25) -> np.ndarray:
    """A year of daily kWh of homes with weather, weekends and their own restlessness."""
    rng = np.random.default_rng(seed)
    weather = 1 + 0.4 * np.cos(2 * np.pi * np.arange(H) / 365) + 0.1 * rng.normal(size=H)
    weekend = np.where(np.arange(H) % 7 >= 5, 1.15, 1.0)
    weeks = np.repeat(np.exp(rng.normal(0, 0.1, (N, H // 7))), 7, axis=1)
    own = np.exp(rng.normal(2.2, 0.5, (N, 1)))
    return own * weather * weekend * weeks * np.exp(rng.normal(0, spread, (N, H)))


def window_of(build: Callable[..., Window], history: np.ndarray, **changes: object) -> Window:
    """Only kWh a day: no voltages, currents or registers."""
    facts = {"seen_slots": 1, "rows_count": 1, "coverage": 1, "live_minutes": np.nan}
    changes = {"text": {"tariff_class": "residential"}} | changes
    return build(N, D, kwh=history[:, -D:], history_kwh=history, facts=facts, **changes)


def test_honest_households_stay_quiet(build: Callable[..., Window]) -> None:
    flagged = []
    for seed in range(4):
        found = measured(compute(window_of(build, households(seed))), "level_fall_share")
        flagged.append((found.value > 0.3).mean())
    assert np.mean(flagged) < 0.02


def test_lasting_fall_is_found_with_onset_and_energy(build: Callable[..., Window]) -> None:
    history = households()
    history[0, -D + START :] *= 0.35
    lost = history[0, -D + START :].mean() * (1 / 0.35 - 1)
    found = measured(compute(window_of(build, history)), "level_fall_share")
    assert found.value[0] > 0.4
    assert abs(found.onset[0] - START) <= 4
    assert found.kwh_per_day[0] == pytest.approx(lost, rel=0.35)


def test_fall_of_everybody_is_weather(build: Callable[..., Window]) -> None:
    history = households()
    history[:, -D + START :] *= 0.4
    found = measured(compute(window_of(build, history)), "level_fall_share")
    assert (found.value > 0.3).mean() < 0.05


def test_vacation_that_ended_is_innocent(build: Callable[..., Window]) -> None:
    history = households()
    history[0, -35:-14] *= 0.05
    table = compute(window_of(build, history))
    assert measured(table, "level_fall_share").value[0] == 0
    closure = {one.name: one for one in table.explanations}["closure_or_vacation"]
    assert not closure.applies[1]


def test_vacancy_stays_moderate(build: Callable[..., Window]) -> None:
    history = households()
    history[0, -30:] = 0.0
    table = compute(window_of(build, history))
    assert measured(table, "level_fall_share").value[0] <= 0.5
    assert measured(table, "zero_days").value[0] == 7  # a quarter of 30 days, whole
    assert {one.name: one for one in table.explanations}["vacancy"].applies[0]


def test_suspended_account_is_not_accused_of_using_nothing(build: Callable[..., Window]) -> None:
    history = households()
    history[0, -30:] = 0.0
    suspended = np.zeros((N, D), dtype=bool)
    suspended[0, -30:] = True
    table = compute(window_of(build, history, work_orders={"suspension": suspended}))
    assert measured(table, "zero_days").value[0] == 0
    assert measured(table, "level_fall_share").value[0] < 0.01


def test_stronger_thefts_are_more_suspicious(build: Callable[..., Window]) -> None:
    history = households()
    for account, left in enumerate((0.7, 0.5, 0.35, 0.2, 0.05)):
        history[account] = households()[5]
        history[account, -D + START :] *= left
    found = measured(compute(window_of(build, history)), "level_fall_share").value[:5]
    assert np.all(np.diff(found) > 0)


def test_fall_of_before_the_window_is_found_in_the_long_past(build: Callable[..., Window]) -> None:
    history = households()
    history[0, -D - 60 :] *= 0.35
    found = measured(compute(window_of(build, history)), "level_fall_share")
    assert found.value[0] > 0.4
    assert found.onset[0] == 0


def test_theft_on_some_days_makes_use_erratic(build: Callable[..., Window]) -> None:
    history = households()
    history[0, -D + START :] *= np.where(np.random.default_rng(1).random(D - START) < 0.5, 0.02, 1)
    found = measured(compute(window_of(build, history)), "irregular_rise")
    assert found.value[0] > 0.5
    assert np.all(found.value[1:] < 0.4)


def test_invented_profile_is_too_calm(build: Callable[..., Window]) -> None:
    history = households()
    history[0, -D + START :] = 0.5 * history[0, : -D + START].mean()
    found = measured(compute(window_of(build, history)), "flatness_share")
    assert found.value[0] > 0.5
    assert np.all(found.value[1:] < 0.4)


def test_monthly_readings_alone_show_a_fall(build: Callable[..., Window]) -> None:
    history = households()
    history[0, -D + START - 35 :] *= 0.3
    months = history.reshape(N, 13, 28).mean(axis=2)
    history = np.repeat(months, 28, axis=1)
    spread = np.ones((N, D), dtype=bool)
    table = compute(window_of(build, history, kwh_is_spread=spread))
    assert np.all(table.disqualified == "")
    found = measured(table, "level_fall_share")
    assert found.value[0] > 0.4
    assert (found.value[1:] > 0.3).mean() < 0.05


def test_loss_at_one_time_of_day(build: Callable[..., Window]) -> None:
    history = households()
    rng = np.random.default_rng(4)
    shape = 1 + 0.5 * np.sin(np.arange(24) / 24 * 2 * np.pi)
    hours = history[:, -D:, None] * shape / 24 * np.exp(rng.normal(0, 0.2, (N, D, 24)))
    hours[0, START:, 18:] *= 0.25
    kwh = hours.sum(axis=2)
    facts = {f"hour_{hour:02d}_kwh": hours[:, :, hour] for hour in range(24)}
    found = measured(compute(build(N, D, kwh=kwh, facts=facts)), "part_of_day_loss_share")
    assert found.value[0] > 0.4
    assert np.all(found.value[1:] < 0.4)


def test_one_account_alone_works(build: Callable[..., Window]) -> None:
    history = households()[:1]
    window = build(1, D, kwh=history[:, -D:], history_kwh=history)
    assert measured(compute(window), "level_fall_share").value.shape == (1,)


def coarse_hours(rng: np.random.Generator, level: float, n: int, d: int) -> dict[str, np.ndarray]:
    """Hourly advance of registers in steps of 1 kWh at a steady load of `level` kWh an hour."""
    load = level * np.exp(rng.normal(0, 0.1, (n, d * 24)))
    register = np.floor(np.cumsum(load, axis=1) + rng.uniform(0, 1, (n, 1)))
    steps = np.diff(register, axis=1, prepend=register[:, :1]).reshape(n, d, 24)
    return {f"hour_{k:02d}_kwh": steps[:, :, k] for k in range(24)}


@pytest.mark.parametrize("level", [0.3, 1.2, 4.0])
def test_coarse_registers_do_not_lose_base_load(build: Callable[..., Window], level: float) -> None:
    facts = coarse_hours(np.random.default_rng(7), level, 20, 60)
    kwh = sum(facts.values())
    value = measured(compute(build(20, 60, kwh=kwh, facts=facts)), "base_load_loss_share").value
    assert np.nanmax(value, initial=0) < 0.15


def test_collapse_of_the_base_load_shows_through_coarse_registers(
    build: Callable[..., Window],
) -> None:
    facts = coarse_hours(np.random.default_rng(7), 4.0, 20, 60)
    for hour in range(24):
        facts[f"hour_{hour:02d}_kwh"][0, 32:] = np.round(
            0.25 * facts[f"hour_{hour:02d}_kwh"][0, 32:]
        )
    kwh = sum(facts.values())
    found = measured(compute(build(20, 60, kwh=kwh, facts=facts)), "base_load_loss_share")
    assert found.value[0] > 0.5


def test_pump_of_a_farm_that_rests_is_suspected_less_than_a_home(
    build: Callable[..., Window],
) -> None:
    history = households()
    history[0, -30:] *= 0.35
    home, farm = (
        measured(
            compute(window_of(build, history, text={"tariff_class": kind})), "level_fall_share"
        )
        for kind in ("residential", "agricultural")
    )
    assert home.value[0] > 0.3
    assert farm.value[0] < 0.7 * home.value[0]

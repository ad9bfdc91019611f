"""Own energy: what fills the unread, and what is known of clocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from features.energy_balance.own_energy import clock_is_wrong, own_energy
from features.window import Window

N, D = 10, 42
Builds = Callable[..., Window]


def together(window: Window) -> np.ndarray:
    """All accounts in one district."""
    return np.zeros(window.shape[0], dtype=np.int32)


def test_an_unread_day_is_the_own_usual_of_its_weekday_moved_as_the_district(
    build: Builds,
) -> None:
    week = np.array([10, 10, 10, 10, 10, 4, 2.0])
    weather = np.where(np.arange(D) == 16, 1.5, 1.0)
    kwh = np.tile(week[np.arange(D) % 7] * weather, (N, 1)) * np.linspace(0.5, 5, N)[:, None]
    true = kwh[3].copy()
    kwh[3, [16, 19, 20]] = np.nan
    window = build(N, D, kwh=kwh)
    found = own_energy(window, together(window), has_hours=False)
    np.testing.assert_allclose(found.kwh[3, [16, 19, 20]], true[[16, 19, 20]], rtol=0.1)
    assert (found.sigma[3, [16, 19, 20]] > 0).all()
    assert (found.sigma > 0).sum() == 3
    assert not found.known[3, 16]
    assert found.known[4].all()


def test_one_who_was_never_read_is_like_the_class_and_as_uncertain(build: Builds) -> None:
    kwh = np.full((N, D), 8.0)
    kwh[:5] = 80.0
    kwh[[0, 9]] = np.nan
    window = build(N, D, kwh=kwh, text={"tariff_class": ["commercial"] * 5 + ["residential"] * 5})
    found = own_energy(window, together(window), has_hours=False)
    np.testing.assert_allclose(found.kwh[0], 80.0)
    np.testing.assert_allclose(found.kwh[9], 8.0)
    np.testing.assert_allclose(found.sigma[9], found.kwh[9])


def test_days_outside_the_records_and_outside_a_contract_are_not_made_up(build: Builds) -> None:
    kwh = np.full((N, D), 8.0)
    kwh[:, :10] = np.nan
    valid = np.ones((N, D), dtype=bool)
    valid[2, 20:] = False
    window = build(N, D, kwh=kwh, valid=valid)
    found = own_energy(window, together(window), has_hours=False)
    assert np.isnan(found.kwh[:, :10]).all()
    assert np.isnan(found.kwh[2, 20:]).all()
    assert np.isfinite(found.kwh[3, 10:]).all()


def hourly(profile: np.ndarray, **lost: Any) -> dict[str, np.ndarray]:
    """Hours of the day as facts, all accounts and days alike."""
    return {f"hour_{h:02d}_kwh": np.full((N, D), profile[h]) for h in range(24)} | lost


def test_the_first_hour_is_what_the_others_leave_of_the_day(build: Builds) -> None:
    profile = np.linspace(0.2, 2.0, 24)
    facts = hourly(profile)
    facts["hour_00_kwh"] = np.full((N, D), np.nan)
    window = build(N, D, kwh=np.full((N, D), profile.sum()), facts=facts)
    found = own_energy(window, together(window))
    np.testing.assert_allclose(found.hours[0, :24], profile, rtol=1e-5)
    assert found.hour_known.all()


def test_unread_hours_share_what_is_left_by_the_own_profile(build: Builds) -> None:
    profile = np.linspace(0.2, 2.0, 24)
    facts = hourly(profile)
    for hour in (6, 7, 20):
        facts[f"hour_{hour:02d}_kwh"][4, 11] = np.nan
    window = build(N, D, kwh=np.full((N, D), profile.sum()), facts=facts)
    found = own_energy(window, together(window))
    day = slice(11 * 24, 12 * 24)
    np.testing.assert_allclose(found.hours[4, day], profile, rtol=1e-4)
    assert (~found.hour_known[4, day]).nonzero()[0].tolist() == [6, 7, 20]


@pytest.mark.parametrize(
    ("fault", "setting", "wrong"),
    [(10, 13, [10, 11, 12, 13]), (10, None, [10]), (None, 13, [13]), (10, 40, [10, 40])],
)
def test_a_clock_is_wrong_from_its_fault_until_it_is_set(
    build: Builds, fault: int | None, setting: int | None, wrong: list[int]
) -> None:
    window = build(N, D)
    facts = dict(window.facts)
    for name, day in (("event_clock_fault_count", fault), ("event_clock_set_count", setting)):
        facts[name] = np.zeros((N, D), dtype=np.float32)
        if day is not None:
            facts[name][1, day] = 1
    found = clock_is_wrong(replace(window, facts=facts))
    assert np.flatnonzero(found[1]).tolist() == wrong
    assert found.sum() == len(wrong)

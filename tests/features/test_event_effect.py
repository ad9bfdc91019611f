"""What events did to use is measured both ways, and chance is not taken for it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.event_effect import lasting_effect, passing_effect
from features.study import study
from features.window import Window

N, D, DAY = 12, 80, 45
EVENING = range(17, 23)


def flags(*days: int) -> np.ndarray:
    out = np.zeros((N, D), dtype=bool)
    out[0, list(days)] = True
    return out


def using(factor: dict[int, float], seed: int = 3) -> np.ndarray:
    """Use of N accounts; the first one's by `factor` on some days."""
    kwh = 10 * np.exp(np.random.default_rng(seed).normal(0, 0.12, (N, D)))
    for day, share in factor.items():
        kwh[0, day] *= share
    return kwh


def test_fall_after_an_event(build: Callable[..., Window]) -> None:
    kwh = using(dict.fromkeys(range(DAY + 1, D), 0.5))
    found = lasting_effect(study(build(N, D, kwh=kwh)), flags(DAY))
    assert found.fall[0] == pytest.approx(np.log(2), abs=0.12)
    assert found.sigmas[0] > 5
    assert found.day[0] == DAY
    assert found.usual_kwh[0] == pytest.approx(10, rel=0.1)
    assert np.isnan(found.fall[1:]).all()


@pytest.mark.parametrize("change", [DAY - 5, DAY + 5])
def test_use_may_fall_some_days_before_the_event_or_after(
    build: Callable[..., Window], change: int
) -> None:
    kwh = using(dict.fromkeys(range(change, D), 0.5))
    found = lasting_effect(study(build(N, D, kwh=kwh)), flags(DAY))
    assert found.fall[0] == pytest.approx(np.log(2), abs=0.2)
    assert found.sigmas[0] > 4.5


def test_return_at_an_event_is_a_negative_fall(build: Callable[..., Window]) -> None:
    kwh = using(dict.fromkeys(range(20, DAY + 1), 0.4))
    assert lasting_effect(study(build(N, D, kwh=kwh)), flags(DAY)).fall[0] < -0.6


def test_many_events_have_more_to_choose_from(build: Callable[..., Window]) -> None:
    kwh = using(dict.fromkeys(range(DAY + 1, D), 0.5))
    once = lasting_effect(study(build(N, D, kwh=kwh)), flags(DAY))
    often = lasting_effect(study(build(N, D, kwh=kwh)), flags(*range(5, D, 8), DAY))
    assert often.sigmas[0] < once.sigmas[0]


def test_use_is_lower_while_it_lasts(build: Callable[..., Window]) -> None:
    days = list(range(40, 76, 3))
    found = passing_effect(study(build(N, D, kwh=using(dict.fromkeys(days, 0.6)))), flags(*days))
    assert found.fall[0] == pytest.approx(-np.log(0.6), abs=0.15)
    assert found.sigmas[0] > 3.5
    assert found.day[0] == 40


def test_lower_evenings_show_in_their_hours(build: Callable[..., Window]) -> None:
    days = list(range(40, 76, 3))
    rng = np.random.default_rng(8)
    hours = 0.4 * np.exp(rng.normal(0, 0.1, (24, N, D))) * np.exp(rng.normal(0, 0.4, (N, D)))
    hours[np.array(EVENING)[:, None], 0, days] *= 0.5
    facts = {f"hour_{hour:02d}_kwh": hours[hour] for hour in range(24)}
    window = build(N, D, kwh=hours.sum(axis=0), facts=facts)
    found = passing_effect(study(window), flags(*days))
    assert found.sigmas[0] > 3
    assert found.fall[0] == pytest.approx(-np.log(1 - 0.25 * 0.5), abs=0.05)


def test_no_effect_is_no_effect(build: Callable[..., Window]) -> None:
    days = list(range(40, 76, 3))
    found = passing_effect(study(build(N, D, kwh=using({}))), flags(*days))
    assert abs(found.sigmas[0]) < 2.5


def test_chance_seldom_looks_like_an_effect(build: Callable[..., Window]) -> None:
    many = 400
    rng = np.random.default_rng(5)
    kwh = 10 * np.exp(rng.normal(0, 0.3, (many, D)))
    kwh[::4, 50:] *= 0.2
    happened = rng.random((many, D)) < 0.2
    sigmas = passing_effect(study(build(many, D, kwh=kwh)), happened).sigmas
    assert np.mean(sigmas > 3.5) < 0.01


def test_nobody_with_events_is_fine(build: Callable[..., Window]) -> None:
    quiet = np.zeros((N, D), dtype=bool)
    found = study(build(N, D))
    assert np.isnan(lasting_effect(found, quiet).fall).all()
    assert np.isnan(passing_effect(found, quiet).fall).all()

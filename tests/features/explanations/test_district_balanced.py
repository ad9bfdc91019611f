"""A fall in use that the district above bears out, and one that passes beside the meter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from features.innocence import explain_innocence
from features.registry import Effect, Explanation
from features.study import study
from features.supplied import Supplied
from features.window import Window
from pipeline.contract.vocabulary import Family

N, D, SPLIT = 24, 60, 35
DISTRICTS = [f"T{k % 2}" for k in range(N)]


def explained(window: Window) -> Explanation:
    """The explanation about the district."""
    found = explain_innocence(study(window), np.ones(N))
    return {one.name: one for one in found}["district_balanced"]


def town(
    build: Callable[..., Window],
    *,
    moved_out: float = 0.0,
    bypassed: float = 0.0,
    noise: float = 0.01,
    districts: list[str] = DISTRICTS,
) -> Window:
    """Two districts; the first account draws less from a day on, or has less of it counted."""
    rng = np.random.default_rng(4)
    drawn = 10 * np.exp(rng.normal(0, 0.08, (N, D)))
    drawn[0] *= 3.0
    drawn[0, SPLIT:] *= 1 - moved_out
    kwh = drawn.copy()
    kwh[0, SPLIT:] *= 1 - bypassed
    ids = np.unique([one for one in districts if one])
    below = np.array(districts)[None, :] == ids[:, None]
    sent = (below @ drawn) * (1.02 + noise * rng.normal(size=(len(ids), D)))
    flat = np.ones(sent.shape, dtype=np.float32)
    hours = np.full((*sent.shape, 24), np.nan, dtype=np.float32)
    supplied = Supplied(ids, sent, np.ones(sent.shape), hours, flat * 1440, flat * 0, flat * 0)
    text = {"transformer_id": districts, "feeder_id": "F"}
    return build(N, D, kwh=kwh, text=text, supplied=supplied)


def test_it_clears_who_really_uses_less(build: Callable[..., Window]) -> None:
    one = explained(town(build, moved_out=0.6))
    assert one.tested[0]
    assert one.applies[0]
    assert not one.applies[1:].any()
    assert one.number is not None
    assert one.number[0] < 0.3
    assert one.effect is Effect.WEAKENED
    assert one.weakens == (Family.CONSUMPTION,)


@pytest.mark.parametrize("bypassed", [0.4, 0.8])
def test_it_does_not_clear_what_passes_beside_the_meter(
    build: Callable[..., Window], bypassed: float
) -> None:
    one = explained(town(build, bypassed=bypassed))
    assert one.tested[0]
    assert not one.applies[0]
    assert one.number is not None
    assert one.number[0] == pytest.approx(1.0, abs=0.3)


def test_half_moved_out_and_half_stolen_is_not_cleared(build: Callable[..., Window]) -> None:
    one = explained(town(build, moved_out=0.3, bypassed=0.4))
    assert one.tested[0]
    assert not one.applies[0]


def test_a_district_too_noisy_to_show_it_tests_nothing(build: Callable[..., Window]) -> None:
    one = explained(town(build, moved_out=0.6, noise=0.3))
    assert not one.tested[0]
    assert not one.applies.any()


def test_customers_of_their_own_transformer_are_not_tested(build: Callable[..., Window]) -> None:
    window = town(build, moved_out=0.6, districts=["", *DISTRICTS[1:]])
    assert not explained(window).tested[0]


def test_a_fall_on_days_that_were_not_read_is_not_tested(build: Callable[..., Window]) -> None:
    window = town(build, moved_out=0.6)
    kwh = window.supplied.kwh.copy()
    kwh[:, SPLIT - 2 :] = np.nan
    assert not explained(replace(window, supplied=replace(window.supplied, kwh=kwh))).tested.any()


def test_without_supply_meters_nobody_is_tested(build: Callable[..., Window]) -> None:
    one = explained(replace(town(build, moved_out=0.6), supplied=None))
    assert not one.tested.any()
    assert not one.applies.any()

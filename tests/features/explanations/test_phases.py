"""Phases that always differed, or one with a new load, are told from a phase that was shunted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.explanations.phases import of_phases
from features.registry import Effect, Explanation
from features.study import study
from features.window import Window

N, D, SPLIT = 12, 60, 35
ONLY_FIRST = [True] + [False] * (N - 1)


def explained(window: Window) -> dict[str, Explanation]:
    """Explanations by name."""
    return {one.name: one for one in of_phases(study(window))}


def metered(build: Callable[..., Window], factors: tuple[float, ...], *, grows: bool) -> Window:
    """The first meter's phases take on `factors` from SPLIT on; use grows with them or not."""
    rng = np.random.default_rng(11)
    current = 10 * np.exp(rng.normal(0, 0.03, (3, N, D)))
    current[:, 0, SPLIT:] *= np.array(factors)[:, None]
    kwh = 10 * np.exp(rng.normal(0, 0.03, (N, D)))
    if grows:
        kwh[0, SPLIT:] *= np.mean(factors)
    facts = {f"i_{phase}_mean_a": current[place] for place, phase in enumerate("abc")}
    return build(N, D, kwh=kwh, facts=facts)


def unbalanced(build: Callable[..., Window], before: float, since: float) -> Explanation:
    """Test a first meter whose phase c is short by `before` of the others, then by `since`."""
    current = 10 * np.exp(np.random.default_rng(12).normal(0, 0.02, (3, N, D)))
    current[2, 0, :SPLIT] *= 1 - before
    current[2, 0, SPLIT:] *= 1 - since
    facts = {f"i_{phase}_mean_a": current[place] for place, phase in enumerate("abc")}
    return explained(build(N, D, facts=facts))["unbalanced_load"]


def test_phases_that_always_differed_are_told(build: Callable[..., Window]) -> None:
    found = unbalanced(build, 0.5, 0.5)
    assert found.tested.tolist() == ONLY_FIRST
    assert found.applies.tolist() == ONLY_FIRST
    assert found.effect is Effect.TOLD
    assert found.number is not None
    assert found.number[0] == pytest.approx(0.5, abs=0.03)


def test_phases_that_a_shunt_unbalanced_are_not(build: Callable[..., Window]) -> None:
    found = unbalanced(build, 0.0, 0.5)
    assert found.tested.tolist() == ONLY_FIRST
    assert not found.applies.any()


def test_phase_that_took_on_a_load_is_told(build: Callable[..., Window]) -> None:
    found = explained(metered(build, (1.8, 1.0, 1.0), grows=True))["new_large_load"]
    assert found.tested.all()
    assert found.applies.tolist() == ONLY_FIRST
    assert found.number is not None
    assert found.number[0] == pytest.approx(0.8, abs=0.05)


@pytest.mark.parametrize(
    ("factors", "grows"),
    [((1.0, 0.55, 0.55), True), ((1.8, 0.6, 1.0), True), ((1.8, 1.0, 1.0), False)],
    ids=["two phases fell", "another fell as one rose", "use did not rise"],
)
def test_shunted_phases_are_no_new_load(
    build: Callable[..., Window], factors: tuple[float, ...], grows: bool
) -> None:
    found = explained(metered(build, factors, grows=grows))["new_large_load"]
    assert found.tested[0]
    assert not found.applies.any()


def test_without_currents_nothing_is_tested(build: Callable[..., Window]) -> None:
    assert not any(one.tested.any() for one in explained(build(N, D)).values())

"""Current transformers that saturate are told from a shunt beside them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.explanations.saturation import of_saturation
from features.registry import Explanation
from features.study import study
from features.window import Window
from pipeline.contract.facts import PHASES

N, D, SPLIT = 6, 60, 35
SLOTS = 96
LINEAR_A = 0.8


@pytest.fixture
def drawn() -> np.ndarray:
    """Amperes (3, N, D, SLOTS) of plants with busy and idle days, and a peak in each of them."""
    rng = np.random.default_rng(3)
    level = 0.3 + 0.9 * (np.arange(D) % 7 < 5) * rng.uniform(0.7, 1.3, (3, N, D))
    shape = 0.4 + 1.2 * np.exp(-0.5 * ((np.arange(SLOTS) - 48) / 12) ** 2)
    return level[..., None] * shape * np.exp(rng.normal(0, 0.05, (3, N, D, SLOTS)))


def explained(build: Callable[..., Window], true: np.ndarray, metered: np.ndarray) -> Explanation:
    """Test meters that see `metered` where terminals of their own see `true`."""
    facts = {}
    for place, phase in enumerate(PHASES):
        facts[f"i_{phase}_mean_a"] = metered[place].mean(axis=-1)
        facts[f"i_{phase}_max_a"] = metered[place].max(axis=-1)
        facts[f"terminal_i_{phase}_ratio"] = metered[place].mean(-1) / true[place].mean(-1)
    return of_saturation(study(build(N, D, facts=facts)))


def saturated(true: np.ndarray) -> np.ndarray:
    """Amperes of which half of what is above the linear range is lost."""
    return true - 0.5 * np.clip(true - LINEAR_A, 0, None)


def test_transformers_that_saturate_explain_the_difference(
    build: Callable[..., Window], drawn: np.ndarray
) -> None:
    metered = drawn.copy()
    metered[:, 0, SPLIT:] = saturated(drawn[:, 0, SPLIT:])
    found = explained(build, drawn, metered)
    assert found.applies.tolist() == [True] + [False] * (N - 1)
    assert found.number is not None
    assert 0.1 < found.number[0] < 0.5


def test_one_of_three_transformers_may_saturate(
    build: Callable[..., Window], drawn: np.ndarray
) -> None:
    metered = drawn.copy()
    metered[1, 0, SPLIT:] = saturated(drawn[1, 0, SPLIT:])
    assert explained(build, drawn, metered).applies[0]


@pytest.mark.parametrize("phases", [(0,), (0, 1, 2)], ids=["one phase", "all phases"])
def test_fixed_shunt_is_not_cleared(
    build: Callable[..., Window], drawn: np.ndarray, phases: tuple[int, ...]
) -> None:
    metered = drawn.copy()
    for phase in phases:
        metered[phase, 0, SPLIT:] *= 0.6
    found = explained(build, drawn, metered)
    assert found.tested[0]
    assert not found.applies.any()


@pytest.mark.parametrize("slots", [slice(0, 96), slice(32, 64)], ids=["all day", "in peak hours"])
def test_shunt_of_working_days_is_not_cleared(
    build: Callable[..., Window], drawn: np.ndarray, slots: slice
) -> None:
    busy = np.arange(D) % 7 < 5
    metered = drawn.copy()
    metered[:, 0, (np.arange(D) >= SPLIT) & busy, slots] *= 0.5
    found = explained(build, drawn, metered)
    assert found.tested[0]
    assert not found.applies.any()


def test_without_a_terminal_it_is_not_tested(build: Callable[..., Window]) -> None:
    assert not of_saturation(study(build(N, D))).tested.any()

"""A terminal that errs, or a ratio wrong on record, is told from load beside the meter."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.innocence import explain_innocence
from features.registry import Explanation
from features.study import study
from features.window import Window

N, D, SPLIT = 12, 60, 35


def explained(
    build: Callable[..., Window], meter: np.ndarray, terminal: np.ndarray
) -> dict[str, Explanation]:
    """Explanations by name where the meter counts `meter` and the terminal sees `terminal`."""
    facts = {"terminal_meter_kwh": meter, "terminal_matched_kwh": terminal}
    window = build(N, D, kwh=meter, facts=facts)
    return {one.name: one for one in explain_innocence(study(window), np.ones(N))}


@pytest.fixture
def energy() -> np.ndarray:
    return 10 * np.exp(np.random.default_rng(5).normal(0, 0.05, (N, D)))


def test_terminal_that_rises_alone_errs(build: Callable[..., Window], energy: np.ndarray) -> None:
    terminal = energy.copy()
    terminal[0, SPLIT:] *= 1.3
    found = explained(build, energy, terminal)
    assert found["terminal_fault"].applies.tolist() == [True] + [False] * (N - 1)
    assert not found["wrong_ratio_on_record"].applies.any()


def test_meter_that_falls_alone_is_not_cleared(
    build: Callable[..., Window], energy: np.ndarray
) -> None:
    meter = energy.copy()
    meter[0, SPLIT:] *= 0.75
    fault = explained(build, meter, energy)["terminal_fault"]
    assert fault.tested[0]
    assert not fault.applies.any()


def test_switched_difference_is_no_error_of_the_terminal(
    build: Callable[..., Window], energy: np.ndarray
) -> None:
    terminal = energy.copy()
    terminal[0, SPLIT:] *= np.where(np.arange(D - SPLIT) % 2, 1.4, 1.05)
    assert not explained(build, energy, terminal)["terminal_fault"].applies.any()


def test_constant_difference_since_ever_is_a_record(
    build: Callable[..., Window], energy: np.ndarray
) -> None:
    terminal = energy.copy()
    terminal[0] *= 2.0
    record = explained(build, energy, terminal)["wrong_ratio_on_record"]
    assert record.applies.tolist() == [True] + [False] * (N - 1)
    assert record.number is not None
    assert record.number[0] == pytest.approx(0.5, abs=0.01)


def test_difference_that_comes_and_goes_is_no_record(
    build: Callable[..., Window], energy: np.ndarray
) -> None:
    terminal = energy.copy()
    terminal[0, ::2] *= 1.5
    assert not explained(build, energy, terminal)["wrong_ratio_on_record"].applies.any()


def test_without_a_terminal_nothing_is_tested(build: Callable[..., Window]) -> None:
    found = {one.name: one for one in explain_innocence(study(build(N, D)), np.ones(N))}
    assert not found["terminal_fault"].tested.any()
    assert not found["wrong_ratio_on_record"].tested.any()

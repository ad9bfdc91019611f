"""A bridged line, and neutrals that honestly carry more or less."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.neutral_current import measure
from features.registry import Measured
from features.study import study
from features.window import Window

Build = Callable[..., Window]
SHAPE = (12, 60)


def judge(
    build: Build, *, line: float = 1.0, neutral: float = 1.0, first: int = 35, **named: object
) -> Measured:
    kwh = np.array(build(*SHAPE).kwh)
    currents = {"i_a_mean_a": kwh / 5, "i_n_mean_a": kwh / 5}
    currents = {name: np.array(values) for name, values in currents.items()}
    kwh[0, first:] *= line
    currents["i_a_mean_a"][0, first:] *= line
    currents["i_n_mean_a"][0, first:] *= neutral
    text = {"wiring": "1P2W"}
    return measure(study(build(*SHAPE, kwh=kwh, facts=currents, text=text, **named)))[0]


def test_a_bridge_over_the_line_leaves_the_neutral(build: Build) -> None:
    found = judge(build, line=0.4)
    assert found.value[0] == pytest.approx(0.6, abs=0.02)
    assert found.onset[0] == 35
    assert found.kwh_per_day[0] == pytest.approx(0.6 * build(*SHAPE).kwh[0, 35:].mean(), rel=0.05)
    assert np.all(found.value[1:] == 0)


def test_swapped_conductors_cost_nobody_energy(build: Build) -> None:
    assert judge(build, neutral=1.5).value[0] < 0.02


def test_a_shared_neutral_was_always_higher(build: Build) -> None:
    found = judge(build, neutral=1.6, first=0)
    assert found.value[0] < 0.1
    assert found.onset[0] == -1


def test_leakage_to_earth_lowers_the_neutral(build: Build) -> None:
    assert judge(build, neutral=0.6).value[0] == 0


def test_a_wiring_error_that_was_found_is_told_not_accused(build: Build) -> None:
    found = np.zeros(SHAPE, dtype=bool)
    found[0, 45] = True
    assert judge(build, line=0.7, inspected={"wiring_error": found}).value[0] < 0.02
    assert judge(build, line=0.7).value[0] > 0.2

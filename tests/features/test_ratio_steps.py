"""One phase that jumps against the others, down and up again, is a switched shunt of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.measurement import compute
from features.registry import Measured
from features.window import Window

N, D, START = 12, 60, 35


def steps(
    build: Callable[..., Window], rate: float, before: float, *, left: float = 0.8
) -> Measured:
    """Steps a day of phase a of the first meter, whose ratio falls to `left` from START on."""
    rng = np.random.default_rng(9)
    count = rng.poisson(0.2, (N, D)).astype(float)
    count[0] = rng.poisson(before, D)
    count[0, START:] = rng.poisson(rate, D - START)
    ratio = np.exp(rng.normal(0, 0.02, (N, D)))
    ratio[0, START:] *= left
    kwh = 10 * np.exp(rng.normal(0, 0.05, (N, D)))
    kwh[0, START:] *= 0.93
    facts = {"ratio_a_step_count": count, "ratio_a_mean": ratio}
    table = compute(build(N, D, kwh=kwh, facts=facts, text={"wiring": "3P4W"}))
    return table.measured[[one.name for one in table.features].index("ratio_step_excess_count")]


def test_phase_that_begins_to_jump(build: Callable[..., Window]) -> None:
    found = steps(build, 8, 0.2)
    assert 6 < found.value[0] < 9
    assert abs(found.onset[0] - START) <= 2
    assert np.all(np.nan_to_num(found.value[1:]) < 1)


def test_phase_that_always_jumped(build: Callable[..., Window]) -> None:
    assert steps(build, 8, 8).value[0] < 1.5


def test_jumps_of_the_other_phases_count_little(build: Callable[..., Window]) -> None:
    assert steps(build, 8, 0.2, left=1.2).value[0] < 2

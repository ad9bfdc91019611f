"""Energy that fell while the voltage still feels the load is a suspicion; a real fall is none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import compute
from features.registry import Explanation, FeatureTable, Measured
from features.window import Window

N, D, START = 12, 60, 35
Felt = Callable[..., dict[str, np.ndarray]]


def measured(table: FeatureTable, name: str) -> Measured:
    """One measured feature."""
    return table.measured[[feature.name for feature in table.features].index(name)]


def explanation(table: FeatureTable) -> Explanation:
    """The explanation under test."""
    return next(one for one in table.explanations if one.name == "load_fell")


def table_of(
    build: Callable[..., Window], felt: Felt, *, is_hidden: bool, wiring: str = "3P4W"
) -> FeatureTable:
    """Features where the first meter counts 40 % from START on; the others feed four wires."""
    true = 20 * np.exp(np.random.default_rng(2).normal(0, 0.15, (1, N, D)))
    true = true * np.exp(np.random.default_rng(3).normal(0, 0.05, (3, N, D)))
    seen = true.copy()
    seen[:, 0, START:] *= 0.4
    facts = felt(true if is_hidden else seen, seen)
    kinds = [wiring] + ["3P4W"] * (N - 1)
    return compute(build(N, D, kwh=seen.sum(axis=0), facts=facts, text={"wiring": kinds}))


@pytest.mark.parametrize(
    ("wiring", "name"),
    [("3P4W", "hidden_load_share"), ("1P2W", "hidden_one_phase_load_share")],
)
def test_load_beside_the_meter(
    build: Callable[..., Window], felt: Felt, wiring: str, name: str
) -> None:
    table = table_of(build, felt, is_hidden=True, wiring=wiring)
    found = measured(table, name)
    assert found.value[0] == pytest.approx(0.6, abs=0.1)
    assert abs(found.onset[0] - START) <= 1
    assert found.kwh_per_day[0] == pytest.approx(36, rel=0.3)
    assert np.all(np.nan_to_num(found.value[1:]) == 0)
    assert not explanation(table).applies.any()


@pytest.mark.parametrize("wiring", ["3P4W", "1P2W"])
def test_load_that_went_is_cleared(build: Callable[..., Window], felt: Felt, wiring: str) -> None:
    table = table_of(build, felt, is_hidden=False, wiring=wiring)
    for name in ("hidden_load_share", "hidden_one_phase_load_share"):
        assert np.nan_to_num(measured(table, name).value[0]) == 0
    cleared = explanation(table)
    assert cleared.applies.tolist() == [True] + [False] * (N - 1)
    assert cleared.number is not None
    assert cleared.number[0] == pytest.approx(1, abs=0.3)
    assert cleared.left is not None
    assert cleared.left[0] == pytest.approx(0.3)


def test_new_current_transformers_hide_nothing(build: Callable[..., Window], felt: Felt) -> None:
    rng = np.random.default_rng(2)
    true = 20 * np.exp(rng.normal(0, 0.15, (1, N, D))) * np.exp(rng.normal(0, 0.05, (3, N, D)))
    seen, multiplier = true.copy(), np.full((N, D), 10.0)
    seen[:, 0, START:] /= 2
    multiplier[0, START:] *= 2
    window = build(
        N,
        D,
        kwh=true.sum(axis=0),
        facts=felt(true, seen),
        text={"wiring": ["3P4W"] * N},
        multiplier=multiplier,
    )
    assert np.all(np.nan_to_num(measured(compute(window), "hidden_load_share").value) == 0)

"""A phase whose load really left it has an alibi; a shunted one has none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import compute
from features.registry import Measured
from features.window import Window

N, D, START = 12, 60, 35
Felt = Callable[..., dict[str, np.ndarray]]
Change = Callable[[np.ndarray], None]


def currents(change: Change) -> np.ndarray:
    """Currents (3, n, d) of which those of the first meter are changed from START on."""
    rng = np.random.default_rng(5)
    load = np.exp(rng.normal(0, 0.1, (N, D))) * np.exp(rng.normal(0, 0.03, (3, N, D)))
    load *= np.array([20.0, 24.0, 14.0])[:, None, None]
    change(load[:, 0, START:])
    return load


def fall_of(
    build: Callable[..., Window],
    current: np.ndarray,
    facts: dict[str, np.ndarray],
    **more: object,
) -> Measured:
    """Feature `phase_fall_share` of four-wire meters with these currents."""
    a, b, c = current
    ratios = {"a": 2 * a / (b + c), "b": 2 * b / (a + c), "c": 2 * c / (a + b)}
    facts = facts | {f"i_{p}_mean_a": current[k] for k, p in enumerate("abc")}
    facts |= {f"ratio_{p}_mean": ratio for p, ratio in ratios.items()}
    window = build(N, D, kwh=current.sum(axis=0), facts=facts, text={"wiring": "3P4W"}, **more)
    table = compute(window)
    return table.measured[[one.name for one in table.features].index("phase_fall_share")]


def shunt(load: np.ndarray) -> None:
    """Half of phase a is lost."""
    load[0] *= 0.5


def move(load: np.ndarray) -> None:
    """Half of phase a moves to phase b."""
    load[1] += 0.5 * load[0]
    load[0] *= 0.5


def neutral_of(current: np.ndarray) -> np.ndarray:
    """Vector sum of three currents a third of a turn apart."""
    turns = np.exp(2j * np.pi * np.arange(3) / 3)
    return np.asarray(np.abs((turns[:, None, None] * current).sum(axis=0)))


def test_phase_without_an_alibi_stays_suspected(build: Callable[..., Window]) -> None:
    found = fall_of(build, currents(shunt), {})
    assert found.value[0] == pytest.approx(0.5, abs=0.08)


def test_circuits_moved_to_another_phase(build: Callable[..., Window]) -> None:
    assert fall_of(build, currents(move), {}).value[0] < 0.05


@pytest.mark.parametrize(("is_visited", "most"), [(True, 0.0), (False, 0.15)])
def test_phases_exchanged(build: Callable[..., Window], is_visited: bool, most: float) -> None:
    def exchange(load: np.ndarray) -> None:
        load[:] = load[[2, 0, 1]]

    visits = np.zeros((N, D), dtype=bool)
    visits[0, START] = is_visited
    found = fall_of(build, currents(exchange), {}, work_orders={"site_visit": visits})
    assert found.value[0] <= most


def test_measured_neutral_tells_a_load_that_went(build: Callable[..., Window]) -> None:
    true, seen = currents(lambda _: None), currents(shunt)
    went = fall_of(build, seen, {"i_n_mean_a": neutral_of(seen)})
    stayed = fall_of(build, seen, {"i_n_mean_a": neutral_of(true)})
    assert went.value[0] < 0.05
    assert stayed.value[0] == pytest.approx(0.5, abs=0.08)


def test_neutral_that_falls_with_a_heavy_phase_tells_as_much(build: Callable[..., Window]) -> None:
    def heavy(load: np.ndarray) -> np.ndarray:
        return np.asarray(load * np.array([2.0, 1.0, 1.5])[:, None, None])

    true, seen = heavy(currents(lambda _: None)), heavy(currents(shunt))
    went = fall_of(build, seen, {"i_n_mean_a": neutral_of(seen)})
    stayed = fall_of(build, seen, {"i_n_mean_a": neutral_of(true)})
    assert neutral_of(seen)[0, START:].mean() < 0.5 * neutral_of(true)[0, START:].mean()
    assert went.value[0] < 0.05
    assert stayed.value[0] == pytest.approx(0.5, abs=0.08)


def test_voltage_tells_a_load_that_went(build: Callable[..., Window], felt: Felt) -> None:
    true, seen = currents(lambda _: None), currents(shunt)
    went = fall_of(build, seen, felt(seen, seen))
    stayed = fall_of(build, seen, felt(true, seen))
    assert went.value[0] < 0.1
    assert stayed.value[0] == pytest.approx(0.5, abs=0.08)

"""Hours switched by remote control are found without a terminal; honest changes are not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import compute
from features.registry import Measured
from features.window import Window

N, D, START = 12, 50, 30
WORK = range(9, 17)


def hours_of(factor: float, *, shifted: bool = False) -> dict[str, np.ndarray]:
    """Hourly energy, noisy; the first meter counts `factor` of it in working hours."""
    rng = np.random.default_rng(4)
    hours = np.ones((24, N, D)) * np.exp(rng.normal(0, 0.1, (24, N, D)))
    before = hours[:, 0, START:].sum(axis=0)
    hours[list(WORK), 0, START:] *= factor
    if shifted:
        hours[:9, 0, START:] += (before - hours[:, 0, START:].sum(axis=0)) / 9
    return {f"hour_{k:02d}_kwh": hours[k] for k in range(24)}


def jumps(rate: float) -> dict[str, np.ndarray]:
    """Edges with noise of two shallow ones a day; `rate` deep ones more since START."""
    rng = np.random.default_rng(6)
    noise = rng.poisson(2, (N, D)).astype(float)
    deep = np.zeros((N, D))
    deep[0, START:] = rate
    count = noise + deep
    depth = (0.25 * noise + 0.7 * deep) / np.maximum(count, 1)
    depth = np.where(count > 0, depth, np.nan)
    return {"edge_down_count": count, "edge_up_count": count, "edge_depth_mean": depth}


def found(build: Callable[..., Window], facts: dict[str, np.ndarray], **text: str) -> Measured:
    """The feature on a window whose daily energy is the sum of its hours."""
    kwh = sum(facts[f"hour_{hour:02d}_kwh"] for hour in range(24))
    table = compute(build(N, D, kwh=kwh, facts=facts, text={"wiring": "3P3W"} | text))
    names = [feature.name for feature in table.features]
    return table.measured[names.index("switched_hours_loss_share")]


@pytest.mark.parametrize("factor", [0.3, 0.5])
def test_one_deep_jump_a_day_with_lost_hours_is_a_shunt(
    build: Callable[..., Window], factor: float
) -> None:
    measured = found(build, hours_of(factor) | jumps(1))
    # Without a voltage that bears it out it counts half.
    assert measured.value[0] == pytest.approx((1 - factor) / 2, abs=0.06)
    assert abs(measured.onset[0] - START) <= 2
    assert measured.kwh_per_day[0] == pytest.approx(8 * (1 - factor), rel=0.35)
    assert np.all(measured.value[1:] < 0.05)


def test_a_closed_shift_without_more_jumps_is_innocent(build: Callable[..., Window]) -> None:
    assert found(build, hours_of(0.3) | jumps(0)).value[0] < 0.1


def test_load_moved_to_other_hours_is_innocent(build: Callable[..., Window]) -> None:
    assert found(build, hours_of(0.3, shifted=True) | jumps(1)).value[0] < 0.1


def test_more_jumps_without_lost_hours_are_innocent(build: Callable[..., Window]) -> None:
    assert found(build, hours_of(1.0) | jumps(1)).value[0] < 0.05


def test_one_element_shows_no_switching(build: Callable[..., Window]) -> None:
    assert np.isnan(found(build, hours_of(0.3) | jumps(1), wiring="1P2W").value).all()


@pytest.mark.parametrize("is_hidden", [True, False])
def test_voltage_bears_the_loss_out_or_clears_it(
    build: Callable[..., Window], felt: Callable[..., dict[str, np.ndarray]], is_hidden: bool
) -> None:
    true = 20 * np.exp(np.random.default_rng(1).normal(0, 0.2, (3, N, D)))
    seen = true.copy()
    seen[:, 0, START:] *= 0.75
    facts = felt(true if is_hidden else seen, seen)
    value = found(build, hours_of(0.3) | jumps(1) | facts, wiring="3P4W").value[0]
    assert value > 0.55 if is_hidden else value < 0.1


def test_lost_idle_hours_are_no_motive(build: Callable[..., Window]) -> None:
    def night(factor: float) -> dict[str, np.ndarray]:
        """Hours of which those of the night are idle, and fall to `factor`."""
        hours = hours_of(1.0)
        for hour in range(8):
            hours[f"hour_{hour:02d}_kwh"] *= 0.3
            hours[f"hour_{hour:02d}_kwh"][0, START:] *= factor
        return hours

    assert found(build, night(0.2) | jumps(1)).value[0] < 0.2

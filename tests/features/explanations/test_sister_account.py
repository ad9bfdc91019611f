"""Load that moved to the customer's other account is no loss; load that vanished is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.innocence import explain_innocence
from features.registry import Explanation
from features.study import study
from features.window import Window

N, D, SPLIT = 12, 60, 35
CUSTOMERS = [0, 0, *range(1, N - 1)]


def sister(window: Window) -> Explanation:
    """The explanation about sister accounts."""
    found = explain_innocence(study(window), np.ones(N))
    return {one.name: one for one in found}["sister_account"]


def moved(lost: float, gained: float) -> np.ndarray:
    """Energy of which the first account lost, and the second gained, kWh a day."""
    kwh = 10 * np.exp(np.random.default_rng(4).normal(0, 0.04, (N, D)))
    kwh[0, SPLIT:] -= lost
    kwh[1, SPLIT:] += gained
    return kwh


@pytest.mark.parametrize(
    ("lost", "gained", "applies"), [(6.0, 6.0, True), (6.0, 0.0, False), (6.0, 1.0, False)]
)
def test_sister_explains_what_it_took_over(
    build: Callable[..., Window], lost: float, gained: float, applies: bool
) -> None:
    window = build(N, D, kwh=moved(lost, gained), groups={"customer_id": CUSTOMERS})
    one = sister(window)
    assert one.tested[0]
    assert one.applies[0] == applies
    assert not one.applies[1:].any()
    assert one.number is not None
    assert one.number[0] == pytest.approx(gained / lost, abs=0.1)


def test_strangers_explain_nothing(build: Callable[..., Window]) -> None:
    one = sister(build(N, D, kwh=moved(6.0, 6.0)))
    assert not one.tested.any()
    assert not one.applies.any()


def test_the_more_moved_the_less_evidence_is_left(build: Callable[..., Window]) -> None:
    left = []
    for gained in (3.6, 5.8):
        window = build(N, D, kwh=moved(6.0, gained), groups={"customer_id": CUSTOMERS})
        one = sister(window)
        assert one.left is not None
        left.append(one.left[0])
    assert left[1] < left[0] < 0.6

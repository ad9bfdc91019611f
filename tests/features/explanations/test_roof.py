"""Solar panels that no record knows are told from a meter that is turned round by night."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.explanations.roof import of_the_roof
from features.reverse_energy import DAYLIGHT, NIGHT
from features.study import study
from features.window import Window

N, D, DAY, EVERY_HOUR = 6, 60, 35, 0.5
ONLY_FIRST = [True] + [False] * (N - 1)


def feeding(build: Callable[..., Window], hours: tuple[int, ...], **named: object) -> Window:
    """From DAY on the first meter counts none of `hours`, and 4 kWh a day as fed in."""
    facts = {f"hour_{hour:02d}_kwh": np.full((N, D), EVERY_HOUR) for hour in range(24)}
    for hour in hours:
        facts[f"hour_{hour:02d}_kwh"][0, DAY:] = 0.0
    facts["export_kwh"] = np.zeros((N, D))
    facts["export_kwh"][0, DAY:] = 4.0
    kwh = sum(facts[f"hour_{hour:02d}_kwh"] for hour in range(24))
    return build(N, D, kwh=kwh, facts=facts, **named)


def test_energy_fed_in_by_daylight_is_a_roof(build: Callable[..., Window]) -> None:
    roof = of_the_roof(study(feeding(build, DAYLIGHT)))
    assert roof.tested.tolist() == ONLY_FIRST
    assert roof.applies.tolist() == ONLY_FIRST
    assert roof.number is not None
    assert roof.number[0] == pytest.approx(4.0 * (D - DAY))


def test_energy_fed_in_by_night_is_no_roof(build: Callable[..., Window]) -> None:
    roof = of_the_roof(study(feeding(build, NIGHT)))
    assert roof.tested.tolist() == ONLY_FIRST
    assert not roof.applies.any()


def test_roof_on_record_needs_no_such_explanation(build: Callable[..., Window]) -> None:
    roof = of_the_roof(study(feeding(build, DAYLIGHT, has_pv=np.array(ONLY_FIRST))))
    assert not roof.tested[0]
    assert not roof.applies[0]


def test_without_hours_it_is_not_tested(build: Callable[..., Window]) -> None:
    assert not of_the_roof(study(build(N, D))).tested.any()

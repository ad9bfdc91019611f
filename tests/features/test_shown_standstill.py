"""A frozen meter loses energy for good; repeated values and coarse registers only look so."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import compute
from features.quiet_hours import Spans, compare_hours, register_quantum
from features.window import Window

N, D = 12, 60
DAYS = (40, 42, 45, 47, 50)
RUN = range(10, 15)  # hours without energy, 10:00 to 15:00


def frozen_window(
    build: Callable[..., Window], *, caught_up: bool = False, quiet_share: float = 0.0
) -> Window:
    """Account 0 stands frozen from 10:00 to 15:00 on DAYS; on some days it takes nothing then.

    caught_up: the register makes up for all of it in the hour after.
    """
    rng = np.random.default_rng(7)
    hours = rng.uniform(0.3, 0.6, (N, D, 24))
    quiet = rng.random(D) < quiet_share
    for day in (*DAYS, *np.flatnonzero(quiet)):
        hours[0, day, RUN.start : RUN.stop] = 0.0
        hours[0, day, RUN.stop] += 5 * 0.45 if caught_up else 0.0
    frozen = np.zeros((N, D))
    frozen[0, list(DAYS)] = 300.0
    facts = {
        "frozen_minutes": frozen,
        "frozen_longest_minutes": frozen,
        "stuck_longest_minutes": frozen,
        "u_a_mean_v": np.full((N, D), 230.0),
        "register_first_kwh": 1000 + np.cumsum(hours.sum(axis=2), axis=1),
        **{f"hour_{hour:02d}_kwh": hours[..., hour] for hour in range(24)},
    }
    if caught_up:
        # The register was read late; no load was shown that it owed.
        facts |= {"frozen_minutes": 0 * frozen, "frozen_longest_minutes": 0 * frozen}
    return build(N, D, kwh=hours.sum(axis=2), facts=facts)


def hours_and_kwh(window: Window) -> tuple[float, float]:
    """Hours that account 0 stood, and its loss a day."""
    table = compute(window)
    place = [feature.name for feature in table.features].index("hang_hours")
    measured = table.measured[place]
    return float(measured.value[0]), float(measured.kwh_per_day[0])


def test_frozen_meter_is_found_with_the_energy_of_its_own_hours(
    build: Callable[..., Window],
) -> None:
    hours, kwh = hours_and_kwh(frozen_window(build))
    assert hours > 15
    assert kwh == pytest.approx(5 * 5 * 0.45 / (D - DAYS[0]), rel=0.15)


def test_values_that_catch_up_are_a_late_radio(build: Callable[..., Window]) -> None:
    assert hours_and_kwh(frozen_window(build, caught_up=True))[0] == 0


def test_home_that_is_often_empty_then_is_innocent(build: Callable[..., Window]) -> None:
    assert hours_and_kwh(frozen_window(build, quiet_share=0.4))[0] == 0


def test_register_of_whole_kwh_owes_nothing_in_a_few_hours(build: Callable[..., Window]) -> None:
    window = frozen_window(build)
    hours = np.stack([window.facts[f"hour_{hour:02d}_kwh"] for hour in range(24)], axis=-1) / 3
    shown = np.diff(np.floor(hours.cumsum(axis=2)), axis=2, prepend=0.0)
    facts = dict(window.facts) | {
        "register_first_kwh": np.floor(window.facts["register_first_kwh"]),
        **{f"hour_{hour:02d}_kwh": shown[..., hour] for hour in range(24)},
    }
    coarse = build(N, D, kwh=hours.sum(axis=2), facts=facts)
    assert register_quantum(coarse)[0] == 1.0
    assert hours_and_kwh(coarse)[0] == 0


@pytest.mark.parametrize("size", [1.0, 0.1, 0.01])
def test_quantum_is_read_from_registers(build: Callable[..., Window], size: float) -> None:
    steps = np.cumsum(np.random.default_rng(1).integers(1, 9, (N, D)), axis=1) * size
    window = build(N, D, facts={"register_first_kwh": 3000 + steps})
    assert register_quantum(window)[0] == size


def test_own_hours_say_what_is_usual_then(build: Callable[..., Window]) -> None:
    window = frozen_window(build)
    start, minutes = np.zeros((N, D)), np.zeros((N, D))
    start[0, 40], minutes[0, 40] = 600.0, 300.0
    candidate = np.zeros((N, D), dtype=bool)
    candidate[0, list(DAYS)] = True
    spans = Spans(start, minutes, np.zeros((N, D)))
    own = compare_hours(window, spans, np.ones((N, D)), candidate)
    assert own.usual_kw[0, 40] == pytest.approx(0.45, rel=0.05)
    assert own.quiet_share[0, 40] == 0
    assert own.weight[0, 40] == 1
    assert np.isnan(own.usual_kw[1]).all()

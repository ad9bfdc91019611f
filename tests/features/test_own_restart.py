"""Gaps that end with the meter's own restart tell a hang from a dead modem without a register."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import compute
from features.own_restart import own_restarts, restart_weight
from features.window import Window

ALL = (1 << 48) - 1
EVENING = ALL & ~(0xFF << 38)  # half hours 38 to 45 (19:00 to 23:00) are missing
DAYS = (40, 42, 45, 47, 50)


def dark(build: Callable[..., Window], restarts: tuple[int, ...], others: int = 0) -> Window:
    """The first meter is dark on DAYS; it and `others` restart on the days `restarts`."""
    n, d = 12, 60
    seen = np.full((n, d), ALL, dtype=np.int64)
    seen[0, list(DAYS)] = EVENING
    events = np.zeros((n, d))
    events[: others + 1, list(restarts)] = 1
    return build(n, d, facts={"seen_slots": seen, "event_meter_restart_count": events})


def hours(window: Window) -> float:
    """Hours that the first meter stood."""
    table = compute(window)
    place = [feature.name for feature in table.features].index("hang_hours")
    return float(table.measured[place].value[0])


@pytest.mark.parametrize("shift", [0, 1])
def test_gaps_that_end_with_own_restarts_are_hangs(
    build: Callable[..., Window], shift: int
) -> None:
    assert hours(dark(build, tuple(day + shift for day in DAYS))) > 12


def test_gaps_without_restarts_are_a_dead_modem(build: Callable[..., Window]) -> None:
    assert hours(dark(build, ())) == 0


def test_two_restarts_are_too_few(build: Callable[..., Window]) -> None:
    assert hours(dark(build, DAYS[:2])) == 0


def test_restarts_of_the_whole_district_are_not_own(build: Callable[..., Window]) -> None:
    window = dark(build, DAYS, others=7)
    assert not own_restarts(window).any()
    assert hours(window) == 0


def test_weight_falls_where_most_silences_end_without_restart(build: Callable[..., Window]) -> None:
    window = dark(build, DAYS[:3])
    silent = np.zeros(window.shape, dtype=bool)
    silent[0, 10:52] = True
    assert restart_weight(window, silent).max() == 0

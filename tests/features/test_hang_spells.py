"""A hung meter comes back by itself; a dead board waits for the fitters."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.hang_spells import Spells, find_spells
from features.window import Window

ALL = (1 << 48) - 1
MORNING = (1 << 24) - 1


def spells(build: Callable[..., Window], *, exchanged: bool, awake: bool) -> Spells:
    """A meter stands on day 20; it is awake that evening, or silent until day 24."""
    seen, rows = np.full((1, 40), ALL, dtype=np.int64), np.full((1, 40), 96.0)
    guilty, changed = np.zeros((1, 40)), np.zeros((1, 40), dtype=bool)
    guilty[0, 20] = 240.0
    if not awake:
        seen[0, 20], seen[0, 21:24], rows[0, 21:24] = MORNING, 0, 0.0
        guilty[0, 20:24] = (700.0, 1440.0, 1440.0, 1440.0)
    changed[0, 24] = exchanged
    facts = {"seen_slots": seen, "rows_count": rows}
    window = build(1, 40, facts=facts, meter_changed=changed)
    return find_spells(window, guilty > 0, guilty)


def test_meter_that_is_read_in_the_evening_came_back(build: Callable[..., Window]) -> None:
    found = spells(build, exchanged=False, awake=True)
    assert (found.count[0], found.returned[0], found.longest_hours[0]) == (1, 1, 4)


def test_meter_that_is_exchanged_did_not_come_back(build: Callable[..., Window]) -> None:
    found = spells(build, exchanged=True, awake=False)
    assert (found.count[0], found.returned[0]) == (1, 0)
    assert found.is_dead[0]


def test_same_meter_read_again_after_days_came_back(build: Callable[..., Window]) -> None:
    found = spells(build, exchanged=False, awake=False)
    assert (found.count[0], found.returned[0]) == (1, 1)
    assert found.longest_hours[0] > 80


def test_every_evening_awake_is_a_spell_a_day(build: Callable[..., Window]) -> None:
    guilty = np.zeros((1, 40))
    guilty[0, 10:20] = 200.0
    found = find_spells(build(1, 40), guilty > 0, guilty)
    assert (found.count[0], found.returned[0]) == (10, 10)


def test_meter_that_never_stood_has_no_spell(build: Callable[..., Window]) -> None:
    nothing = np.zeros((1, 40))
    found = find_spells(build(1, 40), nothing > 0, nothing)
    assert (found.count[0], found.returned[0], found.is_dead[0]) == (0, 0, False)

"""Silence is judged by those who hang on the same concentrator."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.neighbours import find_silence
from features.window import Window

ALL = (1 << 48) - 1
FOUR_HOURS = 0xFF << 20


def seen(n: int, rows: tuple[int, ...], missing: int = FOUR_HOURS) -> np.ndarray:
    """Slots of n meters over ten days; `rows` miss some on day 5."""
    slots = np.full((n, 10), ALL, dtype=np.int64)
    slots[list(rows), 5] = ALL & ~missing
    return slots


def test_silence_alone_has_length_and_start(build: Callable[..., Window]) -> None:
    found = find_silence(build(6, 10, facts={"seen_slots": seen(6, (0,))}))
    assert found.alone_minutes[0, 5] == 240
    assert found.alone_first_minute[0, 5] == 600
    assert found.alone_longest_minutes[0, 5] == 240
    assert found.alone_minutes.sum() == 240
    assert found.shared_minutes.sum() == 0


def test_silence_of_most_is_shared(build: Callable[..., Window]) -> None:
    found = find_silence(build(6, 10, facts={"seen_slots": seen(6, (0, 1, 2))}))
    assert found.alone_minutes.sum() == 0
    assert found.shared_minutes[0, 5] == 240


def test_too_few_neighbours_are_sought_on_the_feeder(build: Callable[..., Window]) -> None:
    single = np.arange(6)
    groups = {"concentrator_id": single, "transformer_id": single}
    window = build(6, 10, facts={"seen_slots": seen(6, (0,))}, groups=groups)
    assert find_silence(window).alone_minutes[0, 5] == 240
    groups["feeder_id"] = single
    window = build(6, 10, facts={"seen_slots": seen(6, (0,))}, groups=groups)
    assert not find_silence(window).is_judged.any()


def test_meter_that_is_read_once_a_day_is_neither_judged_nor_a_neighbour(
    build: Callable[..., Window],
) -> None:
    slots = seen(6, (0,))
    slots[1:] = 1
    found = find_silence(build(6, 10, facts={"seen_slots": slots}))
    assert not found.is_judged.any()


def test_hourly_meter_is_not_silent_in_its_other_half_hours(build: Callable[..., Window]) -> None:
    hourly = sum(1 << slot for slot in range(1, 48, 2))
    slots = np.full((6, 10), hourly, dtype=np.int64)
    found = find_silence(build(6, 10, facts={"seen_slots": slots}))
    assert found.is_judged.all()
    assert found.alone_minutes.sum() + found.shared_minutes.sum() == 0


def test_day_of_25_hours_has_50_half_hours(build: Callable[..., Window]) -> None:
    slots = seen(6, ())
    slots[:, 3] = (1 << 50) - 1
    found = find_silence(build(6, 10, facts={"seen_slots": slots}))
    assert found.alone_minutes.sum() + found.shared_minutes.sum() == 0


def test_nobody_is_silent_before_the_first_reading_of_all(build: Callable[..., Window]) -> None:
    seen = np.full((12, 30), (1 << 48) - 1, dtype=np.int64)
    seen[:, :10] = 0
    silence = find_silence(build(12, 30, facts={"seen_slots": seen}))
    assert not silence.shared_minutes.any()
    assert not silence.alone_minutes.any()
    assert silence.is_judged.any(axis=0).tolist() == [False] * 10 + [True] * 20

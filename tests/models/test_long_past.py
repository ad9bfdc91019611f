from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.window import Window
from models.long_past import LongPast

DAYS, WINDOW = 240, 60
IDS = [f"A{k}" for k in range(12)]


@pytest.fixture
def past(make_window: Callable[..., Window]) -> Callable[[np.ndarray], LongPast]:
    def make(history: np.ndarray) -> LongPast:
        return LongPast.of(
            make_window(IDS, days=WINDOW, kwh=history[:, -WINDOW:], history_kwh=history),
            np.array([0]),
        )

    return make


def _monthly(daily: np.ndarray) -> np.ndarray:
    """Energy as it is known where meters are read every 30 days."""
    months = daily.reshape(len(daily), -1, 30).mean(axis=2)
    return np.repeat(months, 30, axis=1)


def _history() -> np.ndarray:
    rng = np.random.default_rng(3)
    return 10.0 * np.exp(0.1 * rng.standard_normal((len(IDS), DAYS)))


def test_a_fall_before_the_window_is_found_to_the_day(
    past: Callable[[np.ndarray], LongPast],
) -> None:
    history = _history()
    history[0, 120:] *= 0.4
    found = past(history).onset()
    assert abs(found.best[0] - 120) <= 1
    assert found.earliest[0] <= 120 <= found.latest[0]


@pytest.mark.parametrize("day", [100, 110, 125])
def test_a_month_that_lies_between_tells_when_in_it_use_fell(
    past: Callable[[np.ndarray], LongPast], day: int
) -> None:
    history = _history()
    history[0, day:] *= 0.3
    found = past(_monthly(history)).onset()
    assert abs(found.best[0] - day) <= 4
    assert found.earliest[0] <= day <= found.latest[0]
    assert found.latest[0] - found.earliest[0] > 7


def test_steady_use_never_fell(past: Callable[[np.ndarray], LongPast]) -> None:
    assert past(_history()).onset().best[0] == -1


def test_what_would_have_been_drawn_follows_the_own_past(
    past: Callable[[np.ndarray], LongPast],
) -> None:
    history = _history()
    history[0, 120:] *= 0.4
    drawn = past(history).without_change(np.array([120], dtype=np.int32)).drawn_kwh
    assert drawn[0, 120:].mean() == pytest.approx(10.0, rel=0.05)


def test_the_month_of_the_change_speaks_for_neither_side(
    past: Callable[[np.ndarray], LongPast],
) -> None:
    history = _history()
    history[0, 135:] *= 0.3
    known, onset = past(_monthly(history)), np.array([135], dtype=np.int32)
    mixed = known.without_change(onset).drawn_kwh[0]
    beside = known.beside_change(onset).drawn_kwh[0]
    assert np.isnan(beside[120:150]).all()
    assert beside[150:].mean() == pytest.approx(10.0, rel=0.05)
    assert mixed[150:].mean() < 0.97 * beside[150:].mean()


def test_days_read_one_by_one_all_speak(past: Callable[[np.ndarray], LongPast]) -> None:
    history = _history()
    history[0, 135:] *= 0.3
    known, onset = past(history), np.array([135], dtype=np.int32)
    assert np.array_equal(
        known.beside_change(onset).drawn_kwh, known.without_change(onset).drawn_kwh
    )

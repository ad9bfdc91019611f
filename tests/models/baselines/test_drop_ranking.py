from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.window import Window
from models.baselines.drop_ranking import absolute_drop, relative_drop


def test_steady_use_scores_nothing(honest: Callable[..., Window]) -> None:
    window = honest(kwh=np.full((5, 90), 12.0))
    assert relative_drop(window).tolist() == [0.0] * 5
    assert absolute_drop(window).tolist() == [0.0] * 5


def test_drop_is_told_in_share_and_in_kwh(honest: Callable[..., Window]) -> None:
    kwh = np.full((3, 90), 12.0)
    kwh[0, -14:] = 3.0
    kwh[1, -30:] = 6.0
    kwh[2, -14:] = 24.0
    window = honest(kwh=kwh)
    assert relative_drop(window) == pytest.approx([0.75, 0.5, 0.0])
    assert absolute_drop(window) == pytest.approx([9.0, 6.0, 0.0])


def test_what_was_before_the_window_counts(honest: Callable[..., Window]) -> None:
    history = np.full((2, 120), 10.0)
    history[0, -30:] = 4.0
    window = honest(kwh=history[:, -30:], history_kwh=history)
    assert relative_drop(window) == pytest.approx([0.6, 0.0])


def test_no_former_use_is_no_drop(honest: Callable[..., Window]) -> None:
    kwh = np.zeros((2, 90))
    kwh[1] = np.nan
    assert relative_drop(honest(kwh=kwh)).tolist() == [0.0, 0.0]


def test_few_known_days_are_no_level(honest: Callable[..., Window]) -> None:
    kwh = np.full((1, 90), 10.0)
    kwh[0, -30:] = np.nan
    kwh[0, -6:] = 1.0
    assert relative_drop(honest(kwh=kwh)).tolist() == [0.0]


def test_sixty_days_before_count(honest: Callable[..., Window]) -> None:
    kwh = np.full((1, 90), 10.0)
    kwh[0, :46] = 20.0
    assert relative_drop(honest(kwh=kwh)) == pytest.approx([1 - 10 / (1060 / 60)])

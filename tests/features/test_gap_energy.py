"""What the register did over a gap: by own use, and by the terminal where there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from features.gap_energy import lost_share
from features.study import study
from features.window import Window

D = 40


def lost(build: Callable[..., Window], **gap: float) -> float:
    """Lost share over one gap of four hours on day 20."""
    named: Mapping[str, float] = {"gap_minutes": 240.0, "gap_longest_minutes": 240.0} | gap
    facts = {}
    for name, value in named.items():
        facts[name] = np.full((1, D), np.nan)
        facts[name][0, 20] = value
    window = build(1, D, facts=facts)
    flat = np.ones((1, 24))
    return float(lost_share(window, study(window).usual, flat)[0, 20])


def test_register_that_stood_lost_all(build: Callable[..., Window]) -> None:
    assert lost(build, gap_register_kwh=0.0, gap_expected_kwh=1.7) == pytest.approx(1)


def test_register_that_went_on_lost_nothing(build: Callable[..., Window]) -> None:
    assert lost(build, gap_register_kwh=1.7, gap_expected_kwh=1.7) == pytest.approx(0)


def test_too_little_due_tells_nothing(build: Callable[..., Window]) -> None:
    assert np.isnan(lost(build, gap_register_kwh=0.0, gap_expected_kwh=0.02))


def test_terminal_knows_better_than_habit(build: Callable[..., Window]) -> None:
    quiet = {"gap_register_kwh": 0.4, "gap_expected_kwh": 1.7, "terminal_live_gap_kwh": 0.4}
    assert lost(build, **quiet) == pytest.approx(0)
    busy = {"gap_register_kwh": 0.4, "gap_expected_kwh": 0.4, "terminal_live_gap_kwh": 4.0}
    assert lost(build, **busy) == pytest.approx(0.9)


def test_register_that_fell_did_not_go_on(build: Callable[..., Window]) -> None:
    assert lost(build, gap_register_kwh=0.0, register_decrease_kwh=0.2) == 1

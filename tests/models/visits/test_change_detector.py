from __future__ import annotations

import numpy as np
import pytest

from models.visits.change_detector import Course, follow

DAYS, VISITED = 120, 50


def _follow(level: np.ndarray, expected_share: float = np.nan, *, expects: bool = True) -> Course:
    m = len(level)
    visited = np.full(m, VISITED, dtype=np.int32)
    return follow(level, visited, np.full(m, expected_share), np.full(m, expects))


def _noise(m: int, correlation: float = 0.5, sigma: float = 0.15) -> np.ndarray:
    rng = np.random.default_rng(2)
    level = rng.normal(0.0, sigma, (m, DAYS))
    for day in range(1, DAYS):
        level[:, day] = correlation * level[:, day - 1] + level[:, day]
    return level


def test_use_that_comes_back_has_recovered() -> None:
    level = _noise(50)
    level[:, :VISITED] -= 0.7
    found = _follow(level)
    assert (found.state == "recovered").mean() > 0.9
    np.testing.assert_allclose(np.median(found.after - found.before), 0.7, atol=0.1)


def test_second_theft_is_found_within_days() -> None:
    level = _noise(50)
    level[:, :VISITED] -= 0.7
    level[:, 100:] -= 0.7
    found = _follow(level)
    assert (found.state == "falling_again").mean() > 0.95
    told = found.alarm_day[found.state == "falling_again"]
    assert np.median(told) <= 100 + 8
    assert (told >= 100).mean() > 0.95


def test_use_that_never_came_back_tells_after_a_month() -> None:
    level = _noise(50)
    found = _follow(level, expected_share=1.0)
    missed = found.state == "not_recovered"
    assert missed.mean() > 0.8
    assert set(found.alarm_day[missed]) == {VISITED + 30}
    # Where nothing was found that took energy all day, nothing need come back.
    assert not (_follow(level, expects=False).state == "not_recovered").any()


def test_alarm_ends_when_the_use_is_back() -> None:
    level = np.zeros((1, DAYS))
    level[:, 80:90] = -1.0
    assert _follow(level, expects=False).alarm_day[0] == -1
    level[:, 110:] = -1.0
    assert _follow(level, expects=False).alarm_day[0] == pytest.approx(116, abs=1)


def test_honest_accounts_seldom_alarm() -> None:
    found = _follow(_noise(4000, correlation=0.3, sigma=0.2), expects=False)
    assert (found.state == "falling_again").mean() < 0.03


def test_days_that_were_not_read_tell_nothing() -> None:
    level = np.zeros((1, DAYS))
    level[:, 100:] = np.nan
    assert _follow(level, expects=False).state[0] == "steady"
    level[:, VISITED:] = np.nan
    assert _follow(level).state[0] == "quiet"


def test_visit_before_the_first_day_has_no_before() -> None:
    visited = np.array([-3], dtype=np.int32)
    found = follow(np.zeros((1, DAYS)), visited, np.array([0.5]), np.array([True]))
    assert np.isnan(found.before[0])
    assert found.state[0] == "steady"

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Find


def test_heating_ends_within_a_week(find: Find) -> None:
    case = find("heating_season_end")
    left, onset = case.left(), case.span.start
    assert np.median(left[:onset]) > 1.5
    np.testing.assert_allclose(left[onset + 8 :], 1, atol=0.01)


def test_pumps_run_and_then_rest(find: Find) -> None:
    case = find("irrigation_end")
    left, onset = case.left(), case.span.start
    assert (left[:onset] > 1.4).all()
    assert (left[onset:] < 0.25).all()


def test_street_lamps_burn_by_night_alone_and_fewer_towards_morning(find: Find) -> None:
    case = find("street_lighting")
    power = case.kw()[0]
    hours = case.odd.days[0].day.hours
    assert (power[:, (hours > 8) & (hours < 17)] == 0).all()
    evening, night = power[:, (hours > 20) & (hours < 23)], power[:, (hours > 1) & (hours < 5)]
    assert (evening > 0).all()
    np.testing.assert_allclose(night.mean() / evening.mean(), 2 / 3, atol=0.02)
    lit = (power > 0).sum(axis=1)
    assert lit[-1] <= lit[0]

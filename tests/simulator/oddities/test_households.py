from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Find


def test_one_person_less_uses_a_fifth_to_a_third_less(find: Find) -> None:
    case = find("child_moved_out")
    left = case.left()[case.span]
    assert ((left > 0.64) & (left < 0.81)).all()


def test_with_the_guests_gone_all_is_as_usual(find: Find) -> None:
    case = find("guests_left")
    left, onset = case.left(), case.span.start
    assert (left[:onset] > 1.6).all()
    np.testing.assert_allclose(left[onset:], 1, atol=0.01)


def test_car_is_charged_on_some_nights(find: Find) -> None:
    case = find("new_electric_car")
    now, usual = case.kw()
    extra = (now - usual)[case.span]
    charged = extra.max(axis=1) > 3
    assert 0 < charged.sum() <= len(charged)
    np.testing.assert_allclose(extra[extra > 0.1], case.one.kw, rtol=0.02)
    hours = case.odd.days[0].day.hours
    assert not extra[:, (hours > 5) & (hours < 18)].any()


def test_heat_pump_runs_in_spells(find: Find) -> None:
    case = find("new_heat_pump")
    now, usual = case.kw()
    runs = (now - usual)[case.span] > 0.8
    assert 0.15 < runs.mean() < 0.6
    assert (runs[:, 1:] & ~runs[:, :-1]).sum(axis=1).min() >= 3

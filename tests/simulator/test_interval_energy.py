from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.interval_energy import IntervalEnergy

SLOTS = 8


def _days(gains: list[float], start: float = 500.0) -> list[np.ndarray]:
    register = np.round(start + np.cumsum(gains), 2)
    return [register[None, k : k + SLOTS] for k in range(0, len(gains), SLOTS)]


def _codes(code: int = 0) -> np.ndarray:
    return np.full((1, SLOTS), code, dtype=np.int32)


def _due(*slots: int) -> np.ndarray:
    due = np.zeros((1, SLOTS), dtype=bool)
    due[0, list(slots)] = True
    return due


@given(
    st.lists(st.floats(0, 5), min_size=3 * SLOTS, max_size=3 * SLOTS),
    st.lists(st.sets(st.integers(0, SLOTS - 1)), min_size=2, max_size=2),
)
def test_intervals_add_up_to_what_the_register_went_on(
    gains: list[float], due: list[set[int]]
) -> None:
    energy, days = IntervalEnergy(), _days(gains)
    flags = [_due(*due[0]), _due(*due[1]), _due(SLOTS - 1)]
    drawn = [energy.of(day, _codes(), flag) for day, flag in zip(days, flags, strict=True)]
    whole = np.nansum(np.hstack(drawn))
    assert abs(whole - (days[-1][0, -1] - days[0][0, 0])) < 0.01 * SLOTS * 3
    assert (np.isnan(np.hstack(drawn)) == ~np.hstack(flags)).all()


def test_a_day_of_the_last_quarter_hours_of_many_days() -> None:
    energy = IntervalEnergy()
    days = _days([1.0] * 3 * SLOTS)
    drawn = [energy.of(day, _codes(), _due(SLOTS - 1))[0, -1] for day in days]
    assert drawn == [SLOTS - 1, SLOTS, SLOTS]  # nothing is known before the first slot


def test_new_meter_counts_from_nought() -> None:
    codes = _codes()
    codes[0, 5:] = 1
    register = np.array([[100, 101, 102, 103, 104, 1, 2, 3]], dtype=float)
    drawn = IntervalEnergy().of(register, codes, _due(SLOTS - 1))
    assert drawn[0, -1] == 4 + 3


def test_register_that_begins_again_goes_on() -> None:
    register = np.array([[9998.5, 9999, 9999.5, 0, 0.5, 1, 1.5, 2]])
    drawn = IntervalEnergy().of(register, _codes(), _due(3, SLOTS - 1))
    assert drawn[0, [3, 7]].tolist() == [1.5, 2.0]


def test_register_set_back_leaves_an_empty_interval() -> None:
    register = np.array([[500, 501, 502, 450, 451, 452, 453, 454]], dtype=float)
    drawn = IntervalEnergy().of(register, _codes(), _due(3, SLOTS - 1))
    assert drawn[0, [3, 7]].tolist() == [0.0, 4.0]

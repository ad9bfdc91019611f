"""Attacked rows take the place of their own from the onset on; all else stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest

from features.window import Window
from models.injection.substitution import SPREAD_DAYS, substitute

DAYS, PAST = 60, 90


@pytest.fixture
def pair(make_window: Callable[..., Window]) -> tuple[Window, Window]:
    """Three accounts at 10 kWh a day; the second and first of them attacked, at 4 kWh."""
    own = _filled(make_window(["A", "B", "C"], days=DAYS), 10.0)
    attacked = _filled(make_window(["000000", "000001"], days=DAYS), 4.0)
    return own, attacked


def _filled(window: Window, kwh: float) -> Window:
    n = window.shape[0]
    fact = np.full((n, DAYS), kwh, dtype=np.float32)
    slots = np.full((n, DAYS), int(kwh), dtype=np.int64)
    return replace(
        window,
        facts={"power_kwh": fact, "seen_slots": slots},
        kwh=np.full((n, DAYS), kwh),
        history_kwh=np.full((n, PAST), kwh),
        seam_gap_minutes=fact,
        seam_register_kwh=fact,
        seam_register_decrease_kwh=fact,
    )


def indices(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def test_the_last_days_of_the_attacked_rows_are_replaced(pair: tuple[Window, Window]) -> None:
    mixed = substitute(*pair, indices(1, 0), indices(0, 1), indices(3, 1))
    for values in (mixed.facts["power_kwh"], mixed.facts["seen_slots"], mixed.seam_register_kwh):
        assert (values[1] == 4).nonzero()[0].tolist() == [DAYS - 3, DAYS - 2, DAYS - 1]
        assert (values[0] == 4).nonzero()[0].tolist() == [DAYS - 1]
        assert (values[2] == 10).all()
    assert mixed.facts["seen_slots"].dtype == np.int64
    assert (mixed.kwh[1] == 4).sum() == 3 + SPREAD_DAYS
    assert (mixed.history_kwh[0] == 4).sum() == 1 + SPREAD_DAYS


def test_the_given_windows_and_who_the_account_is_stay(pair: tuple[Window, Window]) -> None:
    own, attacked = pair
    kept = own.kwh.tobytes(), own.facts["power_kwh"].tobytes()
    mixed = substitute(own, attacked, indices(2), indices(1), indices(30))
    assert kept == (own.kwh.tobytes(), own.facts["power_kwh"].tobytes())
    changed = {"facts", "kwh", "kwh_is_spread", "history_kwh"} | {
        "seam_gap_minutes",
        "seam_register_kwh",
        "seam_register_decrease_kwh",
    }
    for field in fields(Window):
        if field.name not in changed:
            assert getattr(mixed, field.name) is getattr(own, field.name), field.name


def test_a_fact_that_one_side_lacks_is_unknown_there(pair: tuple[Window, Window]) -> None:
    own, attacked = pair
    ones = np.ones((2, DAYS), dtype=np.float32)
    silent = replace(attacked, facts={"event_power_up_count": ones})
    mixed = substitute(own, silent, indices(0), indices(0), indices(2))
    assert np.isnan(mixed.facts["power_kwh"][0, -2:]).all()
    assert mixed.facts["seen_slots"][0, -2:].tolist() == [0, 0]
    assert mixed.facts["event_power_up_count"][0, -2:].tolist() == [1, 1]
    assert np.isnan(mixed.facts["event_power_up_count"][0, :-2]).all()


def test_windows_of_other_days_are_refused(pair: tuple[Window, Window]) -> None:
    own, attacked = pair
    later = replace(attacked, first=attacked.date(1))
    with pytest.raises(ValueError, match="windows differ: 2026-01-01 and 60 days"):
        substitute(own, later, indices(0), indices(0), indices(2))

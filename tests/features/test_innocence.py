"""Innocent explanations say what was tested and how it came out, account by account."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import compute
from features.registry import Explanation
from features.window import Window

N, D = 12, 60


def explained(window: Window) -> dict[str, Explanation]:
    """Explanations by name."""
    return {one.name: one for one in compute(window).explanations}


def flags(*rows: int, first: int = 30) -> np.ndarray:
    """(N, D) true from day `first` on in `rows`."""
    out = np.zeros((N, D), dtype=bool)
    out[list(rows), first:] = True
    return out


def test_quiet_window_clears_nobody(build: Callable[..., Window]) -> None:
    found = explained(build(N, D))
    by_weather = {"weather_and_calendar"}
    assert all(not one.applies.any() for name, one in found.items() if name not in by_weather)
    assert len(found) >= 12


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("approved_suspension", {"work_orders": {"suspension": flags(0)}}),
        ("site_visit", {"work_orders": {"site_visit": flags(0)}}),
        ("meter_exchange", {"meter_changed": flags(0, first=59)}),
        ("authorised_ratio_change", {"work_orders": {"ratio_change": flags(0)}}),
        ("own_generation", {"work_orders": {"pv_connection": flags(0)}}),
        ("own_generation", {"has_pv": np.arange(N) == 0}),
    ],
)
def test_records_of_the_utility_apply_to_their_account_alone(
    build: Callable[..., Window], name: str, changes: dict
) -> None:
    one = explained(build(N, D, **changes))[name]
    assert one.tested[0]
    assert one.applies.tolist() == [True] + [False] * (N - 1)


def test_without_work_orders_suspensions_are_not_called_tested(
    build: Callable[..., Window],
) -> None:
    assert not explained(build(N, D))["approved_suspension"].tested.any()


def test_vacation_that_ended_is_told_from_a_vacancy(build: Callable[..., Window]) -> None:
    kwh = np.full((N, D), 10.0)
    kwh[0, 20:30] = 0.0
    kwh[1, 40:] = 0.1
    found = explained(build(N, D, kwh=kwh))
    assert found["closure_or_vacation"].applies.tolist() == [True] + [False] * (N - 1)
    assert found["vacancy"].applies.tolist() == [False, True] + [False] * (N - 2)


def test_panel_that_was_connected_explains_lower_use(build: Callable[..., Window]) -> None:
    kwh = np.full((N, 91), 10.0) * np.random.default_rng(2).normal(1, 0.05, (N, 91))
    kwh[:2, 50:] *= 0.4
    connected = np.zeros((N, 91), dtype=bool)
    connected[0, 50] = True
    table = compute(build(N, 91, kwh=kwh, work_orders={"pv_connection": connected}))
    names = [feature.name for feature in table.features]
    fall = table.measured[names.index("level_fall_share")].value
    assert fall[0] < 0.2 < fall[1]


def moving(fall_of_peers: float, own_fall: float) -> np.ndarray:
    """Energy of which the last two weeks are lower: the peers', and the first account's."""
    kwh = 10 * np.exp(np.random.default_rng(3).normal(0, 0.03, (N, D)))
    kwh[1:, -14:] *= 1 - fall_of_peers
    kwh[0, -14:] *= 1 - own_fall
    return kwh


@pytest.mark.parametrize(
    ("fall_of_peers", "own_fall", "applies"),
    [(0.3, 0.35, True), (0.02, 0.4, False), (0.3, 0.0, False)],
)
def test_weather_is_what_the_peers_did_as_well(
    build: Callable[..., Window], fall_of_peers: float, own_fall: float, applies: bool
) -> None:
    weather = explained(build(N, D, kwh=moving(fall_of_peers, own_fall)))["weather_and_calendar"]
    assert weather.tested[0]
    assert weather.applies[0] == applies
    assert weather.number is not None
    assert weather.number[0] == pytest.approx(-fall_of_peers, abs=0.03)


def test_weather_is_not_ruled_out_without_peers(build: Callable[..., Window]) -> None:
    weather = explained(build(3, D))["weather_and_calendar"]
    assert not weather.tested.any()
    assert not weather.applies.any()


def test_every_sentence_can_be_said(build: Callable[..., Window]) -> None:
    for one in explained(build(N, D)).values():
        for text in (one.applies_text, one.rejected_text, one.untested_text):
            assert text.format(number=1.0).endswith(".")
        has_number = "{number}" in one.applies_text + one.rejected_text
        assert has_number == (one.number is not None)
        if one.number is not None:
            assert one.number.shape == (N,)


def test_weather_can_be_tested_in_a_young_lake(build: Callable[..., Window]) -> None:
    kwh = np.full((N, 91), 10.0) * np.random.default_rng(2).normal(1, 0.05, (N, 91))
    kwh[:, :51] = np.nan
    assert explained(build(N, 91, kwh=kwh))["weather_and_calendar"].tested.all()

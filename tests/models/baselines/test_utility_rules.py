from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from features.window import Window
from models.baselines.utility_rules import (
    current_unbalance,
    energy_drop,
    low_voltage,
    rule_hits,
    telling_events,
)

Build = Callable[..., Window]


def flat(value: float, shape: tuple[int, int] = (1, 20)) -> np.ndarray:
    return np.full(shape, value)


def dropping(level: float, to: float) -> np.ndarray:
    kwh = flat(level)
    kwh[0, 10] = to
    return kwh


@pytest.mark.parametrize(
    ("level", "to", "large", "expected"),
    [
        pytest.param(10.0, 5.9, 0.0, [10], id="below"),
        pytest.param(10.0, 6.0, 0.0, [], id="not_quite"),
        pytest.param(2.9, 0.0, 0.0, [], id="hardly_used"),
        pytest.param(99.0, 0.0, 1.0, [], id="large_at_the_floor"),
        pytest.param(99.5, 0.0, 1.0, [10], id="large_above_the_floor"),
    ],
)
def test_drop_is_against_the_five_days_before(
    level: float, to: float, large: float, expected: list[int], honest: Build
) -> None:
    number = {"dedicated_transformer": np.array([large])}
    hits = energy_drop(honest(kwh=dropping(level, to), number=number))
    assert np.flatnonzero(hits[0]).tolist() == expected


def test_days_before_must_all_be_known(honest: Build) -> None:
    kwh = dropping(10.0, 1.0)
    kwh[0, 5] = np.nan
    assert not energy_drop(honest(kwh=kwh)).any()


@pytest.mark.parametrize(
    ("customers", "is_hit"), [([4, 4], False), ([4, 5], True), ([-1, -1], True)]
)
def test_sister_meter_makes_up_for_a_drop(
    customers: list[int], is_hit: bool, honest: Build
) -> None:
    kwh = flat(10.0, (2, 20))
    kwh[:, 10] = 1.0, 19.0
    group = {"customer_id": np.array(customers, dtype=np.int32)}
    hits = energy_drop(honest(kwh=kwh, group=group))
    assert hits[0, 10] == is_hit
    assert not hits[1].any()


@pytest.mark.parametrize(
    ("wiring", "amperes", "ratio", "is_hit"),
    [
        ("3P3W", (2.1, np.nan, 1.0), 10.0, True),
        ("3P3W", (2.0, np.nan, 1.0), 10.0, False),
        ("3P3W", (0.21, np.nan, 0.1), 1.0, False),
        ("3P4W", (0.4, 26.0, 26.0), 1.0, True),
        ("3P4W", (0.04, 2.6, 2.6), 10.0, True),
        ("3P4W", (0.4, 20.0, 20.0), 1.0, False),
        ("3P4W", (4.9, 60.0, 60.0), 1.0, True),
        ("3P4W", (5.1, 60.0, 60.0), 1.0, False),
        ("1P2W", (60.0, np.nan, np.nan), 1.0, False),
        ("", (0.4, 26.0, 26.0), 1.0, False),
    ],
)
def test_unbalance_by_wiring(
    wiring: str, amperes: tuple[float, float, float], ratio: float, is_hit: bool, honest: Build
) -> None:
    facts = {f"i_{k}_mean_a": flat(value) for k, value in zip("abc", amperes, strict=True)}
    window = honest(
        kwh=flat(10.0),
        facts=facts,
        text={"wiring": [wiring]},
        number={"ct_ratio": np.array([ratio])},
    )
    assert current_unbalance(window).all() == is_hit
    assert current_unbalance(window).any() == is_hit


def test_street_lighting_may_be_unbalanced(honest: Build) -> None:
    facts = {f"i_{k}_mean_a": flat(value) for k, value in zip("abc", (0.1, 40, 40), strict=True)}
    text = {"wiring": ["3P4W"], "tariff_class": ["public"]}
    assert not current_unbalance(honest(kwh=flat(10.0), facts=facts, text=text)).any()


@pytest.mark.parametrize(
    ("wiring", "rated", "facts", "is_hit"),
    [
        ("3P4W", 220.0, {"u_a_mean_v": 179.0}, True),
        ("3P4W", np.nan, {"u_a_mean_v": 181.0}, False),
        ("3P4W", 120.0, {"u_a_mean_v": 119.0}, False),
        ("3P3W", 100.0, {"u_a_mean_v": 84.0}, True),
        ("3P3W", np.nan, {"u_a_mean_v": 86.0}, False),
        ("3P4W", 220.0, {"u_a_mean_v": 0.0}, False),
        ("3P4W", 220.0, {"u_a_mean_v": 221.0, "u_c_lost_minutes": 60.0}, True),
        ("3P4W", 220.0, {"u_a_mean_v": 221.0, "u_c_lost_minutes": 45.0}, False),
    ],
)
def test_low_voltage(
    wiring: str, rated: float, facts: dict[str, float], is_hit: bool, honest: Build
) -> None:
    columns = {name: flat(value) for name, value in facts.items()}
    changes: dict[str, Any] = {"number": {"rated_voltage_v": np.array([rated])}}
    window = honest(kwh=flat(10.0), facts=columns, text={"wiring": [wiring]}, **changes)
    assert low_voltage(window).all() == is_hit


def test_late_hit_counts_more(honest: Build) -> None:
    kwh = np.repeat(flat(10.0), 2, axis=0)
    kwh[0, 9], kwh[1, 19] = 1.0, 1.0
    early, late = rule_hits(honest(kwh=kwh))
    assert late == 1.0
    assert early == pytest.approx(0.5)


def test_event_near_a_hit_raises_it(honest: Build) -> None:
    kwh = np.full((3, 60), 10.0)
    kwh[:, 59] = 1.0
    opened = np.zeros((3, 60))
    opened[1, 39], opened[2, 38] = 1.0, 1.0
    window = honest(kwh=kwh, facts={"event_meter_cover_open_count": opened})
    assert rule_hits(window).tolist() == [1.0, 2.0, 1.0]


def test_event_alone_is_no_hit_and_terminals_report_too(honest: Build) -> None:
    short = np.full((1, 20), np.nan, dtype=np.float32)
    short[0, 3] = 2.0
    window = honest(kwh=flat(10.0), terminal_events={"ct_short": short})
    assert telling_events(window).tolist() == [[1.0] * 20]
    assert rule_hits(window).tolist() == [0.0]

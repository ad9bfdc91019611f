"""An event alone is weak, an event with a change of consumption is strong."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import compute
from features.registry import FeatureTable, Measured
from features.study import study
from features.tamper_events import FEATURES, measure
from features.window import Window

N, D, DAY = 12, 60, 40
COVER = "cover_event_strength"


def measured(table: FeatureTable, name: str = "cover_event_strength") -> Measured:
    """One measured feature."""
    return table.measured[[feature.name for feature in table.features].index(name)]


def with_event(
    build: Callable[..., Window],
    factor: float = 1.0,
    *,
    before: float = 1.0,
    rows: tuple[int, ...] = (0,),
    **changes: object,
) -> Window:
    """Covers of meters `rows` open on DAY; use is `before` until then and `factor` after."""
    rng = np.random.default_rng(7)
    kwh = 10 * np.exp(rng.normal(0, 0.1, (N, D)))
    kwh[0, :DAY] *= before
    kwh[0, DAY:] *= factor
    events = np.zeros((N, D))
    events[list(rows), DAY] = 1
    return build(N, D, kwh=kwh, facts={"event_meter_cover_open_count": events}, **changes)


def test_event_alone_is_weak(build: Callable[..., Window]) -> None:
    found = measured(compute(with_event(build)))
    assert found.value[0] == pytest.approx(0.3)
    assert np.all(found.value[1:] == 0)


def test_event_with_a_fall_is_strong(build: Callable[..., Window]) -> None:
    found = measured(compute(with_event(build, 0.4)))
    assert found.value[0] > 1.5
    assert found.onset[0] == DAY
    assert found.kwh_per_day[0] > 2


def test_event_at_which_use_returned_is_strong_too(build: Callable[..., Window]) -> None:
    assert measured(compute(with_event(build, before=0.3))).value[0] > 1.5


def test_visit_of_the_utility_explains_an_event(build: Callable[..., Window]) -> None:
    visit = np.zeros((N, D), dtype=bool)
    visit[0, DAY + 1] = True
    window = with_event(build, 0.4, work_orders={"site_visit": visit})
    assert measured(compute(window)).value[0] == 0


def test_event_that_the_district_shares_is_innocent(build: Callable[..., Window]) -> None:
    window = with_event(build, 0.4, rows=(0, 1, 2, 3))
    assert np.all(measured(compute(window)).value == 0)


def test_wave_of_some_days_in_a_batch_is_innocent(build: Callable[..., Window]) -> None:
    rng = np.random.default_rng(7)
    count = 200
    kwh = 10 * np.exp(rng.normal(0, 0.1, (count, D)))
    kwh[0, DAY:] *= 0.4
    told = np.zeros((count, D))
    told[np.arange(6), DAY + np.arange(6) // 2] = 1
    facts = {"event_program_change_count": told}
    wave = build(count, D, kwh=kwh, facts=facts)
    assert strength(wave, "parameter_event_strength")[0] == 0
    told[1:] = 0
    alone = build(count, D, kwh=kwh, facts={"event_program_change_count": told})
    assert strength(alone, "parameter_event_strength")[0] > 1.2


def strength(window: Window, name: str) -> np.ndarray:
    """Values of one feature of the family, from the family alone."""
    names = [feature.name for feature in FEATURES]
    return measure(study(window))[names.index(name)].value


def magnets(build: Callable[..., Window], left: float) -> Window:
    """Every third day the first meter reports a magnet, and use is `left`."""
    kwh = 10 * np.exp(np.random.default_rng(7).normal(0, 0.12, (N, D)))
    told = np.zeros((N, D))
    told[0, 20::3] = 1
    kwh[0, 20::3] *= left
    return build(N, D, kwh=kwh, facts={"event_magnetic_field_count": told})


def test_magnet_that_lowers_use_while_it_lasts_is_near_proof(build: Callable[..., Window]) -> None:
    feature = next(one for one in FEATURES if one.name == "magnetic_event_strength")
    value = strength(magnets(build, 0.6), feature.name)
    assert feature.rule_at is not None
    assert value[0] > feature.rule_at
    assert np.all(value[1:] == 0)


def test_stray_field_without_effect_is_innocent(build: Callable[..., Window]) -> None:
    assert strength(magnets(build, 1.0), "magnetic_event_strength")[0] < 0.1


def test_magnet_that_weakens_one_phase_is_near_proof(build: Callable[..., Window]) -> None:
    rng = np.random.default_rng(2)
    told = np.zeros((N, D))
    told[:2, DAY] = 1
    facts = {f"ratio_{phase}_mean": np.exp(rng.normal(0, 0.03, (N, D))) for phase in "abc"}
    facts["ratio_b_mean"][0, DAY : DAY + 8] *= 0.6
    window = build(N, D, facts=facts | {"event_magnetic_field_count": told})
    value = strength(window, "magnetic_event_strength")
    assert value[0] > 1.6
    assert value[1] < 0.6


def test_worn_cover_switch_is_innocent(build: Callable[..., Window]) -> None:
    kwh = 10 * np.exp(np.random.default_rng(7).normal(0, 0.12, (N, D)))
    told = np.zeros((N, D))
    told[0, [5, 11, 19, 27, 30, 38, 44, 52]] = 1
    window = build(N, D, kwh=kwh, facts={"event_meter_cover_open_count": told})
    assert strength(window, "cover_event_strength")[0] < 0.1


def test_ratio_that_is_recorded_late_is_innocent(build: Callable[..., Window]) -> None:
    kwh = 10 * np.exp(np.random.default_rng(7).normal(0, 0.12, (N, D)))
    kwh[0, DAY : DAY + 14] *= 0.5
    told, multiplier = np.zeros((N, D)), np.ones((N, D))
    told[0, DAY] = 1
    facts = {"event_ratio_change_count": told}
    name = "parameter_event_strength"
    assert strength(build(N, D, kwh=kwh, facts=facts), name)[0] > 0.5
    multiplier[0, DAY + 14 :] = 2
    late = build(N, D, kwh=kwh, facts=facts, multiplier=multiplier)
    assert strength(late, name)[0] == 0


def test_terminal_reports_count_for_its_account(build: Callable[..., Window]) -> None:
    shorted = np.zeros((N, D), dtype=np.float32)
    shorted[2, DAY] = 1
    table = compute(build(N, D, terminal_events={"ct_short": shorted}))
    assert measured(table, "ct_event_strength").value[2] == pytest.approx(0.6)


def test_without_any_reports_nothing_is_judged(build: Callable[..., Window]) -> None:
    assert np.isnan(measured(compute(build(N, D))).value).all()


def test_reverse_flow_since_ever_without_effect_is_the_installation(
    build: Callable[..., Window],
) -> None:
    told = np.zeros((N, D))
    told[0, ::10] = 1
    told[1, DAY + 2 :: 6] = 1
    window = build(N, D, kwh=np.full((N, D), np.nan), facts={"event_reverse_flow_count": told})
    found = strength(window, "reverse_event_strength")
    assert found[1] == pytest.approx(0.21)
    assert found[0] == pytest.approx(0.4 * 0.21)


def test_few_covers_that_open_far_apart_are_no_wave(build: Callable[..., Window]) -> None:
    count = 200
    told = np.zeros((count, D))
    told[np.arange(40), np.arange(40) * D // 40] = 1
    told[np.arange(3), DAY] = 1
    found = strength(build(count, D, facts={"event_meter_cover_open_count": told}), COVER)
    assert np.all(found[:3] > 0.2)

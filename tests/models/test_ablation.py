from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import ALL_FEATURES, compute
from features.registry import Feature, FeatureTable, Measured
from features.window import Window
from models.ablation import without_gap_features
from models.scoring import score
from pipeline.contract import SCORES
from pipeline.contract.vocabulary import Family

N, DAYS = 12, 60
ALL_SLOTS = (1 << 48) - 1


def _window(make_window: Callable[..., Window], *, silent: bool) -> Window:
    """Twelve meters of one district; the first is silent on six afternoons if `silent`."""
    shape = (N, DAYS)
    facts: dict[str, np.ndarray] = {
        name: np.full(shape, value, dtype=np.float32)
        for name, value in {
            "rows_count": 96,
            "coverage": 1,
            "gap_minutes": 0,
            "gap_longest_minutes": 0,
            "gap_register_kwh": 0,
            "gap_expected_kwh": 0,
            "register_first_kwh": 100,
            "register_last_kwh": 110,
            "event_power_down_count": 0,
            "live_minutes": 1440,
        }.items()
    }
    facts["seen_slots"] = np.full(shape, ALL_SLOTS, dtype=np.int64)
    if silent:
        days = slice(40, 52, 2)
        facts["seen_slots"][0, days] = ALL_SLOTS & ~(((1 << 10) - 1) << 24)
        facts["rows_count"][0, days] = 76
        facts["coverage"][0, days] = 0.8
        for name, value in (
            ("gap_minutes", 300),
            ("gap_longest_minutes", 300),
            ("gap_longest_start_minute", 720),
            ("gap_expected_kwh", 4),
        ):
            facts.setdefault(name, np.full(shape, np.nan, dtype=np.float32))[0, days] = value
    rng = np.random.default_rng(2)
    kwh = 10 * np.exp(rng.normal(0, 0.1, shape))
    codes = {
        name: np.zeros(N, dtype=np.int32)
        for name in ("transformer_id", "feeder_id", "concentrator_id", "meter_model")
    }
    return make_window(
        [f"A{k:02d}" for k in range(N)],
        days=DAYS,
        kwh=kwh,
        history_kwh=kwh,
        facts=facts,
        group=codes | {"customer_id": np.arange(N, dtype=np.int32)},
        number={name: np.full(N, np.nan) for name in ("contract_kw", "rated_current_a")},
    )


def test_silence_moves_no_feature_that_stays(make_window: Callable[..., Window]) -> None:
    quiet = without_gap_features(compute(_window(make_window, silent=False)))
    silent = without_gap_features(compute(_window(make_window, silent=True)))
    np.testing.assert_array_equal(silent.matrix(), quiet.matrix())


def test_silence_moves_what_is_left_out(make_window: Callable[..., Window]) -> None:
    full = compute(_window(make_window, silent=True))
    values = full.matrix()[0]
    moved = {
        feature.name for feature, value in zip(full.features, values, strict=True) if value > 0
    }
    assert {"hang_hours", "hang_days_count", "hang_missing_share"} <= moved


def test_ablated_day_scores_and_clears_the_silent(make_window: Callable[..., Window]) -> None:
    window = _window(make_window, silent=True)
    table = compute(window)
    full, ablated = score(window, table, 1), score(window, without_gap_features(table), 1)
    assert full.scores["score"][0] > 0.5 > ablated.scores["score"][0]
    assert ablated.scores.columns.tolist() == list(SCORES.names)
    assert ablated.scores["score_white_screen"].isna().all()
    assert ablated.arrow().schema == SCORES.arrow_schema


def test_order_and_the_rest_of_the_table_stay(
    make_feature: Callable[..., Feature], make_table: Callable[..., FeatureTable]
) -> None:
    measured = {
        make_feature("one", Family.CONSUMPTION): Measured.of(np.array([1.0, 2.0])),
        make_feature("gone", Family.WHITE_SCREEN, reads_gaps=True): Measured.of(np.zeros(2)),
        make_feature("two", Family.REGISTER): Measured.of(np.array([3.0, 4.0])),
    }
    table = make_table(measured, disqualified=["", "no readings in the window"])
    kept = without_gap_features(table)
    assert [feature.name for feature in kept.features] == ["one", "two"]
    assert kept.matrix().tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert kept.disqualified is table.disqualified


@pytest.mark.parametrize("feature", ALL_FEATURES, ids=lambda feature: feature.name)
def test_every_feature_fed_by_coverage_is_declared(feature: Feature) -> None:
    assert "coverage" not in feature.channels or feature.reads_gaps

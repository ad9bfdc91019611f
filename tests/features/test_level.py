"""Lasting falls persist, exceed the account's own ups and downs, and have their day."""

from __future__ import annotations

import numpy as np
import pytest

from features.level import (
    block_means,
    block_middles,
    change_around,
    lasting_fall,
    log_level,
    onset_day,
)


def test_blocks_count_back_from_the_last_day() -> None:
    values = np.arange(16.0)[None, :]
    assert block_means(values, 7, 4)[0].tolist() == [5.0, 12.0]
    values[0, 10:] = np.nan
    assert np.isnan(block_means(values, 7, 4)[0, 1])


def test_middle_of_a_block_ignores_a_single_day() -> None:
    values = np.array([[2.0, 2.0, 50.0, 2.0, 2.0, 2.0, 0.0]])
    assert block_middles(values, 7, 4)[0, 0] == 2.0
    values[0, :4] = np.nan
    assert np.isnan(block_middles(values, 7, 4)[0, 0])


def test_fall_that_lasts_is_measured_beyond_the_own_scatter() -> None:
    rng = np.random.default_rng(1)
    series = rng.normal(0, 0.05, (1, 26))
    series[0, 20:] -= 1.0
    found = lasting_fall(series)
    assert found.split[0] == 20
    assert found.beyond[0] == pytest.approx(0.9, abs=0.1)
    assert found.share[0] == pytest.approx(0.6, abs=0.05)


def test_fall_that_returned_is_none() -> None:
    series = np.zeros((1, 26))
    series[0, 20:25] = -1.0
    assert lasting_fall(series).beyond[0] == 0


def test_what_fell_as_low_before_is_no_news() -> None:
    series = np.zeros((1, 26))
    series[0, [2, 6, 7, 11, 15]] = -1.0
    series[0, 22:] = -1.0
    assert lasting_fall(series).beyond[0] == 0


def test_noisy_days_need_a_deeper_fall() -> None:
    series = np.zeros((1, 6))
    series[0, 3:] = -0.5
    assert lasting_fall(series).beyond[0] > 0.3
    assert lasting_fall(series, noise=0.3).beyond[0] == 0


def test_too_few_blocks_are_not_judged() -> None:
    assert np.isnan(lasting_fall(np.zeros((1, 4))).beyond[0])


def test_day_of_the_fall_is_found_inside_its_block() -> None:
    days = np.zeros((1, 70))
    days[0, 45:] = -1.0
    blocks = np.log(block_means(np.exp(days), 7, 4))
    found = lasting_fall(blocks)
    assert onset_day(found.split, 7, 70, 10, days)[0] == 45


def test_fall_before_the_window_begins_with_the_window() -> None:
    split = np.array([3], dtype=np.int32)
    assert onset_day(split, 7, 28, 26, np.zeros((1, 28)))[0] == 0


def test_change_around_a_day() -> None:
    series = np.zeros((1, 30))
    series[0, 15:] = -2.0
    found = change_around(series)
    assert found[0, 14] == pytest.approx(-2.0)
    assert np.isnan(found[0, [0, 1, 2, 29]]).all()


def test_level_of_a_row_without_use_is_unknown() -> None:
    assert np.isnan(log_level(np.zeros((1, 8)))).all()

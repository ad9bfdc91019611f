from __future__ import annotations

import numpy as np
import pytest

from models.peer_group import peer_groups
from models.peer_rarity import SEEDS, rarity, tail_probability


def test_tail_probability_takes_middle_ranks_of_ties() -> None:
    reference = np.array([1.0, 1.0, 1.0, 5.0])
    assert tail_probability(reference, reference).tolist() == [0.625, 0.625, 0.625, 0.125]


def _rarity(values: np.ndarray) -> np.ndarray:
    same = np.full(len(values), "", dtype=np.str_)
    groups = peer_groups(same, same, np.isfinite(values))
    strength = np.nan_to_num(values).max(axis=1)
    return rarity(values, strength, groups, 1, "test", rows=np.zeros(0, dtype=np.intp)).mean


def test_odd_one_is_rare_and_the_many_are_common() -> None:
    values = np.zeros((80, 2))
    values[17] = 3.0
    rare = _rarity(values)
    assert rare[17] == 1.0
    assert np.delete(rare, 17).max() < 0.05


def test_what_all_peers_show_is_common() -> None:
    assert (_rarity(np.ones((60, 2))) == 0.0).all()


def test_too_few_peers_leave_the_degree_alone() -> None:
    assert (_rarity(np.array([[0.0], [5.0]])) == 1.0).all()


def test_missing_channel_is_not_rare() -> None:
    values = np.zeros((80, 2))
    values[:5, 1] = np.nan
    assert _rarity(values).max() < 0.05


def test_few_without_most_channels_are_not_rare_among_those_who_have_them() -> None:
    values = (
        np.abs(np.random.default_rng(3).normal(size=(200, 6))) * (np.arange(200) % 4 == 0)[:, None]
    )
    values[190:, 1:] = np.nan
    values[190:, 0] = 0.0
    assert _rarity(values)[190:].max() < 0.5


def test_faint_suspicion_grows_no_forest() -> None:
    values = np.zeros((80, 1))
    values[3] = 0.01
    assert (_rarity(values) == 0.0).all()


def test_forests_told_apart_are_those_of_the_mean() -> None:
    values = np.abs(np.random.default_rng(2).normal(size=(90, 3)))
    same = np.full(90, "", dtype=np.str_)
    groups = peer_groups(same, same, np.isfinite(values))
    rows = np.array([4, 17, 89])
    found = rarity(values, np.ones(90), groups, 5, "test", rows=rows)
    assert found.by_seed.shape == (SEEDS, 3)
    assert found.mean[rows] == pytest.approx(found.by_seed.mean(axis=0))
    assert found.by_seed.std(axis=0).max() > 0
    assert found.credit.any(axis=2).all()


def test_who_is_told_apart_changes_nothing() -> None:
    values = np.abs(np.random.default_rng(2).normal(size=(90, 3)))
    same = np.full(90, "", dtype=np.str_)
    groups = peer_groups(same, same, np.isfinite(values))
    few, all_rows = (
        rarity(values, np.ones(90), groups, 5, "test", rows=rows)
        for rows in (np.array([17]), np.arange(90))
    )
    assert np.array_equal(few.mean, all_rows.mean)
    assert np.array_equal(few.by_seed[:, 0], all_rows.by_seed[:, 17])
    assert np.array_equal(few.credit[:, 0], all_rows.credit[:, 17])

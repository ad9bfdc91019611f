from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest

from features.registry import Feature, FeatureTable
from features.window import Window
from models import stability
from models.stability import seed_overlap
from pipeline.contract.vocabulary import Family

IDS = [f"A{k}" for k in range(6)]


class _Scored:
    def __init__(self, scores: Sequence[float]) -> None:
        self.scores = pd.DataFrame({"score": scores})


@pytest.fixture
def window(make_window: Callable[..., Window]) -> Window:
    return make_window(IDS)


def _scores_of(seed_scores: dict[int, list[float]]) -> Callable[..., _Scored]:
    return lambda _window, _table, seed: _Scored(seed_scores[seed])


def test_overlap_is_that_of_the_tops(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    tops = {
        1: [0.9, 0.8, 0.7, 0.1, 0.0, 0.0],  # A0 A1 A2
        2: [0.9, 0.8, 0.1, 0.7, 0.0, 0.0],  # A0 A1 A3
        3: [0.9, 0.0, 0.0, 0.8, 0.7, 0.0],  # A0 A3 A4
    }
    monkeypatch.setattr(stability, "score", _scores_of(tops))
    found = seed_overlap(window, None, [1, 2, 3], 3)  # type: ignore[arg-type]
    assert found["mean_jaccard"] == pytest.approx((2 / 4 + 1 / 5 + 2 / 4) / 3)
    assert found["min_jaccard"] == pytest.approx(1 / 5)
    assert found["common_share"] == pytest.approx(1 / 3)
    assert (found["seeds"], found["k"]) == (3, 3)


def test_ties_are_broken_alike(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stability, "score", _scores_of({1: [0.5] * 6, 2: [0.4] * 6}))
    assert seed_overlap(window, None, [1, 2], 2)["min_jaccard"] == 1.0  # type: ignore[arg-type]


def test_clear_thieves_stay_whatever_the_seed(
    make_window: Callable[..., Window],
    make_feature: Callable[..., Feature],
    make_table: Callable[..., FeatureTable],
) -> None:
    drop = np.abs(np.random.default_rng(3).normal(0, 0.03, 60))
    drop[:4] = 0.8
    table = make_table({make_feature("drop_share", Family.CONSUMPTION): drop})
    window = make_window([f"A{k:02d}" for k in range(60)])
    assert seed_overlap(window, table, [1, 2, 3], 4)["common_share"] == 1.0
    assert seed_overlap(window, table, [1, 2], 500)["k"] == 60


@pytest.mark.parametrize(("seeds", "k"), [([1], 3), ([], 3), ([1, 1], 3), ([1, 2], 0)])
def test_nothing_to_compare_is_refused(seeds: list[int], k: int, window: Window) -> None:
    with pytest.raises(ValueError, match=r"seeds|k is 0"):
        seed_overlap(window, None, seeds, k)  # type: ignore[arg-type]

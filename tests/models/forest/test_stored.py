from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models import SuspicionForest
from models.forest.trees import Floats32


def test_forest_comes_back_with_the_same_bits(rows: Floats32, tmp_path: Path) -> None:
    frame = pd.DataFrame(rows, columns=["volt", "amp", "watt", "hour"])
    forest = SuspicionForest(n_estimators=20, random_state=5).fit(frame)
    np.savez(tmp_path / "forest.npz", **forest.arrays())
    with np.load(tmp_path / "forest.npz", allow_pickle=False) as stored:
        back = SuspicionForest.from_arrays(dict(stored))
    gappy = frame.mask(np.random.default_rng(3).random(frame.shape) < 0.2)
    for some in (frame, gappy):
        assert back.score_samples(some).tobytes() == forest.score_samples(some).tobytes()
        assert back.attributions(some).tobytes() == forest.attributions(some).tobytes()
    assert back.get_params() == forest.get_params()
    assert list(back.feature_names_in_) == list(frame.columns)
    assert back.predict(frame).tolist() == forest.predict(frame).tolist()


def test_forest_without_names_comes_back_without(forest: SuspicionForest) -> None:
    assert not hasattr(SuspicionForest.from_arrays(forest.arrays()), "feature_names_in_")


def _changed(name: str, value: object) -> Callable[[dict[str, np.ndarray]], None]:
    return lambda arrays: arrays.update({name: np.asarray(value)})


def _at(name: str, place: tuple[int, int], value: float) -> Callable[[dict[str, np.ndarray]], None]:
    def change(arrays: dict[str, np.ndarray]) -> None:
        arrays[name] = arrays[name].copy()
        arrays[name][place] = value

    return change


def _split_below_a_leaf(arrays: dict[str, np.ndarray]) -> None:
    thresholds = arrays["thresholds"].copy()
    tree, leaf = np.argwhere(np.isposinf(thresholds[:, 1:64]))[0]
    thresholds[tree, 2 * (leaf + 1)] = 1.0
    arrays["thresholds"] = thresholds


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda arrays: arrays.pop("leaf_depths"), "leaf_depths is missing"),
        (_changed("thresholds", np.zeros((20, 256))), "thresholds is float64"),
        (_changed("thresholds", np.zeros((20, 128), np.float32)), "unequal shape"),
        (_at("thresholds", (3, 1), np.nan), "no number"),
        (_at("features", (3, 1), 4), "more than 4 features"),
        (_at("left_shares", (0, 1), 1.5), "share outside"),
        (_at("left_shares", (0, 0), 0.5), "go to the right"),
        (_at("leaf_depths", (0, 0), np.inf), "depth"),
        (_at("leaf_depths", (0, 0), -1.0), "depth"),
        (_split_below_a_leaf, "split below a leaf"),
        (_changed("n_features_in_", -4), "n_features_in_"),
        (_changed("max_samples_", [256, 256]), "max_samples_ is not one"),
        (_changed("names", ["a", "b"]), "2 names"),
        (_changed("names", [1, 2, 3, 4]), "no list of texts"),
    ],
)
def test_arrays_of_no_forest_are_refused(
    forest: SuspicionForest, change: Callable[[dict[str, np.ndarray]], None], complaint: str
) -> None:
    arrays = forest.arrays()
    change(arrays)
    with pytest.raises(ValueError, match=complaint):
        SuspicionForest.from_arrays(arrays)


def test_one_leaf_without_its_descendants_is_refused(forest: SuspicionForest) -> None:
    arrays = forest.arrays()
    arrays["leaf_depths"] = arrays["leaf_depths"][:, :-1]
    with pytest.raises(ValueError, match="unequal shape"):
        SuspicionForest.from_arrays(arrays)

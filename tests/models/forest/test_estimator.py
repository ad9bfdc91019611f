from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from models import SuspicionForest


@parametrize_with_checks([SuspicionForest(n_estimators=10)])
def test_forest_is_a_scikit_learn_estimator(estimator: SuspicionForest, check: object) -> None:
    if check.func.__name__ == "check_array_api_input":  # type: ignore[attr-defined]
        pytest.skip("SCIPY_ARRAY_API is not set")
    check(estimator)  # type: ignore[operator]


def test_far_value_is_the_oddest(rows: np.ndarray) -> None:
    values = np.vstack([rows, [[30.0, 20.0, 0.0, 9.0]]])
    forest = SuspicionForest(n_estimators=50).fit(values)
    scores = forest.score_samples(values)
    assert scores.argmin() == 300
    assert (scores < 0).all()
    assert forest.predict(values)[300] == -1


def test_order_of_rows_does_not_matter(rows: np.ndarray) -> None:
    values = rows.copy()
    values[::3, 1] = np.nan
    order = np.random.default_rng(1).permutation(len(values))
    straight = SuspicionForest(n_estimators=50).fit(values).score_samples(values)
    shuffled = SuspicionForest(n_estimators=50).fit(values[order]).score_samples(values)
    assert straight.tobytes() == shuffled.tobytes()


def test_number_of_threads_does_not_matter(rows: np.ndarray) -> None:
    rng = np.random.default_rng(2)
    many = rows[rng.integers(0, len(rows), 40_000)] + rng.random((40_000, 1), dtype=np.float32)
    many[::100, 2] = np.nan
    found = []
    for threads in (1, 2, 3):
        other = SuspicionForest(n_estimators=20, n_jobs=threads).fit(rows)
        found.append(other.score_samples(many).tobytes() + other.attributions(many).tobytes())
    assert len(set(found)) == 1


def test_seed_matters(rows: np.ndarray) -> None:
    one, two = (
        SuspicionForest(n_estimators=20, random_state=seed).fit(rows).score_samples(rows)
        for seed in (1, 2)
    )
    assert not np.array_equal(one, two)


def test_features_keep_their_names(rows: np.ndarray) -> None:
    frame = pd.DataFrame(rows, columns=list("abcd"))
    forest = SuspicionForest(n_estimators=5).fit(frame)
    assert list(forest.feature_names_in_) == list("abcd")
    with pytest.raises(ValueError, match="feature names"):
        forest.score_samples(frame[list("bacd")])


def test_trees_of_too_many_rows_are_refused(rows: np.ndarray) -> None:
    with pytest.raises(ValueError, match="at most 4096"):
        SuspicionForest(max_samples=5000).fit(rows)

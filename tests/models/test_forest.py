from __future__ import annotations

import numpy as np
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks
from threadpoolctl import threadpool_limits

from models import SuspicionForest


@parametrize_with_checks([SuspicionForest(n_estimators=10)])
def test_forest_is_a_scikit_learn_estimator(estimator: SuspicionForest, check: object) -> None:
    if check.func.__name__ == "check_array_api_input":  # type: ignore[attr-defined]
        pytest.skip("SCIPY_ARRAY_API is not set")
    check(estimator)  # type: ignore[operator]


def _values(rows: int = 300) -> np.ndarray:
    rng = np.random.default_rng(7)
    return rng.exponential(size=(rows, 4)) * (rng.random((rows, 4)) < 0.2)


def test_far_value_is_the_oddest() -> None:
    values = np.vstack([_values(), [[30.0, 20.0, 0.0, 9.0]]])
    scores = SuspicionForest(n_estimators=50).fit(values).score_samples(values)
    assert scores.argmin() == 300
    assert (scores < 0).all()


def test_missing_value_counts_as_innocent() -> None:
    forest = SuspicionForest(n_estimators=50).fit(_values())
    missing, innocent = forest.score_samples([[np.nan] * 4, [0.0] * 4])
    assert missing == innocent


def test_order_of_rows_does_not_matter() -> None:
    values = _values()
    order = np.random.default_rng(1).permutation(len(values))
    straight = SuspicionForest(n_estimators=50).fit(values).score_samples(values)
    shuffled = SuspicionForest(n_estimators=50).fit(values[order]).score_samples(values)
    assert straight.tobytes() == shuffled.tobytes()


def test_number_of_threads_does_not_matter() -> None:
    values = _values()
    found = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            found.append(SuspicionForest(n_estimators=50).fit(values).score_samples(values))
    assert found[0].tobytes() == found[1].tobytes()


def test_seed_matters() -> None:
    values = _values()
    one, two = (
        SuspicionForest(n_estimators=20, random_state=seed).fit(values).score_samples(values)
        for seed in (1, 2)
    )
    assert not np.array_equal(one, two)

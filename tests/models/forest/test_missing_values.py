"""An account is not odd for lacking a channel, nor are those odd that have it."""

from __future__ import annotations

import numpy as np
import pytest

from models import SuspicionForest
from models.forest.growth import filled, ordered
from models.forest.trees import Floats32

HALF = 4000
LACKED = slice(0, 3)


def _one_sided(rng: np.random.Generator) -> np.ndarray:
    return rng.exponential(size=(2 * HALF, 8)) * (rng.random((2 * HALF, 8)) < 0.2)


def _two_sided(rng: np.random.Generator) -> np.ndarray:
    return rng.normal(size=(2 * HALF, 8))


def _lacking(values: np.ndarray) -> Floats32:
    gone = values.astype(np.float32)
    gone[:, LACKED] = np.nan
    return gone


def _difference(scores: np.ndarray, others: np.ndarray) -> tuple[float, float]:
    error = np.sqrt(scores.var() / len(scores) + others.var() / len(others))
    return float(scores.mean() - others.mean()), float(error)


@pytest.mark.parametrize("law", [_one_sided, _two_sided])
@pytest.mark.parametrize("half_lacks", [False, True])
def test_lacking_channels_is_not_odd(law: object, half_lacks: bool) -> None:
    rng = np.random.default_rng(9)
    reference, fresh = law(rng), law(rng)  # type: ignore[operator]
    if half_lacks:
        reference = np.vstack([_lacking(reference[:HALF]), reference[HALF:]])
    forest = SuspicionForest(random_state=1).fit(reference)
    complete = forest.score_samples(fresh[:HALF])
    lacking = forest.score_samples(_lacking(fresh[HALF:]))
    apart, error = _difference(lacking, complete)
    assert abs(apart) < 3 * error + 0.002
    # Nor does it lead the list: the oddest tenth holds no more of those who lack channels.
    odd = np.quantile(np.concatenate([complete, lacking]), 0.1)
    assert np.mean(lacking < odd) <= np.mean(complete < odd)


def test_counting_missing_as_0_would_hide_accounts() -> None:
    """Why both sides are followed: those filled with 0 would be far from odd."""
    rng = np.random.default_rng(9)
    reference, fresh = _two_sided(rng), _two_sided(rng)
    forest = SuspicionForest(random_state=1).fit(reference)
    zeros = np.nan_to_num(_lacking(fresh[HALF:]))
    apart, error = _difference(forest.score_samples(zeros), forest.score_samples(fresh[:HALF]))
    assert apart > 10 * error


def test_filling_draws_from_what_was_measured() -> None:
    values = np.array([[1, np.nan], [np.nan, np.nan], [3, np.nan], [np.nan, np.nan]])
    whole = filled(ordered(values.astype(np.float32)), 5)
    assert set(whole[:, 0]) <= {1.0, 3.0}
    assert (whole[:, 1] == 0).all()


def test_channel_of_nobody_changes_nothing(rows: Floats32) -> None:
    wider = np.hstack([rows, np.full((len(rows), 1), np.nan, dtype=np.float32)])
    zeros = np.nan_to_num(wider)
    with_gap = SuspicionForest(n_estimators=20).fit(wider).score_samples(wider)
    assert with_gap.tobytes() == SuspicionForest(20).fit(zeros).score_samples(zeros).tobytes()


def test_channel_of_nobody_takes_no_walk(rows: Floats32, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most accounts lack something that all their peers lack: they are scored at full speed."""
    wider = np.hstack([rows, np.full((len(rows), 1), np.nan, dtype=np.float32)])
    forest = SuspicionForest(n_estimators=20).fit(wider)
    zeros = np.nan_to_num(wider)
    monkeypatch.setattr("models.forest.passes.walk_paths", None)
    np.testing.assert_array_equal(forest.attributions(wider), forest.attributions(zeros))
    np.testing.assert_array_equal(forest.score_samples(wider), forest.score_samples(zeros))

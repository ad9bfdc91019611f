"""The kernel's scores are scikit-learn's, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models import SuspicionForest
from models.forest.growth import grow, ordered
from models.forest.trees import Floats32

# Few distinct values make duplicates, constants and rows that meet a threshold.
COARSE = st.sampled_from([0.0, -0.0, 1.0, 0.5, -3.0, 1e-40, 1e30, -1e30])
FINE = st.floats(-1e6, 1e6, width=32)
SHAPES = st.tuples(st.integers(2, 60), st.integers(1, 5))


def _both(reference: Floats32, rows: Floats32, trees: int, samples: int) -> tuple[bytes, bytes]:
    ours = SuspicionForest(trees, samples, random_state=3).fit(reference)
    theirs = grow(ordered(reference), trees, ours.max_samples_, 3)
    return ours.score_samples(rows).tobytes(), theirs.score_samples(rows).tobytes()


@settings(max_examples=40, deadline=None)
@given(
    SHAPES.flatmap(lambda shape: arrays(np.float32, shape, elements=COARSE | FINE)),
    st.integers(1, 6),
    st.sampled_from([2, 8, 64, 300]),
)
def test_scores_have_the_bits_of_scikit_learn(
    reference: Floats32, trees: int, samples: int
) -> None:
    rows = np.vstack([reference, -reference, np.nextafter(reference, np.float32(np.inf))])
    ours, theirs = _both(reference, rows, trees, samples)
    assert ours == theirs


@pytest.mark.parametrize("count", [1, 127, 128, 129, 1000])
@pytest.mark.parametrize("samples", [4, 256, 2000])
def test_blocks_and_deep_trees_change_no_bit(count: int, samples: int) -> None:
    rng = np.random.default_rng(count)
    reference = rng.normal(size=(3000, 7)).astype(np.float32)
    rows = rng.normal(size=(count, 7)).astype(np.float32)
    ours, theirs = _both(reference, rows, 10, samples)
    assert ours == theirs


def test_row_on_a_threshold_goes_left_as_in_scikit_learn() -> None:
    reference = np.random.default_rng(5).normal(size=(500, 2)).astype(np.float32)
    grown = grow(ordered(reference), 10, 256, 3)
    limits = np.concatenate([tree.tree_.threshold for tree in grown.estimators_])
    near = limits.astype(np.float32)
    steps = [np.nextafter(near, np.float32(way)) for way in (-np.inf, np.inf)]
    met = np.concatenate([near, *steps])
    ours, theirs = _both(reference, np.stack([met, met[::-1]], axis=1), 10, 256)
    assert ours == theirs


def test_read_only_rows_are_scored_alike() -> None:
    rows = np.random.default_rng(6).normal(size=(300, 3)).astype(np.float32)
    forest = SuspicionForest(5).fit(rows)
    before = forest.score_samples(rows)
    rows.setflags(write=False)
    assert forest.score_samples(rows).tobytes() == before.tobytes()

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.oracle.clues import CLUES, surprise
from pipeline.contract.vocabulary import Means


@pytest.mark.parametrize("means", list(Means))
def test_every_means_has_a_clue(means: Means) -> None:
    assert CLUES[means]


def test_surprise_is_the_share_of_honest_accounts_beyond() -> None:
    values = np.array([5.0, 1.0, 2.0, 3.0, 4.0, np.nan])
    honest = np.array([False, True, True, True, True, True])
    shares = np.exp(-surprise(values, honest))
    assert shares == pytest.approx([0.5 / 4, 1.0, 0.75, 0.5, 0.25, 1.0])


def test_equal_values_surprise_alike() -> None:
    honest = np.array([True, True, True, False])
    assert np.exp(-surprise(np.array([0.0, 0.0, 0.0, 0.0]), honest)) == pytest.approx([1.0] * 4)


def test_without_honest_accounts_nothing_surprises() -> None:
    assert surprise(np.array([1.0, 2.0]), np.array([False, False])).tolist() == [0.0, 0.0]

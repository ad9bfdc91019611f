from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.tail import innocent_tail


def _day(seed: int, innocent: int, thieves: int) -> np.ndarray:
    """Scores of a made-up day: innocents first, whose odds have a power law for a tail."""
    rng = np.random.default_rng(seed)
    odds = 0.02 * rng.pareto(1.4, innocent)
    found = rng.beta(8.0, 2.0, thieves)
    return np.concatenate([odds / (1.0 + odds), found])


def _innocent_tails(thieves: int) -> np.ndarray:
    return np.concatenate([innocent_tail(_day(seed, 3000, thieves))[:3000] for seed in range(8)])


@pytest.mark.parametrize("thieves", [50, 100, 150])
def test_tail_is_uniform_among_the_innocent(thieves: int) -> None:
    tails = _innocent_tails(thieves)
    assert tails.mean() == pytest.approx(0.5, abs=0.02)
    for share in (0.1, 0.05, 0.02, 0.01, 0.005):
        assert np.mean(tails <= share) == pytest.approx(share, rel=0.5)


@pytest.mark.parametrize("thieves", [0, 300])
def test_other_shares_of_thieves_do_not_make_innocents_look_rare(thieves: int) -> None:
    tails = _innocent_tails(thieves)
    for share in (0.1, 0.05, 0.02, 0.01, 0.005):
        assert np.mean(tails <= share) <= 1.7 * share


def test_thieves_left_in_would_hide_the_tail() -> None:
    scores = _day(1, 3000, 150)
    by_rank = (-scores).argsort().argsort() / len(scores)
    assert np.mean(by_rank[:3000] <= 0.05) < 0.01
    assert np.mean(innocent_tail(scores)[3000:] < 0.01) > 0.8


def test_ties_share_their_middle_and_the_unjudged_stay_unknown() -> None:
    assert innocent_tail(np.array([0.0, 0.0, np.nan, 0.0])).tolist() == pytest.approx(
        [0.5, 0.5, np.nan, 0.5], nan_ok=True
    )
    assert innocent_tail(np.array([])).tolist() == []
    assert innocent_tail(np.array([1.0, 1.0])).tolist() == [0.5, 0.5]


@given(arrays(np.float64, st.integers(1, 80), elements=st.floats(0, 1)))
def test_higher_score_is_never_more_common(scores: np.ndarray) -> None:
    tail = innocent_tail(scores)[np.argsort(scores)]
    assert (np.diff(tail) <= 1e-12).all()
    assert (tail >= 0).all()
    assert (tail <= 1).all()


def test_order_of_accounts_does_not_matter() -> None:
    scores = _day(2, 500, 20)
    order = np.random.default_rng(1).permutation(len(scores))
    assert innocent_tail(scores[order]) == pytest.approx(innocent_tail(scores)[order])

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.outcomes.score_scale import fit_scale

numbers = st.lists(st.floats(-20, 20), min_size=2, max_size=40)


def test_the_learner_gives_out_the_scores_that_the_cold_start_gave() -> None:
    rng = np.random.default_rng(1)
    cold, learned = rng.beta(0.5, 3, 4000), rng.normal(-3, 2, 4000)
    scale = fit_scale(learned, cold, -15.0, 15.0)
    told = np.sort(scale.score(learned))
    assert np.abs(told - np.sort(cold)).mean() < 0.005
    assert np.array_equal(np.argsort(told), np.arange(4000))


def test_no_evidence_is_at_zero_and_all_evidence_at_one() -> None:
    scale = fit_scale(np.array([-1.0, 0.0, 1.0]), np.array([0.2, 0.4, 0.6]), -3.0, 5.0)
    assert scale.score(np.array([-3.0, 0.0, 5.0])).tolist() == [0.0, 0.4, 1.0]


@given(numbers, st.lists(st.floats(0, 1), min_size=40, max_size=40), numbers)
def test_it_never_falls_and_stays_in_bounds(
    learned: list[float], cold: list[float], asked: list[float]
) -> None:
    odds = np.array(learned)
    scale = fit_scale(odds, np.array(cold[: len(odds)]), odds.min() - 1, odds.max() + 1)
    told = scale.score(np.sort(asked))
    assert (np.diff(told) >= 0).all()
    assert told.min() >= 0
    assert told.max() <= 1
    assert (np.diff(scale.log_odds) > 0).all()

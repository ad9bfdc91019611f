import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss

from models.evaluation.calibration import TAIL_SHARES, calibration, tail_among_innocents

GIVEN = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30)


@given(GIVEN)
def test_brier_and_bins_are_those_of_others(accounts: list[tuple[float, bool]]) -> None:
    given, thief = (np.array(column) for column in zip(*accounts, strict=True))
    told = calibration(np.r_[given, np.nan], np.r_[thief, True])
    assert told["accounts"] == len(accounts)
    expected = brier_score_loss(np.r_[thief, True, False], np.r_[given, 1, 0])
    # Two accounts without error are added: scikit-learn wants both outcomes.
    assert told["brier"] * len(accounts) == pytest.approx(expected * (len(accounts) + 2))
    bins = [[one for one in accounts if min(int(one[0] * 10), 9) == place] for place in range(10)]
    filled = [one for one in bins if one]
    assert [one["accounts"] for one in told["bins"]] == [len(one) for one in filled]
    error = sum(abs(sum(p for p, _ in one) - sum(t for _, t in one)) for one in filled)
    assert told["expected_calibration_error"] == pytest.approx(error / len(accounts), abs=1e-9)


def test_one_stands_in_the_last_bin() -> None:
    (only,) = calibration(np.array([1.0]), np.array([True]))["bins"]
    assert (only["low"], only["high"], only["theft_share"]) == (0.9, 1.0, 1.0)


def test_without_probabilities_it_says_so() -> None:
    told = calibration(np.array([np.nan]), np.array([True]))
    assert np.isnan(told["brier"])
    assert told["note"].startswith("no probabilities yet")


def test_tail_is_told_of_the_innocent_that_were_judged() -> None:
    odds = 0.02 * np.random.default_rng(1).pareto(1.4, 4000)
    score = np.r_[odds / (1 + odds), np.full(100, 0.9), np.nan]
    told = tail_among_innocents(score, np.r_[np.zeros(4000, bool), np.ones(100, bool), False])
    assert told["accounts"] == 4000
    assert [one["expected"] for one in told["shares"]] == list(TAIL_SHARES)
    for one in told["shares"]:
        assert one["observed"] == pytest.approx(one["expected"], rel=0.5)


def test_tail_without_an_innocent_is_unknown() -> None:
    told = tail_among_innocents(np.array([0.5]), np.array([True]))
    assert told["accounts"] == 0
    assert all(np.isnan(one["observed"]) for one in told["shares"])

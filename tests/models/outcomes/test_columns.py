from __future__ import annotations

import dataclasses

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.outcomes.columns import FAINT, Seen, above_faint, columns_of
from pipeline.contract.vocabulary import Family

NAMES, THRESHOLDS = ("a", "b"), np.array([2.0, 10.0])
shares = st.floats(0, 1)


def _seen(values: list[float], families: list[float], score: float) -> Seen:
    return Seen(np.array([values]), NAMES, np.array([families]), np.array([score]))


def _innocent() -> Seen:
    return _seen([0.0, 0.0], [0.0] * len(Family), 0.0)


def test_nothing_judged_is_nothing_suspected() -> None:
    unknown = _seen([np.nan, np.nan], [np.nan] * len(Family), np.nan)
    assert not columns_of(unknown, NAMES, THRESHOLDS).any()
    assert not columns_of(_innocent(), NAMES, THRESHOLDS).any()


def test_features_are_found_by_name() -> None:
    seen = _seen([2.0, 0.0], [0.0] * len(Family), 0.0)
    turned = dataclasses.replace(seen, values=seen.values[:, ::-1], names=NAMES[::-1])
    expected = columns_of(seen, NAMES, THRESHOLDS)
    assert np.array_equal(expected, columns_of(turned, NAMES, THRESHOLDS))
    assert expected[0, -2:].tolist() == [0.5, 0.0]


def test_a_feature_that_was_not_measured_counts_as_not_judged() -> None:
    alone = Seen(np.array([[10.0]]), ("b",), np.zeros((1, len(Family))), np.zeros(1))
    assert columns_of(alone, NAMES, THRESHOLDS)[0, -2:].tolist() == [0.0, 0.5]


def test_the_score_without_a_family_is_free_of_it() -> None:
    families = [0.0] * len(Family)
    families[2] = 0.9
    found = columns_of(_seen([0, 0], families, 0.9), NAMES, THRESHOLDS)[0]
    without = found[1 + len(Family) : 1 + 2 * len(Family)]
    assert without[2] == 0
    assert (np.delete(without, 2) > 1).all()


@given(shares, shares, st.integers(0, len(Family) - 1))
def test_more_evidence_never_lowers_a_column(low: float, high: float, place: int) -> None:
    low, high = sorted((low, high))
    less, more = [0.1] * len(Family), [0.1] * len(Family)
    less[place], more[place] = low, high
    before = columns_of(_seen([low, 1.0], less, low), NAMES, THRESHOLDS)
    after = columns_of(_seen([high, 1.0], more, high), NAMES, THRESHOLDS)
    assert (after >= before - 1e-12).all()


def test_the_faintest_score_is_at_zero_and_certainty_is_finite() -> None:
    odds = above_faint(np.array([0.0, FAINT, 0.5, 1.0]))
    assert odds[0] == odds[1] == 0
    assert np.isclose(odds[3], 2 * odds[2])

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_curve, roc_curve

from models.evaluation.curves import POINTS, curves
from models.evaluation.ranking import Ranking, rank

ACCOUNTS = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=40)


def ranking_of(accounts: list[tuple[int, bool]]) -> Ranking:
    scores, thieves = (np.array(column) for column in zip(*accounts, strict=True))
    return rank(scores.astype(float), np.arange(len(scores)).astype(str), thieves)


@given(ACCOUNTS)
def test_points_are_those_of_scikit_learn(accounts: list[tuple[int, bool]]) -> None:
    scores, thieves = (np.array(column) for column in zip(*accounts, strict=True))
    drawn = curves(ranking_of(accounts))
    if thieves.all() or not thieves.any():
        assert drawn["roc"] == {"false_positive_share": [], "recall": []}
        return
    wrong, recall, _ = roc_curve(thieves, scores, drop_intermediate=False)
    assert drawn["roc"]["false_positive_share"] == pytest.approx(wrong, abs=1e-5)
    assert drawn["roc"]["recall"] == pytest.approx(recall, abs=1e-5)
    precision, recall, _ = precision_recall_curve(thieves, scores)
    assert drawn["precision_recall"]["precision"] == pytest.approx(precision[-2::-1], abs=1e-5)
    assert drawn["precision_recall"]["recall"] == pytest.approx(recall[-2::-1], abs=1e-5)


def test_long_curves_are_thinned_and_keep_their_ends() -> None:
    rng = np.random.default_rng(2)
    ranking = rank(rng.random(5000), np.arange(5000).astype(str), rng.random(5000) < 0.1)
    drawn = curves(ranking)
    for curve in drawn.values():
        assert {len(line) for line in curve.values()} <= {len(curve["recall"])}
        assert len(curve["recall"]) <= POINTS + 1
        assert curve["recall"][-1] == 1
    assert drawn["by_length"]["length"][:5] == [1, 2, 3, 4, 5]
    assert drawn["by_length"]["length"][-1] == 5000

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from models.evaluation.curve_areas import average_precision, roc_auc
from models.evaluation.ranking import Ranking, rank

# Score, is a thief, how often it counts.
Account = tuple[float, bool, int]
Weighted = Callable[[list[Account]], tuple[Ranking, np.ndarray]]
ACCOUNTS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]), st.booleans(), st.integers(0, 3)),
    min_size=1,
    max_size=14,
)


@given(ACCOUNTS)
def test_areas_are_those_of_scikit_learn(weighted: Weighted, accounts: list[Account]) -> None:
    ranking, weights = weighted(accounts)
    counted = [account for account in accounts if account[2]]
    scores, thieves, counts = zip(*counted, strict=True) if counted else ((), (), ())
    if any(thieves):
        expected = average_precision_score(thieves, scores, sample_weight=counts)
        assert average_precision(ranking, weights)[0] == pytest.approx(expected)
    else:
        assert np.isnan(average_precision(ranking, weights)[0])
    if any(thieves) and not all(thieves):
        expected = roc_auc_score(thieves, scores, sample_weight=counts)
        assert roc_auc(ranking, weights)[0] == pytest.approx(expected)
    else:
        assert np.isnan(roc_auc(ranking, weights)[0])


@pytest.mark.parametrize("metric", [roc_auc, average_precision])
def test_many_weightings_at_once_are_each_its_own(
    weighted: Weighted, metric: Callable[..., np.ndarray]
) -> None:
    ranking, _ = weighted([(0.9, True, 1), (0.8, False, 1), (0.8, True, 1), (0.1, False, 1)])
    weights = np.array([[1, 1, 1, 1], [2, 0, 1, 1], [0, 1, 2, 2]])
    alone = [metric(ranking, row[None, :])[0] for row in weights]
    assert metric(ranking, weights).tolist() == alone


def test_all_tied_is_a_toss(weighted: Weighted) -> None:
    ranking, weights = weighted([(0.5, place % 4 == 0, 1) for place in range(12)])
    assert roc_auc(ranking, weights)[0] == 0.5
    assert average_precision(ranking, weights)[0] == pytest.approx(0.25)


def test_no_accounts_have_no_areas() -> None:
    ranking = rank(np.empty(0), np.empty(0, dtype=np.str_), np.empty(0, dtype=bool))
    weights = np.ones((1, 0), dtype=np.int64)
    assert np.isnan(roc_auc(ranking, weights)[0])
    assert np.isnan(average_precision(ranking, weights)[0])

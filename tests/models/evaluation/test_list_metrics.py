from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation import list_metrics
from models.evaluation.ranking import Ranking, rank

# Score, is a thief, how often it counts.
Account = tuple[float, bool, int]
Weighted = Callable[[list[Account]], tuple[Ranking, np.ndarray]]
ACCOUNTS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]), st.booleans(), st.integers(0, 3)),
    min_size=1,
    max_size=14,
)


def line_up(ranking: Ranking, weights: np.ndarray) -> list[bool]:
    """Every account in its rank, as often as it counts."""
    pairs = zip(ranking.is_thief.tolist(), weights[0].tolist(), strict=True)
    return [thief for thief, count in pairs for _ in range(count)]


@given(accounts=ACCOUNTS, k=st.integers(0, 20))
def test_list_metrics_are_those_of_a_plain_count(
    weighted: Weighted, accounts: list[Account], k: int
) -> None:
    ranking, weights = weighted(accounts)
    lined = line_up(ranking, weights)
    top, thieves = lined[:k], sum(lined)
    assert list_metrics.thieves_within(ranking, weights, k)[0] == sum(top)
    assert list_metrics.innocents_within(ranking, weights, k)[0] == len(top) - sum(top)
    precision = sum(top) / len(top) if top else np.nan
    recall = sum(top) / thieves if thieves else np.nan
    lift = precision / (thieves / len(lined)) if thieves and top else np.nan
    for measured, expected in (
        (list_metrics.precision_at, precision),
        (list_metrics.recall_at, recall),
        (list_metrics.lift_at, lift),
        (list_metrics.map_at, plain_map(top, thieves)),
    ):
        assert measured(ranking, weights, k)[0] == pytest.approx(expected, nan_ok=True)


def plain_map(top: list[bool], thieves: int) -> float:
    if not thieves:
        return float("nan")
    at_thieves = [sum(top[:place]) / place for place in range(1, len(top) + 1) if top[place - 1]]
    return float(np.mean(at_thieves)) if at_thieves else 0.0


def test_map_of_a_worked_example(weighted: Weighted) -> None:
    ranking, weights = weighted([(0.9, True, 1), (0.8, False, 1), (0.7, True, 1), (0.1, True, 1)])
    assert list_metrics.map_at(ranking, weights, 3)[0] == pytest.approx((1 + 2 / 3) / 2)
    assert list_metrics.map_at(ranking, weights, 4)[0] == pytest.approx((1 + 2 / 3 + 3 / 4) / 3)


def test_many_weightings_at_once_are_each_its_own(weighted: Weighted) -> None:
    ranking, _ = weighted([(0.9, True, 1), (0.8, False, 1), (0.8, True, 1), (0.1, False, 1)])
    weights = np.array([[1, 1, 1, 1], [2, 0, 1, 1], [0, 0, 2, 2]])
    alone = [list_metrics.map_at(ranking, row[None, :], 2)[0] for row in weights]
    assert list_metrics.map_at(ranking, weights, 2).tolist() == pytest.approx(alone)


def test_no_accounts_have_no_figures() -> None:
    ranking = rank(np.empty(0), np.empty(0, dtype=np.str_), np.empty(0, dtype=bool))
    weights = np.ones((1, 0), dtype=np.int64)
    assert np.isnan(list_metrics.precision_at(ranking, weights, 5)[0])
    assert np.isnan(list_metrics.map_at(ranking, weights, 5)[0])

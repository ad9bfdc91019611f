from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.ranking import judged_scores, rank

SCORES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0, np.nan]), max_size=12)


def test_equal_scores_stand_in_the_order_of_account_id() -> None:
    ids = np.array(["C", "A", "B", "D"])
    ranking = rank(np.array([0.5, 0.5, 0.5, 0.9]), ids, np.array([True, False, False, False]))
    assert ids[ranking.order].tolist() == ["D", "A", "B", "C"]
    assert ranking.is_thief.tolist() == [False, False, False, True]
    assert ranking.tie_starts.tolist() == [0, 1]
    assert ranking.ranks.tolist() == [4, 2, 3, 1]


def test_what_could_not_be_judged_is_as_little_suspicious_as_can_be() -> None:
    assert judged_scores(np.array([0.2, np.nan])).tolist() == [0.2, 0.0]
    assert judged_scores(np.array([-3.0, np.nan, 2.0])).tolist() == [-3.0, -3.0, 2.0]
    assert judged_scores(np.array([np.nan])).tolist() == [0.0]
    assert judged_scores(np.empty(0)).tolist() == []


@given(SCORES, st.randoms(use_true_random=False))
def test_ranking_does_not_depend_on_the_order_of_accounts(
    scores: list[float], random: Random
) -> None:
    ids = np.array([f"A{place}" for place in range(len(scores))], dtype=np.str_)
    thieves = np.arange(len(scores)) % 3 == 0
    mixed = np.array(random.sample(range(len(scores)), len(scores)), dtype=np.intp)
    values = np.array(scores, dtype=np.float64)
    one, other = rank(values, ids, thieves), rank(values[mixed], ids[mixed], thieves[mixed])
    assert ids[one.order].tolist() == ids[mixed][other.order].tolist()
    assert one.is_thief.tolist() == other.is_thief.tolist()
    assert one.tie_starts.tolist() == other.tie_starts.tolist()
    expected = sorted(range(len(scores)), key=lambda k: (-judged_scores(values)[k], ids[k]))
    assert one.order.tolist() == expected

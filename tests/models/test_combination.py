from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.combination import REACH, combine, tip_balance
from pipeline.contract.vocabulary import Family

FAMILIES = tuple(Family)


def _score(**scores: float) -> float:
    row = np.array([[scores.get(family.value, np.nan) for family in FAMILIES]])
    return float(combine(row, FAMILIES)[0])


def test_every_family_has_a_reach() -> None:
    assert set(REACH) == set(Family)


def test_family_not_judged_counts_like_an_innocent_one() -> None:
    assert _score(consumption=0.6) == _score(consumption=0.6, register=0.0)


def test_consumption_alone_stays_below_a_shunt() -> None:
    assert _score(consumption=1.0) < _score(current_shunt=1.0)


def test_second_family_corroborates() -> None:
    assert _score(consumption=0.5, tamper_events=0.6) > max(
        _score(consumption=0.5), _score(tamper_events=0.6)
    )


def test_what_is_common_altogether_scores_a_little_less() -> None:
    rare, common = tip_balance(np.array([0.6, 0.6]), np.array([1.0, 0.0]))
    assert rare == 0.6
    assert 0.5 < common < 0.6


def test_faint_hints_everywhere_are_not_listed() -> None:
    assert _score(**{family.value: 0.15 for family in FAMILIES}) < 0.35


@given(
    arrays(np.float64, (1, len(FAMILIES)), elements=st.floats(0, 1)),
    st.integers(0, len(FAMILIES) - 1),
    st.floats(0, 1),
)
def test_higher_family_score_never_lowers_the_score(
    scores: np.ndarray, place: int, other: float
) -> None:
    raised = scores.copy()
    raised[0, place] = max(scores[0, place], other)
    before, after = (combine(row, FAMILIES)[0] for row in (scores, raised))
    assert 0.0 <= before <= after + 1e-12 <= 1.0 + 1e-12

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.combination import combine, reach, tip_balance
from models.explanation.bookkeeping import Grounds, nats, split
from models.family_score import damped_or, family_score
from pipeline.contract.vocabulary import Family

FAMILIES = (Family.CURRENT_SHUNT, Family.REGISTER, Family.CONSUMPTION)
OWNERS = (np.array([0, 3, 4, 6]), np.array([1]), np.array([2, 5]))
SHARES = st.floats(0, 1)
PROOFS = st.sampled_from([0.0, 0.0, 0.0, 0.8, 0.98])


def _grounds(degrees: np.ndarray, certain: np.ndarray) -> Grounds:
    return Grounds(degrees, certain, OWNERS, reach(FAMILIES))


def _total(grounds: Grounds, rarities: np.ndarray, overall: np.ndarray) -> np.ndarray:
    """Score as `models.scoring.score` does."""
    scores = [
        np.maximum(
            family_score(damped_or(grounds.degrees[:, own]), rarities[:, place]),
            grounds.certain[:, own].max(axis=1),
        )
        for place, own in enumerate(OWNERS)
    ]
    tipped = tip_balance(combine(np.column_stack(scores), FAMILIES), overall)
    return np.asarray(np.maximum(tipped, grounds.certain.max(axis=1)))


@given(
    arrays(np.float64, (4, 7), elements=SHARES),
    arrays(np.float64, (4, 7), elements=PROOFS),
    arrays(np.float64, (4, 3), elements=SHARES),
    arrays(np.float64, (4, 7), elements=st.floats(-3, 3)),
    arrays(np.float64, 4, elements=SHARES),
)
def test_terms_add_up_to_the_score(
    degrees: np.ndarray,
    certain: np.ndarray,
    rarities: np.ndarray,
    credit: np.ndarray,
    overall: np.ndarray,
) -> None:
    grounds = _grounds(degrees, certain)
    total = _total(grounds, rarities, overall)
    found = split(grounds, rarities, credit, total)
    assert found.sum(axis=1) == pytest.approx(nats(total), rel=1e-9, abs=1e-12)
    assert (found >= -1e-12).all()
    assert (np.abs(found[(degrees == 0) & (certain == 0)]) < 1e-12).all()


def test_families_take_what_they_add_to_the_noisy_or() -> None:
    degrees = np.array([[0.6, 0.8, 0.5, 0.0, 0.0, 0.0, 0.0]])
    rarities = np.array([[1.0, 1.0, 0.0]])
    grounds = _grounds(degrees, np.zeros((1, 7)))
    total = _total(grounds, rarities, np.ones(1))
    found = split(grounds, rarities, np.zeros((1, 7)), total)[0]
    # The register has the strongest family score, then the shunt, then the fall.
    register = -np.log(1 - 0.90 * 0.75 * 0.8)
    shunt = -np.log(1 - 0.7 * 0.92 * 0.75 * 0.6)
    fall = -np.log(1 - 0.4 * 0.88 * 0.75 * 0.5 * 0.55)
    assert found[[1, 0, 2]] == pytest.approx([register, shunt, fall])


def test_what_rarity_adds_follows_the_paths_and_the_rest_the_degrees() -> None:
    degrees = np.array([[0.5, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0]])
    grounds = _grounds(degrees, np.zeros((1, 7)))
    credit = np.array([[0.0, 0.0, 0.0, 2.0, 9.0, 0.0, -1.0]])
    common, rare = (
        split(grounds, rarity, credit, _total(grounds, rarity, np.ones(1)))[0]
        for rarity in (np.zeros((1, 3)), np.array([[1.0, 0.0, 0.0]]))
    )
    assert rare[0] == pytest.approx(common[0])
    assert rare[3] > common[3]
    assert rare[4] == 0.0


def test_near_proof_takes_what_it_adds_beyond_all() -> None:
    degrees = np.array([[0.5, 0.4, 0.0, 0.0, 0.0, 0.0, 0.0]])
    certain = np.array([[0.0, 0.98, 0.0, 0.0, 0.0, 0.0, 0.0]])
    grounds, rarities = _grounds(degrees, certain), np.ones((1, 3))
    found = split(grounds, rarities, np.zeros((1, 7)), np.array([0.98]))[0]
    assert found[1] > 10 * found[0] > 0
    assert found.sum() == pytest.approx(-np.log(0.02))


def test_account_without_suspicion_has_no_terms() -> None:
    nothing = np.zeros((1, 7))
    found = split(_grounds(nothing, nothing), np.ones((1, 3)), nothing, np.zeros(1))
    assert not found.any()

"""An empty building is no thief."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.registry import Explanation, Feature, FeatureTable
from models.doubt import DOUBT_SHARE, doubted
from pipeline.contract.vocabulary import Family

FAMILIES = (Family.CURRENT_SHUNT, Family.CONSUMPTION)


def _explanation(name: str, applies: list[bool]) -> Explanation:
    tested = np.ones(len(applies), dtype=np.bool_)
    return Explanation(name, "It applies.", "It does not.", tested, np.array(applies))


def test_emptiness_weakens_consumption_and_nothing_else(
    make_table: Callable[..., FeatureTable], make_feature: Callable[..., Feature]
) -> None:
    table = make_table(
        {make_feature("fall", Family.CONSUMPTION): [0.9, 0.9, 0.9]},
        explanations=[
            _explanation("vacancy", [True, False, False]),
            _explanation("closure_or_vacation", [True, True, False]),
            _explanation("too_little_data", [False, False, True]),
        ],
    )
    scores = np.full((3, 2), 0.8)
    weakened = doubted(scores, FAMILIES, table)
    assert weakened[:, 0].tolist() == [0.8] * 3
    assert weakened[:, 1].tolist() == [0.8 * DOUBT_SHARE, 0.8 * DOUBT_SHARE, 0.8]
    assert (scores == 0.8).all()


def test_without_the_consumption_family_nothing_changes(
    make_table: Callable[..., FeatureTable], make_feature: Callable[..., Feature]
) -> None:
    table = make_table({make_feature("shift", Family.CURRENT_SHUNT): [0.9]})
    assert doubted(np.array([[0.7]]), FAMILIES[:1], table).tolist() == [[0.7]]

"""What an innocent explanation explains counts less, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from features.explanations.instrument import WEAKENS as OF_INSTRUMENTS
from features.explanations.sister_account import WEAKENS as OF_SISTERS
from features.measurement import ALL_FEATURES
from features.registry import Explanation, Feature, FeatureTable
from models.doubt import credibility
from models.family_judgement import Suspicion
from pipeline.contract.vocabulary import Family

Make = Callable[..., Feature]
Table = Callable[..., FeatureTable]


def explanation(
    name: str, applies: list[bool], left: Sequence[float] | None, *weakens: Family | str
) -> Explanation:
    """An explanation that leaves `left` of what it weakens."""
    return Explanation(
        name,
        "It applies.",
        "It does not.",
        np.ones(len(applies), dtype=np.bool_),
        np.array(applies),
        weakens=weakens,
        left=None if left is None else np.array(left),
    )


def test_family_or_feature_is_weakened_where_the_explanation_holds(
    make_table: Table, make_feature: Make
) -> None:
    table = make_table(
        {
            make_feature("fall", Family.CONSUMPTION): [0.9, 0.9],
            make_feature("deficit", Family.CURRENT_SHUNT): [0.9, 0.9],
            make_feature("shift", Family.CURRENT_SHUNT): [0.9, 0.9],
        },
        explanations=[
            explanation("vacancy", [True, False], [0.7, 0.7], Family.CONSUMPTION),
            explanation("terminal_fault", [False, True], [0.2, 0.3], "deficit"),
            explanation("told_only", [True, True], None, "shift"),
        ],
    )
    assert credibility(table).tolist() == [[0.7, 1.0, 1.0], [1.0, 0.3, 1.0]]


def test_strongest_of_several_explanations_counts_and_not_their_product(
    make_table: Table, make_feature: Make
) -> None:
    table = make_table(
        {make_feature("fall", Family.CONSUMPTION): [0.9]},
        explanations=[
            explanation("vacancy", [True], [0.7], Family.CONSUMPTION),
            explanation("sister_account", [True], [0.4], "fall"),
        ],
    )
    assert credibility(table).tolist() == [[0.4]]


def test_degrees_and_near_proofs_are_weakened_alike(make_table: Table, make_feature: Make) -> None:
    proof = make_feature("deficit", Family.CURRENT_SHUNT, rule_at=0.5, error_rate=0.1)
    doubt = explanation("terminal_fault", [True, False], [0.25, 0.25], "deficit")
    found = Suspicion.of(make_table({proof: [0.9, 0.9]}, explanations=[doubt]))
    assert found.certain[:, 0].tolist() == [0.25 * 0.9, 0.9]
    assert found.degrees[0, 0] == 0.25 * found.degrees[1, 0]


def test_explanations_weaken_features_that_there_are() -> None:
    known = {feature.name for feature in ALL_FEATURES}
    named = {name for name in (*OF_INSTRUMENTS, *OF_SISTERS) if not isinstance(name, Family)}
    assert named <= known

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.registry import Feature, FeatureTable
from models.rules import certainty, fired
from pipeline.contract.vocabulary import Family


def test_near_proof_fires_from_its_limit_on(
    make_feature: Callable[..., Feature], make_table: Callable[..., FeatureTable]
) -> None:
    proof = make_feature("proof", Family.REGISTER, rule_at=2.0, error_rate=0.01)
    plain = make_feature("plain", Family.REGISTER)
    table = make_table({proof: [1.9, 2.0, np.nan], plain: [9.0, 9.0, 9.0]})
    assert fired(table).tolist() == [[False, False], [True, False], [False, False]]
    assert certainty(table).tolist() == [[0.0, 0.0], [0.99, 0.0], [0.0, 0.0]]

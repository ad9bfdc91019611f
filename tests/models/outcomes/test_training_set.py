from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from models.outcomes.training_set import TrainingSet

Maker = Callable[..., TrainingSet]


def test_rows_are_taken_from_every_column(utility: Maker) -> None:
    visits = utility(10)
    taken = visits.take(np.array([7, 2]))
    assert len(taken) == 2
    assert taken.account_id.tolist() == ["A000007", "A000002"]
    assert np.array_equal(taken.values, visits.values[[7, 2]], equal_nan=True)
    assert taken.names == visits.names


@pytest.mark.parametrize("column", ["values", "family_scores", "score", "zone"])
def test_a_column_of_another_shape_is_refused(utility: Maker, column: str) -> None:
    visits = utility(10)
    with pytest.raises(ValueError, match=column):
        dataclasses.replace(visits, **{column: getattr(visits, column)[:-1]})

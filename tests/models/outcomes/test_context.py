from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from models.outcomes.context import context_columns
from models.outcomes.training_set import TrainingSet


def test_only_words_that_are_common_get_a_column(utility: Callable[..., TrainingSet]) -> None:
    visits = utility(20)
    zone = np.array(["north"] * 9 + ["south"] * 6 + ["far"] * 2 + [""] * 3)
    visits = dataclasses.replace(visits, zone=zone)
    found = context_columns(visits, visits.take(np.array([0, 10, 16, 19])), ("zone",))
    assert found.tolist() == [[1, 0], [0, 1], [0, 0], [0, 0]]

"""What the tests of the outcome learner share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.outcomes.training_set import TrainingSet
from tests.models.outcomes.small_utility import make


@pytest.fixture(scope="session")
def utility() -> Callable[..., TrainingSet]:
    return make

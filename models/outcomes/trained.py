"""Training: from visits to a model, and whether it may judge."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from models.outcomes.model import OutcomeModel
from models.outcomes.training_set import TrainingSet


class NotEnoughOutcomesError(ValueError):
    """Too few visits proved something; the message says what there is and what is needed."""


@dataclass(frozen=True)
class Parameters:
    """What a training is asked.

    capacity: visits a day that the crews can make; precision is told for so large a share.
    previous_share: the share of the score that the model before this one had, 0 without.
    """

    capacity: int = 100
    previous_share: float = 0.0


@dataclass(frozen=True)
class Trained:
    """What came out of a training.

    model: to be released unless refused. card: model card, plain JSON types. proxy: the proxy
    report. validation: figures of the time-ordered validation. share: of the score that the
    learner gets. refusal: why the model must not be released, None where it may.
    """

    model: OutcomeModel
    card: dict[str, Any]
    proxy: dict[str, Any]
    validation: dict[str, Any]
    share: float
    refusal: str | None


def train(training_set: TrainingSet, parameters: Parameters, date: dt.date, seed: int) -> Trained:
    """Learn from the visits before `date`; the same inputs give the same bytes.

    NotEnoughOutcomesError where too few visits proved something.
    """
    raise NotImplementedError

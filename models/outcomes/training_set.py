"""The training set: visits, with what was known of the account on the day before them."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from features.window import Floats
from models.outcomes.labels import Words
from pipeline.contract.vocabulary import Family

Values = NDArray[np.float32] | Floats


@dataclass(frozen=True)
class TrainingSet:
    """Visits, one row each, in any order; what was known is of the list that came before.

    account_id: (n,) str. day: (n,) days since 1970 of the visit. values: (n, f) float32, NaN
    not judged. names: the f features. family_scores: (n, k), a column for every `Family` in
    its order, NaN not judged. score: (n,) of the cold start, in 0..1.
    outcome: (n,) word of the contract; "" is an account that was not visited, taken from
    the population at random, so that it can be told who gets visited. reason: (n,)
    `VisitReason`, "" unknown. selection_probability: (n,) as it was logged, NaN unknown.
    zone, tariff_class, meter_model, customer_id: (n,) str, "" unknown. The first three never
    reach the learner: they serve the weights and the proxy report.

    ValueError where shapes do not fit.
    """

    account_id: Words
    day: NDArray[np.int64]
    values: Values
    names: tuple[str, ...]
    family_scores: Floats
    score: Floats
    outcome: Words
    reason: Words
    selection_probability: Floats
    zone: Words
    tariff_class: Words
    meter_model: Words
    customer_id: Words

    def __post_init__(self) -> None:
        count = len(self.account_id)
        shapes = {"values": (count, len(self.names)), "family_scores": (count, len(Family))}
        for name in _columns():
            found, wanted = np.shape(getattr(self, name)), shapes.get(name, (count,))
            if found != wanted:
                raise ValueError(f"{name}: shape {found}, must be {wanted}")

    def __len__(self) -> int:
        return len(self.account_id)

    def take(self, rows: NDArray[np.generic]) -> TrainingSet:
        """Return the rows of an index or a mask."""
        taken = {name: getattr(self, name)[rows] for name in _columns()}
        return TrainingSet(names=self.names, **taken)


def _columns() -> list[str]:
    return [field.name for field in fields(TrainingSet) if field.name != "names"]

"""What the utility remembers: visits with what was known before them, as a training set."""

from __future__ import annotations

import numpy as np

from benchmarks.learning_curve.field import Visits, is_told
from benchmarks.learning_curve.population import LOOKED_AT, Population
from models.outcomes.training_set import TrainingSet

UNVISITED = 50  # accounts a month of those not visited, to tell who gets visited


class Memory:
    """Visits of all months so far, and accounts that nobody visited beside them."""

    def __init__(self) -> None:
        self._sets: list[TrainingSet] = []
        self.told = 0

    def add(self, people: Population, visits: Visits, rng: np.random.Generator) -> None:
        """Remember the visits of a month and as many unvisited as are kept of it."""
        others = np.setdiff1d(np.arange(len(people)), visits.row)
        unvisited = rng.choice(others, min(UNVISITED, len(others)), replace=False)
        count = len(unvisited)
        row = np.concatenate([visits.row, unvisited])
        self._sets.append(
            TrainingSet(
                account_id=people.account_id[row],
                day=np.concatenate([visits.day, np.full(count, people.day + 1)]),
                values=people.values[row],
                names=tuple(people.names.tolist()),
                family_scores=people.family_scores[row],
                score=people.score[row],
                outcome=np.concatenate([visits.outcome, np.full(count, "")]),
                reason=np.concatenate([visits.reason, np.full(count, "")]),
                selection_probability=np.concatenate([visits.chance, np.full(count, np.nan)]),
                **{name: getattr(people, name)[row] for name in LOOKED_AT},
            )
        )
        self.told += int(is_told(visits.outcome).sum())

    def first(self, told: int) -> TrainingSet:
        """Return the visits up to and with the `told`-th that proved something, in time order."""
        together = _together(self._sets)
        ordered = together.take(np.argsort(together.day, kind="stable"))
        last = int(np.searchsorted(np.cumsum(is_told(ordered.outcome)), told))
        return ordered.take(np.arange(last + 1))


def _together(sets: list[TrainingSet]) -> TrainingSet:
    columns = [name for name in TrainingSet.__dataclass_fields__ if name != "names"]
    joined = {name: np.concatenate([getattr(one, name) for one in sets]) for name in columns}
    return TrainingSet(names=sets[0].names, **joined)

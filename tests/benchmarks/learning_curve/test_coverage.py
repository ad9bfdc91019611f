"""Visits at random tell the truth about all accounts, and how sure they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.learning_curve.coverage import estimates, holds
from models.monitoring.interval import LEVEL, UNKNOWN, Figure

if TYPE_CHECKING:
    from tests.benchmarks.learning_curve.conftest import Made


def test_intervals_hold_at_their_level_where_plain_counts_are_far_off(made: Made) -> None:
    people = [made(month, 2000) for month in range(3)]
    known = [one for seed in range(60) for one in estimates(people, seed)]
    assert len(known) == 60
    held = np.mean([holds(one.share, one.true_share) for one in known])
    # Of sixty at a true level of 0.9, fewer than 0.8 come once in two hundred.
    assert held > LEVEL - 0.1
    told, truth = (np.mean([getattr(one, n) for one in known]) for n in ("plain", "true_share"))
    assert told > 2 * truth
    assert abs(np.mean([one.share.value for one in known]) - truth) < 0.2 * truth


def test_recall_is_of_all_thefts_and_not_of_those_found(made: Made) -> None:
    people = [made(month, 2000) for month in range(3)]
    known = estimates(people, seed=1)
    assert all(0 < one.true_recall < 0.6 for one in known)
    assert all(holds(one.recall, one.recall.value) for one in known)


def test_what_is_not_known_does_not_hold() -> None:
    assert not holds(UNKNOWN, 0.1)
    assert holds(Figure(0.1, 0.0, 0.2), 0.2)

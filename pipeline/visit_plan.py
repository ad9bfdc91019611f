"""Plan of a day as exports show it: the visits, and who is under watch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class VisitPlan:
    """What an export shows of a day's visits.

    visits: rows of table `visits` by place. watched: rows of table `watched`.
    """

    visits: Sequence[Mapping[str, Any]]
    watched: Sequence[Mapping[str, Any]]

    @property
    def is_assumed(self) -> bool:
        """Whether a probability of the plan was not calibrated on outcomes."""
        return any(row["probability_is_assumed"] for row in self.visits)

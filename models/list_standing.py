"""Standing: what one list's day knew of an account, on the list or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Then:
    """What one list's day knew of an account.

    listed: its row of the list, None where it was not on it. scored: score and disqualified,
    None where it was not scored. values: feature to value, NaN not judged; may be empty.
    """

    listed: Mapping[str, Any] | None
    scored: Mapping[str, Any] | None
    values: Mapping[str, Any]

    @property
    def rank(self) -> int | None:
        """Rank on the list."""
        return None if self.listed is None else int(self.listed["rank"])

    @property
    def score(self) -> float | None:
        """Score, None where there is none."""
        known = self.listed if self.scored is None else self.scored
        score = None if known is None else known["score"]
        return None if score is None or not np.isfinite(score) else float(score)

    @property
    def refusal(self) -> str:
        """Why it could not be judged; empty where it could."""
        reason = None if self.scored is None else self.scored.get("disqualified")
        return reason if isinstance(reason, str) else ""

    @property
    def evidence(self) -> list[Mapping[str, Any]]:
        """Pieces of evidence on the list, strongest first."""
        return _several(self.listed, "evidence")

    @property
    def applying(self) -> set[str]:
        """Innocent explanations that apply, as far as the list tells."""
        tested = _several(self.listed, "cleared_by")
        return {one["explanation"] for one in tested if one["outcome"] == "applies"}


def _several(row: Mapping[str, Any] | None, name: str) -> list[Mapping[str, Any]]:
    value = None if row is None else row[name]
    return [] if value is None else list(value)

"""A baseline: a plain way to rank accounts, to tell what ours is better for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from features.window import Floats, Window


@dataclass(frozen=True)
class Baseline:
    """One way to rank the accounts of a window.

    name: snake_case, for files. label: a few words for tables.
    score: window of n accounts to (n,) scores: any scale, larger is more suspicious, never
    NaN; what cannot be judged scores as the innocent do. The same window, the same scores.
    """

    name: str
    label: str
    score: Callable[[Window], Floats]

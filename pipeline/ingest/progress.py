"""Word of how far an ingest has come."""

from __future__ import annotations

from collections.abc import Callable

# Called with the stage, how much is done and how much there is.
Progress = Callable[[str, int, int], None]


def no_progress(stage: str, done: int, total: int) -> None:
    """Tell nobody."""

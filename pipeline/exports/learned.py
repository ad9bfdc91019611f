"""What a list says of the part that outcomes of visits have in its scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.language import say_many


class Learned(NamedTuple):
    """Percent of the score that was learned, and from how many outcomes."""

    percent: int
    outcomes: int


def learned_part(counts: Mapping[str, int]) -> Learned | None:
    """Return what the counts of a run say of its model; None without one."""
    if "learned_percent" not in counts:
        return None
    return Learned(counts["learned_percent"], counts["outcomes"])


def learned_words(learned: Learned | None) -> str:
    """Return a sentence in the spoken language; the empty text without a model."""
    if learned is None:
        return ""
    return say_many(
        "Scores: {percent} % learned from {count} outcome of visits.",
        "Scores: {percent} % learned from {count} outcomes of visits.",
        learned.outcomes,
        percent=learned.percent,
    )

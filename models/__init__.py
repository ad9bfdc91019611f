"""Judgement: rules, forests by peer group, combination, evidence, the list, cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.forest import SuspicionForest

__all__ = ["SuspicionForest"]


def __getattr__(name: str) -> object:
    """Load the forest on first use: lists and cases do not need scikit-learn."""
    if name == "SuspicionForest":
        from models.forest import SuspicionForest  # noqa: PLC0415

        return SuspicionForest
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

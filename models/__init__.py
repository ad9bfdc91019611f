"""Judgement: rules, forests by peer group, combination, evidence, the list, cases."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.feature_values import read_feature_values
    from models.forest import SuspicionForest
    from models.lake_window import read_window
    from models.scoring import score
    from models.suspect_list import make_list

__all__ = ["SuspicionForest", "make_list", "read_feature_values", "read_window", "score"]

_HOMES = {
    "SuspicionForest": "models.forest",
    "make_list": "models.suspect_list",
    "read_feature_values": "models.feature_values",
    "read_window": "models.lake_window",
    "score": "models.scoring",
}


def __getattr__(name: str) -> object:
    """Load what is asked for on first use: lists and cases do not need scikit-learn."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Pure functions of arrays: day kernels, daily energy, signatures, innocent explanations."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from features.measurement import ALL_FEATURES, compute
    from features.own_feature import OwnFeature
    from features.registry import Feature, Measured

__all__ = ["ALL_FEATURES", "Feature", "Measured", "OwnFeature", "compute"]

_HOMES = {
    "ALL_FEATURES": "features.measurement",
    "Feature": "features.registry",
    "Measured": "features.registry",
    "OwnFeature": "features.own_feature",
    "compute": "features.measurement",
}


def __getattr__(name: str) -> object:
    """Load what is asked for on first use: kernels alone need none of it."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

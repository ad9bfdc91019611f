"""What comes in and goes out: contract, settings, sources, quarantine, lake, lists, exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.lake import Lake

__all__ = ["Lake"]


def __getattr__(name: str) -> object:
    """Load the lake on first use: the contract alone needs neither pandas nor Delta."""
    if name == "Lake":
        from pipeline.lake import Lake  # noqa: PLC0415

        return Lake
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

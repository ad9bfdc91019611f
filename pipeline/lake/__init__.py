"""The lake: Delta Lake tables in a folder."""

from pipeline.lake.lake import Lake
from pipeline.lake.pinned import PinnedLake, ReadOnlyError, VersionGoneError

__all__ = ["Lake", "PinnedLake", "ReadOnlyError", "VersionGoneError"]

"""The lake: Delta Lake tables in a folder."""

from pipeline.lake.lake import Lake

__all__ = ["Lake"]

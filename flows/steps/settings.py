"""Step: which settings count."""

from __future__ import annotations

from pathlib import Path

from pipeline.lake import Lake
from pipeline.settings import Settings, load_settings


def settings_of(lake: Lake, path: Path | None) -> Settings:
    """Return the settings in file `path`; without one, those that the lake remembers."""
    return lake.settings() if path is None else load_settings(path)


def delivery_settings(lake: Lake, path: Path | None) -> Settings:
    """Return the settings for an ingest: `path`, else the file beside the lake, else the lake's.

    The file beside the lake comes before what the lake remembers, so that an edited mapping
    counts from the next delivery on.
    """
    beside = lake.root.parent / "wattsleuth.toml"
    if path is None and beside.exists():
        path = beside
    return settings_of(lake, path)

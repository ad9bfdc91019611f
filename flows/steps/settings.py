"""Step: which settings count."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.lake import Lake
from pipeline.language import find_language
from pipeline.settings import Settings, load_settings

FILE_NAME = "wattsleuth.toml"


def settings_of(lake: Lake, path: Path | None, language: str | None = None) -> Settings:
    """Return the settings in file `path`; without one, those that the lake remembers.

    language: texts are in this one instead; LanguageError where it is not there.
    """
    settings = lake.settings() if path is None else load_settings(path)
    if language is None:
        return settings
    find_language(language, settings.catalogues)
    return settings.model_copy(update={"language": language})


def delivery_settings(lake: Lake, path: Path | None, delivered: Iterable[Path]) -> Settings:
    """Return the settings for an ingest of the paths `delivered`.

    They are, in this order: those in file `path`; those beside the lake, so that an edited
    mapping counts from the next delivery on; those that the lake remembers; and for a first
    delivery those that lie in a delivered folder, as with a simulated utility.
    """
    beside = lake.root.parent / FILE_NAME
    if path is None and beside.exists():
        path = beside
    if path is None and not lake.remembers_settings:
        path = next((file for folder in delivered if (file := folder / FILE_NAME).exists()), None)
    return settings_of(lake, path)

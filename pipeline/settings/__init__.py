"""Settings of a utility: `wattsleuth.toml`, checked."""

from pipeline.settings.mapping import TableMapping
from pipeline.settings.settings import Settings, SettingsError, load_settings, parse_settings

__all__ = ["Settings", "SettingsError", "TableMapping", "load_settings", "parse_settings"]

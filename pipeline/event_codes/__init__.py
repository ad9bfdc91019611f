"""Event codes of eight code lists in one vocabulary, from tables that can be read."""

from pipeline.event_codes.maps import canonical_codes, event_map, maps_digest

__all__ = ["canonical_codes", "event_map", "maps_digest"]

"""Event codes of eight code lists in one vocabulary, from tables that can be read."""

from pipeline.event_codes.current_circuit import with_circuit_state
from pipeline.event_codes.maps import (
    canonical_codes,
    end_map,
    ended_codes,
    event_map,
    maps_digest,
)
from pipeline.event_codes.own_codes import SILENT, OwnCode, OwnCodesError, read_own_codes
from pipeline.event_codes.told_events import FLOOD_EVENTS, canonical_of, ends_of, texts_of

__all__ = [
    "FLOOD_EVENTS",
    "SILENT",
    "OwnCode",
    "OwnCodesError",
    "canonical_codes",
    "canonical_of",
    "end_map",
    "ended_codes",
    "ends_of",
    "event_map",
    "maps_digest",
    "read_own_codes",
    "texts_of",
    "with_circuit_state",
]

"""Event codes of eight code lists in one vocabulary, from tables that can be read."""

from pipeline.event_codes.current_circuit import with_circuit_state
from pipeline.event_codes.maps import canonical_codes, event_map, maps_digest
from pipeline.event_codes.own_codes import SILENT, OwnCode, OwnCodesError, read_own_codes

__all__ = [
    "SILENT",
    "OwnCode",
    "OwnCodesError",
    "canonical_codes",
    "event_map",
    "maps_digest",
    "read_own_codes",
    "with_circuit_state",
]

"""Native event codes: what devices of several makes send in place of the canonical words."""

from simulator.native_codes.telling import in_native_codes
from simulator.native_codes.zones import native_devices

__all__ = ["in_native_codes", "native_devices"]

"""Signs of a hung meter: what its memory, clock and events tell after it came back."""

from __future__ import annotations

import numpy as np

from features.peers import share_of_others
from features.standstill import solitary_power_downs
from features.study import Study
from features.window import Flags, Floats

SIGN_EVENTS = (
    "meter_restart",
    "processor_reset",
    "memory_error",
    "display_blank",
    "clock_fault",
    "energy_clear",
    "register_decrease",
    "rf_interference",
)
LOW_SHARE = 0.7


def recovery_signs(study: Study) -> Floats:
    """Kinds of signs a day (n, d): events, a solitary power-down, a register gone back."""
    window = study.window
    kinds = np.zeros(window.shape)
    for name in SIGN_EVENTS:
        kinds += window.fact(f"event_{name}_count") > 0
    downs = window.fact("event_power_down_count") > 0
    share, _ = share_of_others(downs, window.group["transformer_id"], window.valid)
    kinds += solitary_power_downs(window, share)
    kinds += (window.fact("register_decrease_kwh") > 0) | (window.seam_register_decrease_kwh > 0)
    kinds[study.exempt.authorised] = 0.0
    # A sign of the morning after belongs to the standstill of the night.
    kinds[:, :-1] = np.maximum(kinds[:, :-1], np.where(kinds[:, 1:] >= 2, kinds[:, 1:], 0.0))
    return kinds


def event_hangs(study: Study, signs: Floats) -> Flags:
    """(n, d) hangs seen by events and lost energy alone, where readings are too coarse."""
    coarse = ~study.silence.is_judged & (signs >= 2)
    return np.asarray(coarse & (study.usual.residual < np.log(LOW_SHARE)))

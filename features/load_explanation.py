"""The explanation that a load really fell, as the voltage bears out."""

from __future__ import annotations

import numpy as np

from features.hidden_load import lasting_fall
from features.registry import Explanation
from features.study import Study
from features.voltage_witness import hear_voltage

# Odds of e to the third, some twenty to one.
FALL_EVIDENCE = -3.0


def explain_load(study: Study) -> Explanation:
    """Test whether the voltage rose as the fall of the load calls for."""
    onset, _ = lasting_fall(study)
    testimony = hear_voltage(study, onset)
    tested = np.asarray(np.isfinite(testimony.rise))
    return Explanation(
        "load_fell",
        "The voltage rose with the fall of the load, by {number} of what its own past calls"
        " for: the load really went.",
        "The voltage rose by {number} of what a real fall of the load calls for; it does not"
        " bear one out.",
        tested,
        tested & (testimony.still_there <= FALL_EVIDENCE),
        "There is no lasting fall, or no voltage and current to hold against neighbours'.",
        np.clip(testimony.rise, 0.0, None),
        "share",
    )

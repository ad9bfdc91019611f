"""The facts that every way of the comparison computes: what a utility asks of a day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.facts_data import PHASES

Subset = dict[str, NDArray[np.generic]]

HOURS = 24
SUBSET = (
    "rows_count", "step_minutes", "coverage", "first_minute", "last_minute", "gap_count",
    "gap_minutes", "gap_longest_minutes", "gap_register_kwh", "gap_expected_kwh", "seen_slots",
    "register_first_kwh", "register_last_kwh", "register_kwh", "register_decrease_count",
    "register_decrease_kwh", "register_rollover_count", "power_kwh", "matched_power_kwh",
    "matched_register_kwh", *(f"hour_{hour:02d}_kwh" for hour in range(HOURS)), "kw_max", "kw_min",
    "zero_minutes", "zero_longest_minutes", "live_minutes", "p_mean_kw", "q_mean_kvar", "pf_mean",
    "apparent_ratio", "reverse_minutes", "i_imbalance_mean",
    *(
        name.format(phase)
        for phase in PHASES
        for name in (
            "u_{}_mean_v", "u_{}_min_v", "u_{}_lost_minutes", "i_{}_mean_a", "i_{}_max_a",
            "i_{}_reversed_minutes", "ratio_{}_mean", "ratio_{}_std", "ratio_{}_step_count",
        )
    ),
)  # fmt: skip

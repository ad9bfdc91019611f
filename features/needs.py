"""Facts that the features of a window read; the others need not be loaded."""

from __future__ import annotations

from pipeline.contract.facts import HOURS, PHASES
from pipeline.contract.vocabulary import EventCode

EVENT_FACTS = tuple(f"event_{code.value}_count" for code in EventCode)

WINDOW_FACTS: tuple[str, ...] = (
    "rows_count",
    "coverage",
    "first_minute",
    "gap_minutes",
    "gap_longest_minutes",
    "gap_longest_start_minute",
    "gap_register_kwh",
    "gap_expected_kwh",
    "seen_slots",
    "register_first_kwh",
    "register_last_kwh",
    "register_decrease_kwh",
    "register_rollover_count",
    "interval_kwh",
    "export_kwh",
    "matched_power_kwh",
    "matched_register_kwh",
    *(f"hour_{hour:02d}_kwh" for hour in HOURS),
    "kw_min",
    "frozen_minutes",
    "frozen_longest_minutes",
    "stuck_longest_minutes",
    "live_minutes",
    *(f"u_{phase}_mean_v" for phase in PHASES),
    *(f"u_{phase}_lost_minutes" for phase in PHASES),
    *(f"i_{phase}_mean_a" for phase in (*PHASES, "n")),
    *(f"i_{phase}_max_a" for phase in PHASES),
    *(f"i_{phase}_reversed_minutes" for phase in PHASES),
    *(f"ratio_{phase}_mean" for phase in PHASES),
    *(f"ratio_{phase}_step_count" for phase in PHASES),
    "edge_down_count",
    "edge_up_count",
    "edge_depth_mean",
    "edge_low_minutes",
    "q_mean_kvar",
    "p_mean_kw",
    "pf_mean",
    "apparent_ratio",
    "active_ratio",
    "voltage_deficit_share",
    "terminal_matched_kwh",
    "terminal_meter_kwh",
    *(f"terminal_i_{phase}_ratio" for phase in PHASES),
    "terminal_live_gap_minutes",
    "terminal_live_zero_minutes",
    "terminal_live_gap_kwh",
    "terminal_ratio_low_minutes",
    *EVENT_FACTS,
)

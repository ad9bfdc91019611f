"""Facts: what one local day of one device is reduced to, computed once from its readings.

Instants inside the day are minutes elapsed since local midnight, so a day has 1,380,
1,440 or 1,500 of them. Everything is on the meter's own (secondary) side, and null where
the channels do not tell; minutes, gaps, profile and edges are null below two readings.
A reading covers the time since the one before it, up to 1.5 steps; after a longer spacing,
and first thing in the day, it covers one step. Neighbouring readings are those no gap
parts. A phase is loaded above 5 % of the day's largest phase current (0.02 A at least).
Energy that crosses midnight or a missing day is not in here: it follows from the first and
last registers of neighbouring days (`features.energy`).
"""

from __future__ import annotations

from pipeline.contract.table import Column, Kind, Table
from pipeline.contract.vocabulary import EventCode

PHASES = ("a", "b", "c")
HOURS = range(24)


def _minutes(name: str, meaning: str) -> Column:
    return Column(name, Kind.FLOAT, meaning, "min", low=0)


def _count(name: str, meaning: str) -> Column:
    return Column(name, Kind.FLOAT, meaning, "count", low=0)


def _kwh(name: str, meaning: str, kind: Kind = Kind.FLOAT) -> Column:
    return Column(name, kind, meaning, "kWh")


def _number(name: str, meaning: str, unit: str = "") -> Column:
    return Column(name, Kind.FLOAT, meaning, unit)


_PRESENCE = (
    _count("rows_count", "readings of the meter itself"),
    _minutes("step_minutes", "nominal resolution: the median spacing; null below two readings"),
    Column("coverage", Kind.FLOAT, "share of the day not in gaps", "share", low=0, high=1),
    _minutes("first_minute", "instant of the first reading"),
    _minutes("last_minute", "instant of the last reading"),
    _count(
        "gap_count",
        "spacings over 1.5 steps from midnight on, and a last reading that is a step early",
    ),
    _minutes("gap_minutes", "minutes missing in them"),
    _minutes("gap_longest_minutes", "longest of them"),
    _minutes("gap_longest_start_minute", "its start"),
    _kwh("gap_register_kwh", "register advance over the gaps between two readings; 0 without gaps"),
    _kwh("gap_expected_kwh", "mean rate of neighbouring readings' register over the same spacings"),
    Column(
        "seen_slots", Kind.LONG, "bit k set: some of the k-th half hour since midnight is covered"
    ),
)
_ENERGY = (
    _kwh("register_first_kwh", "first forward register", Kind.DOUBLE),
    _kwh("register_last_kwh", "last forward register", Kind.DOUBLE),
    _minutes("register_first_minute", "its instant"),
    _minutes("register_last_minute", "its instant"),
    _kwh("register_kwh", "advance from first to last register, decreases left out, rollovers in"),
    _count("register_decrease_count", "decreases that are no rollover"),
    _kwh("register_decrease_kwh", "their sum"),
    _count("register_rollover_count", "rollovers"),
    _kwh("export_first_kwh", "first reverse register", Kind.DOUBLE),
    _kwh("export_last_kwh", "last reverse register", Kind.DOUBLE),
    _kwh("export_kwh", "advance from first to last reverse register"),
    _kwh("interval_kwh", "sum of the delivered interval energies", Kind.DOUBLE),
    _kwh("power_kwh", "integral of forward active power over covered time"),
    _kwh(
        "matched_power_kwh",
        "integral of power between registers, where no reading between lacks it",
    ),
    _kwh("matched_register_kwh", "register advance over the same time"),
    *(
        _kwh(
            f"hour_{hour:02d}_kwh",
            f"energy in local hour {hour}, scaled up to 60 min; null if unread",
        )
        for hour in HOURS
    ),
    _number("kw_max", "largest mean power of one interval", "kW"),
    _number("kw_min", "smallest mean power of one interval", "kW"),
)
_STANDSTILL = (
    _minutes(
        "zero_minutes", "no energy, no power, while the meter's own voltage or current is live"
    ),
    _minutes("zero_longest_minutes", "longest run of the same"),
    _minutes(
        "frozen_minutes", "register unchanged while power or current taken owes it two quanta"
    ),
    _minutes("frozen_longest_minutes", "longest run of the same"),
    _minutes(
        "stuck_longest_minutes",
        "longest run in which all channels repeat to the last digit, not all zero",
    ),
)
_VOLTAGE = (
    *(_number(f"u_{k}_mean_v", f"mean voltage of phase {k}", "V") for k in PHASES),
    *(_number(f"u_{k}_min_v", f"lowest voltage of phase {k}", "V") for k in PHASES),
    *(
        _minutes(
            f"u_{k}_lost_minutes",
            f"phase {k} below 78 % of the best phase while over 0.02 A flow in it",
        )
        for k in PHASES
    ),
    _number(
        "voltage_deficit_share",
        "share of the phases' currents times the best voltage that phases below 92 % of it miss",
        "share",
    ),
    _minutes(
        "live_minutes", "voltage above half of the day's best and 20 V, or power or 0.02 A flowing"
    ),
)
_CURRENT = (
    *(_number(f"i_{k}_mean_a", f"mean magnitude of current {k}", "A") for k in (*PHASES, "n")),
    *(_number(f"i_{k}_max_a", f"largest magnitude of current {k}", "A") for k in (*PHASES, "n")),
    *(_minutes(f"i_{k}_reversed_minutes", f"current {k} below -0.02 A") for k in PHASES),
    _number(
        "i_imbalance_mean", "mean of (largest - smallest) / largest phase current, loaded", "share"
    ),
    *(
        _number(
            f"ratio_{k}_mean",
            f"mean of current {k} over the mean of the other phases, where that is loaded",
        )
        for k in PHASES
    ),
    *(_number(f"ratio_{k}_std", f"standard deviation of the same for {k}") for k in PHASES),
    *(
        _count(
            f"ratio_{k}_step_count", f"steps over 20 % of ratio {k} between neighbouring readings"
        )
        for k in PHASES
    ),
    _count("edge_down_count", "co-scaling edges down: P, Q and I by one factor, U and PF steady"),
    _count("edge_up_count", "co-scaling edges up"),
    _number("edge_depth_mean", "mean of 1 - factor over edges down", "share"),
    _minutes("edge_low_minutes", "minutes between an edge down and the next edge up the same day"),
    _minutes("edge_first_minute", "instant of the first edge down"),
)
_POWER = (
    _number("p_mean_kw", "mean active power", "kW"),
    _number("q_mean_kvar", "mean reactive power", "kvar"),
    _number("pf_mean", "power factor weighted by size: from P and Q, else from the channel"),
    _number(
        "apparent_ratio",
        "P / PF over U I, both summed; U I by wiring; 1 where the meter is consistent",
    ),
    _number(
        "active_ratio", "active power over U I, both summed; U I by wiring; the power factor seen"
    ),
    _minutes("reverse_minutes", "active power negative"),
)
_TERMINAL = (
    _count("terminal_rows_count", "readings of the load-management terminal"),
    Column(
        "terminal_coverage", Kind.FLOAT, "share of the day covered by it", "share", low=0, high=1
    ),
    _kwh("terminal_kwh", "the terminal's energy of the day: intervals, else register, else power"),
    _kwh(
        "terminal_matched_kwh", "terminal energy of the spans between instants that both measured"
    ),
    _kwh("terminal_meter_kwh", "meter energy of the same spans"),
    *(
        _number(f"terminal_i_{k}_ratio", f"meter over terminal current {k} at common instants")
        for k in PHASES
    ),
    _minutes("terminal_live_gap_minutes", "meter silent while the terminal saw live supply"),
    _minutes(
        "terminal_live_zero_minutes", "meter's energy zero while the terminal's owes two quanta"
    ),
    _kwh("terminal_live_gap_kwh", "terminal energy in the meter's gaps"),
    _minutes(
        "terminal_ratio_low_minutes", "meter below 80 % of the terminal's energy, by over a quantum"
    ),
)
_EVENTS = (
    *(_count(f"event_{code.value}_count", f"events {code.value}") for code in EventCode),
    _count("event_unmapped_count", "events whose code no map knows"),
    _count("event_flood_count", "codes that came over 100 times that day; each counts as one"),
    _minutes("event_first_minute", "instant of the first event of the day"),
)

FACT_COLUMNS = (
    *_PRESENCE,
    *_ENERGY,
    *_STANDSTILL,
    *_VOLTAGE,
    *_CURRENT,
    *_POWER,
    *_TERMINAL,
    *_EVENTS,
)

FACTS = Table(
    "facts",
    "one row per device and local day on which it was read or reported an event",
    (
        Column("meter_id", Kind.TEXT, "the meter, or the device of an event", is_required=True),
        Column("date", Kind.DATE, "local day", is_required=True),
        *FACT_COLUMNS,
    ),
    key=("meter_id", "date"),
    time_column="date",
    partition="date",
)

"""Facts: what one local day of one device is reduced to, computed once from its readings.

Instants inside the day are minutes elapsed since local midnight, so a day has 1,380,
1,440 or 1,500 of them. Everything is on the meter's own (secondary) side, and null where
the channels do not tell. Energy that crosses midnight or a missing day is not in here:
it follows from the first and last registers of neighbouring days (`features.energy`).
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
    _minutes("step_minutes", "nominal resolution: the commonest spacing; null below two readings"),
    Column("coverage", Kind.FLOAT, "share of the day covered by readings", "share", low=0, high=1),
    _minutes("first_minute", "instant of the first reading"),
    _minutes("last_minute", "instant of the last reading"),
    _count("gap_count", "spacings over 1.5 steps, day's ends included"),
    _minutes("gap_minutes", "minutes missing in them"),
    _minutes("gap_longest_minutes", "longest of them"),
    _minutes("gap_longest_start_minute", "its start"),
    _kwh("gap_register_kwh", "register advance over the gaps between readings of the day"),
    _kwh("gap_expected_kwh", "mean rate of the covered part times the same gaps"),
    Column("seen_slots", Kind.LONG, "bit k set: read in the k-th half hour since midnight"),
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
    _kwh("matched_power_kwh", "integral of power where the register is known too"),
    _kwh("matched_register_kwh", "register advance over the same time"),
    *(
        _kwh(f"hour_{hour:02d}_kwh", f"energy in local hour {hour}; null if unread")
        for hour in HOURS
    ),
    _number("kw_max", "largest mean power of one interval", "kW"),
    _number("kw_min", "smallest mean power of one interval", "kW"),
)
_STANDSTILL = (
    _minutes("zero_minutes", "no energy while the meter's own voltage or current is live"),
    _minutes("zero_longest_minutes", "longest run of the same"),
    _minutes("frozen_minutes", "register unchanged while the meter itself shows power or current"),
    _minutes("frozen_longest_minutes", "longest run of the same"),
    _minutes("stuck_longest_minutes", "longest run in which all channels repeat to the last digit"),
)
_VOLTAGE = (
    *(_number(f"u_{k}_mean_v", f"mean voltage of phase {k}", "V") for k in PHASES),
    *(_number(f"u_{k}_min_v", f"lowest voltage of phase {k}", "V") for k in PHASES),
    *(
        _minutes(
            f"u_{k}_lost_minutes",
            f"phase {k} below 78 % of the best phase while it carries current",
        )
        for k in PHASES
    ),
    _minutes("live_minutes", "voltage above half of the day's best, or power or current flowing"),
)
_CURRENT = (
    *(_number(f"i_{k}_mean_a", f"mean magnitude of current {k}", "A") for k in (*PHASES, "n")),
    *(_number(f"i_{k}_max_a", f"largest magnitude of current {k}", "A") for k in (*PHASES, "n")),
    *(_minutes(f"i_{k}_reversed_minutes", f"current {k} negative") for k in PHASES),
    _number("i_imbalance_mean", "mean of (largest - smallest) / largest phase current", "share"),
    *(
        _number(
            f"ratio_{k}_mean",
            f"mean of current {k} over the mean of the other phases, loaded readings only",
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
    _minutes("edge_low_minutes", "minutes between an edge down and the next edge up"),
    _minutes("edge_first_minute", "instant of the first edge down"),
)
_POWER = (
    _number("p_mean_kw", "mean active power", "kW"),
    _number("q_mean_kvar", "mean reactive power", "kvar"),
    _number("pf_mean", "energy-weighted power factor, from P and Q, else from the channel"),
    _number("apparent_ratio", "P over U I PF summed by wiring; 1 where the meter is consistent"),
    _minutes("reverse_minutes", "active power negative"),
)
_TERMINAL = (
    _count("terminal_rows_count", "readings of the load-management terminal"),
    Column(
        "terminal_coverage", Kind.FLOAT, "share of the day covered by it", "share", low=0, high=1
    ),
    _kwh("terminal_kwh", "energy by the terminal: intervals, else register, else power"),
    _kwh("terminal_matched_kwh", "terminal energy at instants that both measured"),
    _kwh("terminal_meter_kwh", "meter energy at the same instants"),
    *(
        _number(f"terminal_i_{k}_ratio", f"meter over terminal current {k} at common instants")
        for k in PHASES
    ),
    _minutes("terminal_live_gap_minutes", "meter silent while the terminal saw live supply"),
    _minutes("terminal_live_zero_minutes", "meter shows nothing while the terminal saw load"),
    _kwh("terminal_live_gap_kwh", "terminal energy in the meter's gaps"),
    _minutes("terminal_ratio_low_minutes", "meter below 80 % of the terminal's power"),
)
_EVENTS = (
    *(_count(f"event_{code.value}_count", f"events {code.value}") for code in EventCode),
    _count("event_unmapped_count", "events whose code no map knows"),
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

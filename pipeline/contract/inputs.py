"""Input tables of the contract, column by column."""

from __future__ import annotations

from pipeline.contract.table import Column, Kind, Table
from pipeline.contract.vocabulary import (
    EventProfile,
    Outcome,
    Source,
    TariffClass,
    Wiring,
    WorkOrder,
    words,
)

_T, _F, _D, _B, _I = Kind.TEXT, Kind.FLOAT, Kind.DOUBLE, Kind.BOOLEAN, Kind.INSTANT


def _voltage(phase: str) -> Column:
    return Column(f"u_{phase}", _F, f"voltage of phase {phase}", "V", low=0, high=50_000)


def _current(phase: str) -> Column:
    return Column(f"i_{phase}", _F, f"current of phase {phase}", "A", low=-20_000, high=20_000)


ACCOUNTS = Table(
    "accounts",
    "one row per account, meter and period of validity",
    (
        Column("account_id", _T, "one contract at one address", is_required=True),
        Column("meter_id", _T, "the billing meter", is_required=True),
        Column("customer_id", _T, "who stands behind the account"),
        Column("meter_model", _T, "make, model and batch"),
        Column("transformer_id", _T, "transformer district that feeds it"),
        Column("feeder_id", _T, "feeder above that transformer"),
        Column("concentrator_id", _T, "what collects its readings; default: transformer_id"),
        Column("terminal_id", _T, "load-management terminal at this supply"),
        Column("zone", _T, "inspection area"),
        Column("tariff_class", _T, "kind of customer", allowed=words(TariffClass)),
        Column("dedicated_transformer", _B, "a large customer with its own transformer"),
        Column("wiring", _T, "connection of the meter", allowed=words(Wiring)),
        Column("rated_voltage_v", _F, "secondary nominal voltage of an element", "V", low=0),
        Column("rated_current_a", _F, "secondary nominal current of an element", "A", low=0),
        Column("ct_ratio", _F, "current transformer ratio", low=0),
        Column("pt_ratio", _F, "voltage transformer ratio", low=0),
        Column("contract_kw", _F, "contracted capacity", "kW", low=0),
        Column("tariff_per_kwh", _F, "price", "currency/kWh"),
        Column("has_pv", _B, "registered own generation"),
        Column("latitude", _F, "WGS 84", "degree", low=-90, high=90),
        Column("longitude", _F, "WGS 84", "degree", low=-180, high=180),
        Column("valid_from", _I, "start of validity, inclusive; null is open"),
        Column("valid_to", _I, "end of validity, exclusive; null is open"),
    ),
    key=("account_id", "meter_id", "valid_from"),
)

READINGS = Table(
    "readings",
    "one row per meter, instant and source",
    (
        Column("meter_id", _T, "the meter", is_required=True),
        Column("source", _T, "device that measured", allowed=words(Source), default=Source.METER),
        Column("ts", _I, "end of the interval, or instant of the snapshot", is_required=True),
        Column("register_kwh", _D, "cumulative forward register", "kWh", low=0, high=1e12),
        Column("export_register_kwh", _D, "cumulative reverse register", "kWh", low=0, high=1e12),
        Column("interval_kwh", _D, "forward energy of the interval", "kWh", low=0, high=1e8),
        Column("p_kw", _F, "total active power", "kW", low=-1e6, high=1e6),
        Column("q_kvar", _F, "total reactive power", "kvar", low=-1e6, high=1e6),
        _voltage("a"),
        _voltage("b"),
        _voltage("c"),
        _current("a"),
        _current("b"),
        _current("c"),
        _current("n"),
        Column("pf", _F, "total power factor", low=-1.001, high=1.001),
    ),
    key=("meter_id", "source", "ts"),
    time_column="ts",
    partition="date",
)

EVENTS = Table(
    "events",
    "one row per load-monitoring event",
    (
        Column("device_id", _T, "meter, terminal, transformer or concentrator", is_required=True),
        Column("ts", _I, "start", is_required=True),
        Column("ts_end", _I, "end, where the device reports one"),
        Column(
            "profile",
            _T,
            "code list",
            allowed=words(EventProfile),
            default=EventProfile.CANONICAL,
        ),
        Column("code", _T, "code in that list", is_required=True),
        Column("phase", _T, "phase concerned", allowed=("a", "b", "c", "n")),
        Column("detail", _T, "raw text, kept as it came"),
    ),
    key=("device_id", "ts", "profile", "code", "phase"),
    time_column="ts",
    partition="date",
)

SUPPLY = Table(
    "supply",
    "energy sent into a transformer district or a feeder",
    (
        Column("node_id", _T, "transformer district or feeder", is_required=True),
        Column("ts", _I, "end of the interval", is_required=True),
        Column("kwh", _D, "primary energy of the interval", "kWh", is_required=True, high=1e9),
    ),
    key=("node_id", "ts"),
    time_column="ts",
    partition="date",
)

WORK_ORDERS = Table(
    "work_orders",
    "what the utility itself did or allowed",
    (
        Column("account_id", _T, "the account", is_required=True),
        Column("start", _I, "start", is_required=True),
        Column("end", _I, "end; null is open"),
        Column("kind", _T, "what was done", is_required=True, allowed=words(WorkOrder)),
    ),
    key=("account_id", "start", "kind"),
)

INSPECTIONS = Table(
    "inspections",
    "what the field found",
    (
        Column("account_id", _T, "the account", is_required=True),
        Column("inspected_on", Kind.DATE, "local date of the visit", is_required=True),
        Column("outcome", _T, "what was found", is_required=True, allowed=words(Outcome)),
        Column("means", _T, "how, in the inspector's words or the contract's"),
        Column("recovered_kwh", _D, "energy recovered", "kWh"),
        Column("back_bill", _D, "energy charged afterwards", "currency"),
        Column("penalty", _D, "penalty charged", "currency"),
        Column("inspector", _T, "who was there"),
        Column("note", _T, "free text"),
    ),
    key=("account_id", "inspected_on", "outcome"),
    # A visit whose outcome was corrected keeps its account and day.
    thing=("account_id", "inspected_on"),
)

TIPS = Table(
    "tips",
    "reports from the public; the note is never shown on a list",
    (
        Column("received_on", Kind.DATE, "local date", is_required=True),
        Column("account_id", _T, "the account", is_required=True),
        Column("channel", _T, "how it came in"),
        Column("note", _T, "sealed text"),
    ),
    key=("received_on", "account_id", "channel"),
)

INPUT_TABLES: dict[str, Table] = {
    table.name: table
    for table in (ACCOUNTS, READINGS, EVENTS, SUPPLY, WORK_ORDERS, INSPECTIONS, TIPS)
}

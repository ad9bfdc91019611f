"""Tables that the product keeps for itself: quarantine, deliveries, runs and others."""

from __future__ import annotations

from pipeline.contract.case_files import CASE_FILES
from pipeline.contract.decisions import FEATURE_NAMES, FEATURE_VALUES, MODELS, RELEASES
from pipeline.contract.facts import FACTS
from pipeline.contract.inputs import READINGS
from pipeline.contract.outputs import RUN_DATE
from pipeline.contract.supply_facts import SUPPLY_FACTS
from pipeline.contract.table import Column, Kind, Table

_T, _L, _I = Kind.TEXT, Kind.LONG, Kind.INSTANT

HELD = Table(
    "held",
    "readings of meters that no account names yet; admitted when the account arrives",
    (
        *READINGS.columns,
        Column("is_primary", Kind.BOOLEAN, "values are primary, and wait for their ratios too"),
    ),
    key=READINGS.key,
    time_column="ts",
    # As readings are: what waits may be as much as what is in.
    partition="date",
)

QUARANTINE = Table(
    "quarantine",
    "rows that were refused, with the reason and the text as it came",
    (
        Column("delivery_id", _T, "delivery that brought the row", is_required=True),
        Column("table", _T, "table that it was meant for", is_required=True),
        Column("file", _T, "file as named at delivery", is_required=True),
        Column("row", _L, "row in that file, from 1, header not counted", is_required=True),
        Column("column", _T, "column at fault, where there is one"),
        Column("reason", _T, "reason code", is_required=True),
        Column("raw", _T, "the row as it came", is_required=True),
    ),
    key=("delivery_id", "table", "file", "row"),
    partition="delivery_id",
)

DELIVERIES = Table(
    "deliveries",
    "one row per file that was taken in, or that could not be read",
    (
        Column("delivery_id", _T, "one ingest of one table", is_required=True),
        Column("file", _T, "file as named at delivery", is_required=True),
        Column("table", _T, "table that it was taken for", is_required=True),
        Column("sha256", _T, "digest of the file's bytes", is_required=True),
        Column("settings_sha256", _T, "digest of the mapping it was read with", is_required=True),
        Column("delivered_at", _I, "instant of the delivery", is_required=True),
        Column("read_rows", _L, "rows read", "count"),
        Column("accepted_rows", _L, "rows that went in, held ones included", "count"),
        Column("duplicate_rows", _L, "rows that said nothing new or were superseded", "count"),
        Column("quarantined_rows", _L, "rows refused", "count"),
        Column("held_rows", _L, "accepted rows that wait for their account", "count"),
        Column("conflict_rows", _L, "values that a later arrival replaced", "count"),
        Column("problem", _T, "why the file could not be read, or stopped short"),
    ),
    key=("delivery_id", "file"),
)

_DAY_NOTE = (
    Column("date", Kind.DATE, "local day", is_required=True),
    Column("fingerprint", _T, "digest of the day's files and of the kernel", is_required=True),
    Column("rows_count", _L, "readings", "count"),
)

FACT_DAYS = Table(
    "fact_days",
    "which state of the readings and events each day's facts were computed from",
    _DAY_NOTE,
    key=("date",),
)

SUPPLY_DAYS = Table(
    "supply_days",
    "which state of the supply each day's supply facts were computed from",
    _DAY_NOTE,
    key=("date",),
)

RUNS = Table(
    "runs",
    "one row per finished run, with all that is needed to replay it",
    (
        RUN_DATE,
        Column("command", _T, "what ran", is_required=True),
        Column("input_versions", _T, "JSON: version of every input table", is_required=True),
        Column("settings", _T, "JSON: settings used", is_required=True),
        Column("code_version", _T, "version of the product", is_required=True),
        Column("seed", _L, "seed of the forests", is_required=True),
        Column("summary", _T, "JSON: counts of the run", is_required=True),
        Column("list_sha256", _T, "digest of the list", is_required=True),
        Column("model_id", _T, "model that took part; null is the cold start"),
    ),
    key=("run_date", "command"),
)

DISPOSITIONS = Table(
    "dispositions",
    "what reviewers decided, append-only",
    (
        Column("account_id", _T, "the account", is_required=True),
        Column("decided_at", _I, "instant of the decision", is_required=True),
        Column("decision", _T, "inspect, watch, clear or needs_data", is_required=True),
        Column("reason", _T, "reason from the list"),
        Column("reviewer", _T, "who decided"),
    ),
    key=("account_id", "decided_at"),
)

INTERNAL_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        HELD,
        QUARANTINE,
        DELIVERIES,
        FACTS,
        FACT_DAYS,
        SUPPLY_FACTS,
        SUPPLY_DAYS,
        CASE_FILES,
        FEATURE_VALUES,
        FEATURE_NAMES,
        MODELS,
        RELEASES,
        RUNS,
        DISPOSITIONS,
    )
}

"""Case files: what a run knew of each suspect, so that its case can be opened without it."""

from __future__ import annotations

from pipeline.contract.outputs import RUN_DATE
from pipeline.contract.table import Column, Kind, Table

CASE_FILES = Table(
    "case_files",
    "the case of every suspect on a day's list, as its run knew it",
    (
        RUN_DATE,
        Column("account_id", Kind.TEXT, "the account", is_required=True),
        Column("content", Kind.TEXT, "JSON: the case without its raw readings", is_required=True),
        Column("daily_kwh", Kind.FLOATS, "energy of the last days up to the run date", "kWh/day"),
    ),
    key=("run_date", "account_id"),
    partition="run_date",
)

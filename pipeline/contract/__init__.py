"""The data contract: every table and column in one place, with type, unit and meaning."""

from pipeline.contract.decisions import VISITS, WATCHED
from pipeline.contract.facts import FACTS
from pipeline.contract.inputs import INPUT_TABLES
from pipeline.contract.internals import INTERNAL_TABLES
from pipeline.contract.line_loss import LINE_LOSSES, RECORD_ERRORS
from pipeline.contract.outputs import SCORES, SUSPECTS, family_column
from pipeline.contract.supply_facts import SUPPLY_FACTS
from pipeline.contract.table import Column, Kind, Table

OUTPUT_TABLES: dict[str, Table] = {
    table.name: table for table in (SCORES, SUSPECTS, VISITS, WATCHED, LINE_LOSSES, RECORD_ERRORS)
}
TABLES: dict[str, Table] = {**INPUT_TABLES, **INTERNAL_TABLES, **OUTPUT_TABLES}

__all__ = [
    "FACTS",
    "INPUT_TABLES",
    "INTERNAL_TABLES",
    "LINE_LOSSES",
    "OUTPUT_TABLES",
    "RECORD_ERRORS",
    "SCORES",
    "SUPPLY_FACTS",
    "SUSPECTS",
    "TABLES",
    "VISITS",
    "WATCHED",
    "Column",
    "Kind",
    "Table",
    "family_column",
]

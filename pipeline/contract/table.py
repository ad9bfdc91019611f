"""Columns and tables: the vocabulary in which the contract is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import pyarrow as pa


class Kind(StrEnum):
    """What a column holds; each kind has one Arrow type."""

    TEXT = "text"
    FLOAT = "float"
    DOUBLE = "double"
    INTEGER = "integer"
    LONG = "long"
    BOOLEAN = "boolean"
    INSTANT = "instant"
    DATE = "date"
    FLOATS = "floats"
    EVIDENCE = "evidence"
    EXPLANATIONS = "explanations"


EVIDENCE_TYPE = pa.list_(
    pa.struct(
        [
            pa.field("feature", pa.string()),
            pa.field("value", pa.float64()),
            pa.field("baseline", pa.float64()),
            pa.field("unit", pa.string()),
            pa.field("text", pa.string()),
        ]
    )
)
EXPLANATIONS_TYPE = pa.list_(
    pa.struct(
        [
            pa.field("explanation", pa.string()),
            pa.field("outcome", pa.string()),
            pa.field("text", pa.string()),
        ]
    )
)

ARROW_TYPES: dict[Kind, pa.DataType] = {
    Kind.TEXT: pa.string(),
    Kind.FLOAT: pa.float32(),
    Kind.DOUBLE: pa.float64(),
    Kind.INTEGER: pa.int32(),
    Kind.LONG: pa.int64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.INSTANT: pa.timestamp("us", tz="UTC"),
    Kind.DATE: pa.date32(),
    Kind.FLOATS: pa.list_(pa.float32()),
    Kind.EVIDENCE: EVIDENCE_TYPE,
    Kind.EXPLANATIONS: EXPLANATIONS_TYPE,
}


@dataclass(frozen=True)
class Column:
    """One column: its type, unit and meaning, and the values that it may take.

    `low` and `high` bound what is physically possible, both inclusive; `allowed`
    lists the words of a closed vocabulary; `default` fills an absent column or null.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    is_required: bool = False
    low: float | None = None
    high: float | None = None
    allowed: tuple[str, ...] = ()
    default: str | None = None

    @property
    def arrow_type(self) -> pa.DataType:
        """Arrow type of the column."""
        return ARROW_TYPES[self.kind]


@dataclass(frozen=True)
class Table:
    """One table: its columns, what identifies a row, and how it is laid out in the lake.

    `key` names the columns that identify a row: a second row with the same key is a
    duplicate or a correction. `time_column` is the instant or date that places a row in
    time. `partition` is the name of the date column by which files are laid out: `date`
    is the local date derived from `time_column`, any other is a column of the table.
    `thing` names the part of the key that says what a row tells of, where a later delivery
    takes back what earlier ones said of the same thing under other keys.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    time_column: str | None = None
    partition: str | None = None
    # Not in the text of a table, by which files that were taken in are known again.
    thing: tuple[str, ...] = field(default=(), repr=False)

    def column(self, name: str) -> Column:
        """Return the column called `name`; KeyError lists the columns that there are."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name!r}; it has {self.names}")

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that every delivery must hold."""
        return tuple(column.name for column in self.columns if column.is_required)

    @property
    def arrow_schema(self) -> pa.Schema:
        """Arrow schema of the stored table, the partition column included."""
        fields = [pa.field(column.name, column.arrow_type) for column in self.columns]
        if self.partition and self.partition not in self.names:
            fields.append(pa.field(self.partition, pa.date32()))
        return pa.schema(fields)

"""How a utility's own files of one table are read: names, units, times, layout."""

from __future__ import annotations

import codecs
import hashlib
import re
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pipeline.contract.inputs import ACCOUNTS
from pipeline.contract.table import Table
from pipeline.contract.units import UnitError, unit_of

Constant = str | bool | int | float


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TimeMapping(_Part):
    """How instants are written, and which end of an interval they name."""

    formats: tuple[str, ...] = Field(
        ("iso",), description='tried in order: "iso" or strptime patterns as "%d/%m/%Y %H:%M"'
    )
    epoch: Literal["s", "ms", "us", "ns"] | None = Field(
        None, description="instants are numbers since 1970-01-01 UTC in this unit"
    )
    zone: str = Field(
        "local", description='clock of naive times: "local" (the utility\'s), "UTC" or an IANA name'
    )
    marks: Literal["end", "start"] = Field("end", description="end of the interval that ts names")
    step_minutes: float | None = Field(
        None, gt=0, description="length of an interval; needed where ts marks the start"
    )
    midnight: Literal["opens", "closes"] = Field(
        "opens", description='"closes": a time of 00:00 ends the date that is written beside it'
    )

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value == "local":
            return value
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(
                f'{value!r} is no time zone: "local", "UTC" or an IANA name'
            ) from error
        return value


class WideMapping(_Part):
    """A layout with many values in one row."""

    layout: Literal["intervals", "meters"] = Field(
        description='"intervals": a row is one meter and date; "meters": a row is one instant'
    )
    columns: str = Field(
        ".*", description="regular expression of the value columns, among those not mapped"
    )
    channel: str = Field("interval_kwh", description="column of the contract that they hold")
    clock: Literal["wall", "elapsed"] = Field(
        "wall", description="whether the k-th interval counts wall-clock or elapsed time"
    )


class CsvMapping(_Part):
    """How CSV files are written."""

    delimiter: str = Field(",", min_length=1, max_length=1)
    decimal: str = Field(".", min_length=1, max_length=1)
    thousands: str = Field("", max_length=1, description="separator of thousands, dropped")
    quote: str = Field('"', min_length=1, max_length=1)
    encoding: str = Field("utf-8", description="any that Python knows, such as gb18030")
    skip_rows: int = Field(0, ge=0, description="lines before the header")
    header: tuple[str, ...] = Field((), description="column names, where the file has none")
    null_words: tuple[str, ...] = ("", "NULL", "null", "NaN", "nan", "NA", "N/A", "None", "\\N")

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str) -> str:
        try:
            codecs.lookup(value)
        except LookupError as error:
            raise ValueError(f"{value!r} is no encoding that Python knows") from error
        return value


class TableMapping(_Part):
    """Mapping of one table; without any, the contract's own names and units are expected."""

    files: tuple[str, ...] = Field((), description="globs of file names that hold this table")
    columns: dict[str, str | tuple[str, ...]] = Field(
        default_factory=dict,
        description="column of the contract = column of the file, or a list to be added up; "
        'a leading "-" subtracts',
    )
    units: dict[str, str] = Field(default_factory=dict, description="unit, by contract column")
    values: Literal["secondary", "primary"] = Field(
        "secondary", description="primary values are divided by the account's CT and PT ratios"
    )
    constants: dict[str, Constant] = Field(
        default_factory=dict, description="fills a column that the files lack"
    )
    words: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="the utility's own words = the contract's, by column"
    )
    at_least: dict[str, float] = Field(
        default_factory=dict,
        description="rows with less in this column of the file are refused as incomplete",
    )
    time: TimeMapping = TimeMapping()
    wide: WideMapping | None = None
    csv: CsvMapping = CsvMapping()
    accounts_from_readings: bool = Field(
        False, description="every meter read makes an account of its own (no accounts table)"
    )
    account: dict[str, Constant] = Field(
        default_factory=dict, description="attributes of accounts made so"
    )

    @model_validator(mode="after")
    def _steps_known(self) -> Self:
        needs_step = self.time.marks == "start" or (
            self.wide is not None and self.wide.layout == "intervals"
        )
        if needs_step and self.time.step_minutes is None:
            raise ValueError("time.step_minutes is needed: ts marks the start of an interval")
        if self.wide is not None:
            re.compile(self.wide.columns)
        return self

    def sources_of(self, column: str) -> tuple[str, ...]:
        """Return the file's columns that make up `column`, a leading "-" subtracting."""
        mapped = self.columns.get(column, column)
        return (mapped,) if isinstance(mapped, str) else mapped

    def digest(self, *context: str) -> str:
        """Return a SHA-256 of the mapping and of what else decides how a file is read."""
        text = "\n".join([self.model_dump_json(), *context])
        return hashlib.sha256(text.encode()).hexdigest()

    def troubles(self, table: Table) -> list[str]:
        """Return what in this mapping does not fit `table`; empty if all does."""
        found = [
            f"{part}: table {table.name} has no column {name!r}; it has {list(table.names)}"
            for part in ("columns", "units", "constants", "words")
            for name in getattr(self, part)
            if name not in table.names
        ]
        found += [
            f"account: table accounts has no column {name!r}; it has {list(ACCOUNTS.names)}"
            for name in self.account
            if name not in ACCOUNTS.names
        ]
        if self.wide is not None and self.wide.channel not in table.names:
            found.append(f"wide.channel: table {table.name} has no column {self.wide.channel!r}")
        for name, unit in self.units.items():
            if name in table.names:
                try:
                    unit_of(unit, table.column(name).unit, self.time.step_minutes)
                except UnitError as error:
                    found.append(f"units.{name}: {error}")
        return found

"""Codes that a utility adds to the maps: its vendors' own, and those it uses otherwise."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipeline.contract.vocabulary import EventCode, EventProfile

# A code that is known and says nothing by itself, such as the closing of a cover.
SILENT = "-"
COLUMNS = ("profile", "code", "canonical", "device", "note", "ends")


class OwnCodesError(ValueError):
    """A file of own codes cannot be read; the message says which and why."""


class OwnCode(BaseModel):
    """One line of a utility's own map; it goes before the line of the bundled maps."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    profile: EventProfile = Field(description="code list")
    code: str = Field(min_length=1, description="code in that list")
    canonical: str = Field(description='canonical event, or "-" for one that says nothing')
    device: str = Field(
        "", description='devices that use it so, as a pattern such as "T*"; empty for all'
    )
    note: str = Field("", description="for the reader")
    ends: str = Field("", description="canonical event whose end this code tells; empty for none")

    @field_validator("canonical")
    @classmethod
    def _known_event(cls, value: str) -> str:
        if value != SILENT and value not in set(EventCode):
            raise ValueError(f"{value!r} is no canonical event; there are {sorted(EventCode)}")
        return value

    @field_validator("ends")
    @classmethod
    def _known_start(cls, value: str) -> str:
        return cls._known_event(value) if value else value


def read_own_codes(path: Path) -> list[dict[str, Any]]:
    """Read a CSV file with columns profile, code, canonical and, if wanted, device, note and ends.

    Returns one mapping a line, for `OwnCode`. OwnCodesError where the file cannot be read,
    or a column is missing or unknown.
    """
    try:
        rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise OwnCodesError(f"{path} cannot be read: {error}") from error
    names = set(rows.fieldnames or ())
    if not names <= set(COLUMNS) or not set(COLUMNS[:3]) <= names:
        raise OwnCodesError(f"{path} has columns {sorted(names)}; they must be {COLUMNS}")
    return [{name: text or "" for name, text in row.items()} for row in rows]

"""Finding file: a filled workbook, read row by row without trusting it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from pipeline.contract import TABLES
from pipeline.contract.vocabulary import Means, Outcome
from pipeline.exports.finding_sheet import CHOSEN, choice_words
from pipeline.language import say

MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
MOST_MEMBERS = 300
MOST_ROWS = 5_000
_MOST_COLUMNS = 60
_NAMES = TABLES["inspections"].names
_NEEDED = frozenset({"account_id", "inspected_on", "outcome"})
_HEAD_WITHIN = 10


class FindingFileError(ValueError):
    """A file cannot be taken; the message says why, for people."""


@dataclass(frozen=True)
class FileRow:
    """A row of the file: its number there, and what its cells say; blank ones left out."""

    number: int
    told: dict[str, Any]

    @property
    def is_filled(self) -> bool:
        """Whether anything but the account was written into it."""
        return bool(self.told.keys() - {"account_id"})


def read_findings(content: bytes) -> list[FileRow]:
    """Return the rows of the first sheet that has the columns of table `inspections`.

    Rows without anything in these columns are left out. FindingFileError: no workbook, too
    large, or without such a sheet.
    """
    _require_harmless(content)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        for sheet in book.worksheets:
            found = _rows_of(sheet) if isinstance(sheet, ReadOnlyWorksheet) else None
            if found is not None:
                return found
    except FindingFileError:
        raise
    except Exception as error:  # whatever a broken file makes the library raise
        raise FindingFileError(say("The file is no workbook that can be read.")) from error
    raise FindingFileError(
        say("No sheet has the columns {names}.", names=", ".join(sorted(_NEEDED)))
    )


def _require_harmless(content: bytes) -> None:
    """Refuse what would unpack into more than it says, or holds entities to be unfolded."""
    if len(content) > MOST_BYTES:
        raise FindingFileError(
            say("Files may have up to {size:g} MB.", size=MOST_BYTES / 1_000_000)
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            unpacked = sum(member.file_size for member in members)
            if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
                raise FindingFileError(say("The file unpacks into more than is taken."))
            for member in members:
                # No more than it says is unpacked: what is longer fails as broken.
                if b"<!DOCTYPE" in packed.read(member).upper():
                    raise FindingFileError(say("The file is no workbook that can be read."))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise FindingFileError(say("The file is no workbook that can be read.")) from error


def _rows_of(sheet: ReadOnlyWorksheet) -> list[FileRow] | None:
    """Return the rows below the heads; None where the sheet has no such heads."""
    # What the sheet says of its own size is not believed.
    sheet.reset_dimensions()
    lines = enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), start=1)
    places = _places(lines)
    if places is None:
        return None
    found = []
    for number, cells in lines:
        told = {name: cells[place] for name, place in places.items() if place < len(cells)}
        known = {name: value for name, value in told.items() if not _is_blank(value)}
        if known:
            found.append(FileRow(number, {name: _plain(name, v) for name, v in known.items()}))
        if len(found) > MOST_ROWS:
            raise FindingFileError(say("At most {count} rows are taken.", count=MOST_ROWS))
    return found


def _places(lines: Iterator[tuple[int, Sequence[Any]]]) -> dict[str, int] | None:
    """Return where each column stands; the heads are among the first lines."""
    for number, cells in lines:
        heads = {str(cell).strip().lower(): place for place, cell in enumerate(cells) if cell}
        if heads.keys() >= _NEEDED:
            return {name: heads[name] for name in _NAMES if name in heads}
        if number >= _HEAD_WITHIN:
            break
    return None


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _plain(name: str, value: Any) -> Any:
    """Return a cell as the form of a finding wants it: codes for words, days for instants."""
    if isinstance(value, dt.datetime):
        return value.date()
    if name in CHOSEN:
        return _code(name, str(value))
    if name in {"account_id", "inspector", "note"}:
        is_whole = isinstance(value, float) and value.is_integer()
        return str(int(value) if is_whole else value).strip()
    return value


def _code(name: str, words: str) -> str:
    """Return the code for what was chosen: a code already, or its words."""
    told = words.strip().casefold()
    named = {text.casefold(): code for text, code in choice_words(name).items()}
    code = told.replace(" ", "_")
    known = set(Means if name == "means" else Outcome)
    return code if code in known else named.get(told, words.strip())

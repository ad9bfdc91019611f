"""One sheet of the workbook: heads that read as words and hold the contract's names."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.language import say, unit_word

CELL_LIMIT = 32_767
"""Characters that a cell of a workbook can hold."""


_CODE = re.compile(r"[a-z][a-z0-9_ ]{0,59}")
_TEXT = {"align": "left", "indent": 1}
"""Text keeps clear of the figures on its left."""
_COMMON = {"valign": "top", "bottom": 1, "bottom_color": "#D9DEE3"}


@dataclass(frozen=True)
class Field:
    """A column of a sheet: contract name, words over it, width in characters, number format.

    `words` shows values of a closed vocabulary in words, the cell keeps the code. Titles,
    notes and words are said in the spoken language; `unit` stands behind the note. `says`
    words the codes of an open vocabulary, where `words` does not know them.
    """

    name: str
    title: str
    width: float
    number: str = "@"
    note: str = ""
    words: Mapping[str, str] | None = None
    unit: str = ""
    says: Callable[[str], str] | None = None


class Formats:
    """The workbook's cell formats, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """The format with these properties: top-aligned, with a fine line below."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**_COMMON, **properties})
        return self._made[key]

    def worded(self, words: str, **properties: Any) -> Format:
        """A format that shows `words` for whatever text the cell holds."""
        shown = words.replace('"', "'")
        return self(num_format=f';;;"{shown}"', **properties)


def write_sheet(
    sheet: Worksheet, formats: Formats, fields: Sequence[Field], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Write heads and rows; heads are frozen and filterable, the page is set for printing.

    A column of which no row knows anything is there, but hidden.
    """
    head = {
        "bold": True,
        "text_wrap": True,
        **_TEXT,
        "bg_color": "#E9EDF0",
        "bottom": 1,
        "valign": "bottom",
    }
    for place, field in enumerate(fields):
        is_unknown = bool(rows) and all(row.get(field.name) is None for row in rows)
        sheet.set_column(place, place, field.width, None, {"hidden": is_unknown})
        sheet.write_string(0, place, field.name, formats.worded(say(field.title), **head))
        if field.note:
            sheet.write_comment(0, place, _note(field), {"x_scale": 1.6, "font_size": 9})
    for line, row in enumerate(rows, start=1):
        for place, field in enumerate(fields):
            write_value(sheet, (line, place), row.get(field.name), field, formats)
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, _frozen(fields))
    sheet.autofilter(0, 0, max(len(rows), 1), len(fields) - 1)
    _set_print(sheet)


def _note(field: Field) -> str:
    meaning = f"{field.name}: {say(field.note)}"
    return f"{meaning}, {unit_word(field.unit)}" if field.unit else meaning


def _frozen(fields: Sequence[Field]) -> int:
    names = [field.name for field in fields]
    return names.index("account_id") + 1 if "account_id" in names else 0


def write_value(
    sheet: Worksheet, cell: tuple[int, int], value: Any, field: Field, formats: Formats
) -> None:
    """Write one value by its type: text never becomes a formula or a link, NaN stays empty."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        sheet.write_blank(*cell, None, formats())
    elif isinstance(value, bool):
        sheet.write_boolean(*cell, value, formats())
    elif isinstance(value, int | float):
        sheet.write_number(*cell, value, formats(num_format=field.number))
    elif isinstance(value, dt.date):
        sheet.write_datetime(*cell, value, formats(num_format="yyyy-mm-dd", **_TEXT))
    elif field.words and value in field.words:
        sheet.write_string(*cell, value, formats.worded(say(field.words[value]), **_TEXT))
    elif field.says and _CODE.fullmatch(value):
        sheet.write_string(*cell, value, formats.worded(field.says(value), **_TEXT))
    else:
        form = formats(num_format="@", text_wrap=True, **_TEXT)
        sheet.write_string(*cell, cell_text(str(value)), form)


def cell_text(text: str) -> str:
    """Text as a cell can hold it: control characters out, cut with a sign where too long."""
    clean = "".join(sign for sign in text if sign >= " " or sign in "\n\t")
    return clean if len(clean) <= CELL_LIMIT else f"{clean[: CELL_LIMIT - 20]} … (cut short)"


def _set_print(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&L&A&RPage &P of &N")

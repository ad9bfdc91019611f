"""The truth: who steals, who only looks like it, who does nothing; as a user hands it in."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.sources import SourceError

REQUIRED = ("account_id", "label")
OPTIONAL = ("kind", "onset", "end", "kwh_per_day", "strength")

Words = NDArray[np.str_]


class Label(StrEnum):
    """What is true of an account."""

    THEFT = "theft"
    CONFOUNDER = "confounder"
    NORMAL = "normal"


_SAID = {
    Label.THEFT: "theft thief thieves fraud fraudulent steals stealing stolen ntl positive"
    " true yes y t 1 1.0",
    Label.CONFOUNDER: "confounder confounding oddity innocent_oddity lookalike",
    Label.NORMAL: "normal clean honest innocent legitimate benign ok none negative"
    " false no n f 0 0.0",
}
_MEANT = {word: label for label, words in _SAID.items() for word in words.split()}


class TruthError(SourceError):
    """A truth table breaks its contract; the message names the file, the value and the row."""


def truth_of(rows: pd.DataFrame, source: str, timezone: str) -> pd.DataFrame:
    """Return a truth table in the words and types of the contract, by account_id.

    rows: text as it came, nulls as None; columns account_id and label, and what there is of
    kind, onset, end, kwh_per_day, strength. source: file name for messages. timezone: of
    the utility, for onsets that are instants.

    Result: account_id, label (words of Label), kind ("" if unknown), onset and end (date or
    None), kwh_per_day and strength (float, NaN if unknown). TruthError where a column is
    missing, a value means nothing or an account comes twice.
    """
    if missing := [name for name in REQUIRED if name not in rows.columns]:
        raise TruthError(
            f"{source}: a truth table needs the columns {', '.join(REQUIRED)}; missing are"
            f" {', '.join(missing)}, there are {', '.join(map(str, rows.columns))}"
        )
    cells = _Cells(rows, source)
    table = pd.DataFrame(
        {
            "account_id": pd.Series(cells.account_ids(), dtype="str"),
            "label": cells.labels(),
            "kind": [(text or "").strip().lower() for text in cells.of("kind")],
            "onset": cells.dates("onset", timezone),
            "end": cells.dates("end", timezone),
            "kwh_per_day": cells.numbers("kwh_per_day"),
            "strength": cells.numbers("strength"),
        }
    )
    return table.sort_values("account_id", ignore_index=True)


class _Cells:
    """The cells of one table; what is wrong with one is said with its row."""

    def __init__(self, rows: pd.DataFrame, source: str) -> None:
        self._rows, self._source = rows, source

    def of(self, column: str) -> list[str | None]:
        """Return the texts of a column, None where empty; all None where it is absent."""
        if column not in self._rows:
            return [None] * len(self._rows)
        return [
            None if pd.isna(cell) or not str(cell).strip() else str(cell).strip()
            for cell in self._rows[column]
        ]

    def account_ids(self) -> list[str]:
        """Return the account ids; each must be there, and once."""
        seen: dict[str, int] = {}
        for row, text in enumerate(self.of("account_id")):
            if text is None:
                raise self._refused(row, "account_id", "is empty; every row needs an account")
            if text in seen:
                raise self._refused(
                    row,
                    "account_id",
                    f"{text!r} was in row {seen[text] + 1} already; give one row an account",
                )
            seen[text] = row
        return list(seen)

    def labels(self) -> list[str]:
        """Return the labels in the words of Label."""
        labels = []
        for row, text in enumerate(self.of("label")):
            meant = _MEANT.get((text or "").lower().replace(" ", "_").replace("-", "_"))
            if meant is None:
                said = "is empty" if text is None else f"{text!r} is not known"
                raise self._refused(
                    row,
                    "label",
                    f"{said}; say {', '.join(label.value for label in Label)}, or 1 and 0",
                )
            labels.append(meant.value)
        return labels

    def dates(self, column: str, timezone: str) -> list[dt.date | None]:
        """Return local dates; an instant with an offset is taken to the utility's zone."""
        zone = ZoneInfo(timezone)
        dates: list[dt.date | None] = []
        for row, text in enumerate(self.of(column)):
            try:
                instant = None if text is None else dt.datetime.fromisoformat(text)
            except ValueError as error:
                raise self._refused(row, column, f"{text!r} is no date like 2026-03-01") from error
            if instant is not None and instant.tzinfo is not None:
                instant = instant.astimezone(zone)
            dates.append(None if instant is None else instant.date())
        return dates

    def numbers(self, column: str) -> NDArray[np.float64]:
        """Return numbers from 0 up, NaN where empty."""
        numbers = np.full(len(self._rows), np.nan)
        for row, text in enumerate(self.of(column)):
            if text is None:
                continue
            try:
                numbers[row] = float(text)
            except ValueError as error:
                raise self._refused(row, column, f"{text!r} is no number") from error
            if not 0 <= numbers[row] < np.inf:
                raise self._refused(row, column, f"{text!r} is no number from 0 up")
        return numbers

    def _refused(self, row: int, column: str, what: str) -> TruthError:
        return TruthError(f"{self._source}, row {row + 1}: {column} {what}")

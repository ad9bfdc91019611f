"""Instants as they are written: ISO, strptime patterns, epochs, date and time apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.settings.mapping import CsvMapping, TimeMapping
from pipeline.sources.numbers import is_textual, numbers_of, without_null_words
from pipeline.sources.raw_block import as_utf8

DAY_US = 86_400_000_000
Int64s = NDArray[np.int64]
_EPOCH_US = {"s": 1e6, "ms": 1e3, "us": 1.0, "ns": 1e-3}
_HOUR_24 = r"[ T]24:00(:00(\.0+)?)?$"
_HAS_ZONE = r":\d\d.*(Z|[+-]\d\d(:?\d\d)?)$"
_IS_DATE = r"^\d{4}-?\d\d-?\d\d$"
# What systems write where an end has not come: 0000-00-00 00:00:00.
_IS_NOUGHT = r"^[0 :T./-]*0[0 :T./-]*Z?$"
_IS_MONTH = r"^\d{4}-\d\d$"
_TIMES = ("%H", "%I", "%X", "%c", "%T", "%s")
_DAYS = ("%d", "%j", "%x", "%D")


@dataclass(frozen=True)
class Walls:
    """Instants (n,) before a time zone is applied.

    us: microseconds since 1970, UTC where `is_absolute`, else of the wall clock.
    days: length of what was written without a time: 1 for a date, 28 to 31 for a month;
    0 where there is a time. is_null, is_bad: nothing there, or not to be understood;
    `us` is 0 there.
    """

    us: NDArray[np.int64]
    is_absolute: NDArray[np.bool_]
    days: NDArray[np.int64]
    is_null: NDArray[np.bool_]
    is_bad: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64]) -> Walls:
        """Return the walls of chosen rows (k,)."""
        return Walls(
            self.us[rows],
            self.is_absolute[rows],
            self.days[rows],
            self.is_null[rows],
            self.is_bad[rows],
        )


def walls_of(
    cells: list[pa.Array], time: TimeMapping, csv: CsvMapping, *, nought_is_null: bool = False
) -> Walls:
    """Read instants from one column of cells, or from a date and a time column.

    Each array is (n,). The same text is parsed once a block, however often it comes.
    nought_is_null: a text of nothing but noughts means that there is no instant.
    """
    if len(cells) > 1:
        texts = [_text(part, csv) for part in cells]
        joined = pc.binary_join_element_wise(*texts, " ")
        return _of_texts(_without_noughts(joined) if nought_is_null else joined, time)
    only = cells[0]
    if time.epoch is not None:
        return _of_epochs(only, time.epoch, csv)
    if pa.types.is_timestamp(only.type) or pa.types.is_date(only.type):
        return _of_typed(only, time)
    text = _text(only, csv)
    return _of_texts(_without_noughts(text) if nought_is_null else text, time)


def _without_noughts(text: pa.StringArray) -> pa.StringArray:
    return pc.if_else(
        pc.match_substring_regex(text, _IS_NOUGHT), pa.scalar(None, pa.string()), text
    )


def _text(cells: pa.Array, csv: CsvMapping) -> pa.StringArray:
    if not is_textual(cells.type):
        return cells.cast(pa.string())
    # Broken UTF-8 is no time in any format: it is left to fail as text.
    text, broken = as_utf8(cells)
    text = without_null_words(pc.ascii_trim_whitespace(text), csv)
    return pc.if_else(pa.array(broken), "\ufffd", text) if broken.any() else text


def _of_epochs(cells: pa.Array, unit: str, csv: CsvMapping) -> Walls:
    values, bad = numbers_of(cells, csv)
    us = values * _EPOCH_US[unit]
    null = np.isnan(values) & ~bad
    bad = bad | (np.abs(us) > 2.0**62)
    whole = np.where(null | bad, 0, us).round().astype(np.int64)
    return Walls(whole, np.ones(len(us), bool), np.zeros(len(us), np.int64), null, bad)


def _of_typed(cells: pa.Array, time: TimeMapping) -> Walls:
    null = cells.is_null().to_numpy(zero_copy_only=False)
    kind = cells.type
    is_date = pa.types.is_date(kind)
    is_absolute = not is_date and kind.tz is not None
    target = pa.timestamp("us", kind.tz if is_absolute else None)
    us = pc.fill_null(cells.cast(target, safe=False).cast(pa.int64()), 0).to_numpy()
    if time.midnight == "closes" and not is_absolute and not is_date:
        us = np.where((us % DAY_US == 0) & ~null, us + DAY_US, us)
    full = np.full(len(us), True)
    return Walls(us, full & is_absolute, (full & is_date).astype(np.int64), null, ~full)


def _of_texts(text: pa.StringArray, time: TimeMapping) -> Walls:
    encoded = text.dictionary_encode()
    unique = _of_unique(encoded.dictionary, time)
    null = text.is_null().to_numpy(zero_copy_only=False)
    if not len(unique.us):
        empty = np.zeros(len(text), bool)
        nothing = np.zeros(len(text), np.int64)
        return Walls(nothing, empty, nothing, null, empty)
    rows = pc.fill_null(encoded.indices, 0).to_numpy().astype(np.int64)
    walls = unique.take(rows)
    return Walls(
        np.where(null, 0, walls.us), walls.is_absolute, walls.days, null, walls.is_bad & ~null
    )


def _of_unique(text: pa.StringArray, time: TimeMapping) -> Walls:
    late = _matches(text, _HOUR_24)
    if late.any():
        text = pc.replace_substring_regex(text, r"([ T])24:00", r"\100:00")
    us, days = np.zeros((2, len(text)), np.int64)
    absolute, done = np.zeros((2, len(text)), bool)
    for pattern in time.formats:
        rest = np.flatnonzero(~done)
        if not len(rest):
            break
        found = _iso(text.take(rest)) if pattern == "iso" else _patterned(text.take(rest), pattern)
        fresh = rest[~found.is_bad]
        us[fresh] = found.us[~found.is_bad]
        absolute[fresh] = found.is_absolute[~found.is_bad]
        days[fresh] = found.days[~found.is_bad]
        done[fresh] = True
    at_midnight = done & ~absolute & (days == 0) & (us % DAY_US == 0)
    closing = late | (at_midnight if time.midnight == "closes" else False)
    return Walls(us + np.where(closing & done, DAY_US, 0), absolute, days, ~done & False, ~done)


def _iso(text: pa.StringArray) -> Walls:
    dated = _matches(text, _IS_DATE).astype(np.int64)
    none = np.zeros(len(text), bool)
    try:
        us = text.cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    except pa.ArrowInvalid:
        walls = _slow(text, "ISO8601", _matches(text, _HAS_ZONE), dated)
        is_month = _matches(text, _IS_MONTH)
        return replace(walls, days=np.where(is_month, _month_days(walls.us), dated))
    return Walls(us, none, dated, none, none)


def _patterned(text: pa.StringArray, pattern: str) -> Walls:
    absolute = np.full(len(text), "%z" in pattern)
    walls = _slow(text, pattern, absolute, np.zeros(len(text), np.int64))
    if any(directive in pattern for directive in _TIMES):
        return walls
    has_day = any(directive in pattern for directive in _DAYS)
    return replace(walls, days=np.ones_like(walls.us) if has_day else _month_days(walls.us))


def _month_days(us: Int64s) -> Int64s:
    """Return the number of days of the month in which each of `us` (n,) lies."""
    month = us.astype("datetime64[us]").astype("datetime64[M]")
    length = (month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")
    days: Int64s = length.astype(np.int64)
    return days


def _slow(text: pa.StringArray, pattern: str, absolute: NDArray[np.bool_], days: Int64s) -> Walls:
    parsed = pd.to_datetime(
        pd.Index(text.to_numpy(zero_copy_only=False)), format=pattern, errors="coerce", utc=True
    )
    bad = np.asarray(parsed.isna())
    us = np.where(bad, 0, parsed.as_unit("us").asi8)
    return Walls(us, absolute, days, np.zeros(len(text), bool), bad)


def _matches(text: pa.StringArray, pattern: str) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = pc.match_substring_regex(text, pattern).to_numpy(
        zero_copy_only=False
    )
    return found

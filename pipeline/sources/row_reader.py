"""One block of cells to rows of the contract, each cell checked."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.contract.table import Column, Kind, Table
from pipeline.contract.units import unit_of
from pipeline.quarantine import Faults, Reason
from pipeline.settings.mapping import TableMapping
from pipeline.sources.moments import MomentReader
from pipeline.sources.numbers import numbers_of
from pipeline.sources.ratios import Ratios, Scale
from pipeline.sources.words import texts_of, truths_of, vocabulary_of

Cells = dict[str, pa.Array]
IS_PRIMARY = "is_primary"
_NUMBERS = (Kind.FLOAT, Kind.DOUBLE)


class RowReader:
    """Turns blocks of one file into rows of `table`, in the order of the file.

    Parameters
    ----------
    timezone: the utility's. delivered_at: UTC instant of the delivery.
    ratios: needed where the mapping says that values are primary.
    """

    def __init__(
        self,
        table: Table,
        mapping: TableMapping,
        timezone: str,
        delivered_at: dt.datetime,
        ratios: Ratios | None,
    ) -> None:
        self.table = table
        self.mapping = mapping
        self._moments = MomentReader(table, mapping, timezone, delivered_at)
        # Supply is primary by contract, and only readings know a meter's ratios.
        is_primary = mapping.values == "primary" and table.name == "readings"
        self._ratios = ratios if is_primary else None

    def rows(self, cells: Cells, count: int) -> tuple[pa.RecordBatch, Faults]:
        """Return rows (n,) in the contract's columns, and the faults among them.

        Readings have `is_primary` besides: primary values of a meter whose ratios are
        not known yet.
        """
        faults = Faults(count)
        self._check_complete(cells, faults)
        done: Cells = {}
        for column in self.table.columns:
            if column.kind not in _NUMBERS:
                done[column.name] = self._words(column, cells, count, done, faults)
        scale = self._scale(done)
        for column in self.table.columns:
            if column.kind in _NUMBERS:
                done[column.name] = self._number(column, cells, count, scale, faults)
        for column in self.table.columns:
            self._check_present(column, done[column.name], faults)
        names = list(self.table.names)
        if self.table.name == "readings":
            done[IS_PRIMARY] = pa.array(np.zeros(count, bool) if scale is None else ~scale.is_known)
            names.append(IS_PRIMARY)
        return pa.RecordBatch.from_arrays([done[name] for name in names], names=names), faults

    def _scale(self, done: Cells) -> Scale | None:
        if self._ratios is None:
            return None
        ts = pc.fill_null(done["ts"].cast(pa.int64()), 0).to_numpy()
        return self._ratios.scale(done["meter_id"], ts)

    def _words(
        self, column: Column, cells: Cells, count: int, done: Cells, faults: Faults
    ) -> pa.Array:
        """Read any column that holds no number."""
        if column.kind in (Kind.INSTANT, Kind.DATE):
            key = done.get(self.table.key[0])
            return self._moments.column(column, cells, count, key, faults)
        found = cells.get(self.mapping.sources_of(column.name)[0])
        if column.kind is Kind.BOOLEAN:
            found = self._constant(column, count, pa.bool_()) if found is None else found
            values, bad = truths_of(found, self.mapping.csv)
            faults.mark(bad, Reason.UNPARSABLE, column.name)
            return values
        if found is None:
            text = self._constant(column, count, pa.string())
        else:
            text, broken = texts_of(found, column, self.mapping.csv)
            faults.mark(broken, Reason.BROKEN_UTF8, column.name)
            text = self._meant(text, column, faults)
        return text if column.default is None else pc.fill_null(text, str(column.default))

    def _meant(self, text: pa.Array, column: Column, faults: Faults) -> pa.Array:
        own = self.mapping.words.get(column.name, {})
        if not column.allowed and not own:
            return text
        meant, unknown = vocabulary_of(text, column, own)
        if (self.table.name, column.name) == ("events", "profile"):
            # An event is kept whatever its code list, to be counted as unmapped.
            return pc.coalesce(meant, text)
        faults.mark(unknown, Reason.UNKNOWN_WORD, column.name)
        return meant

    def _number(
        self, column: Column, cells: Cells, count: int, scale: Scale | None, faults: Faults
    ) -> pa.Array:
        sources = self.mapping.sources_of(column.name)
        if sources[0].removeprefix("-") not in cells:
            return self._constant(column, count, column.arrow_type)
        values = self._sum(sources, column, cells, faults)
        unit = self.mapping.units.get(column.name, column.unit)
        values *= unit_of(unit, column.unit, self.mapping.time.step_minutes)
        known: NDArray[np.bool_] | np.bool_ = np.bool_(True)
        if scale is not None:
            values /= divisor_of(column, scale)
            known = scale.is_known
        faults.mark(_is_out(values, column, known), Reason.OUT_OF_RANGE, column.name)
        return pa.array(values, column.arrow_type, from_pandas=True)

    def _sum(
        self, sources: tuple[str, ...], column: Column, cells: Cells, faults: Faults
    ) -> NDArray[np.float64]:
        total = np.full(len(cells[sources[0].removeprefix("-")]), np.nan)
        for source in sources:
            values, bad = numbers_of(cells[source.removeprefix("-")], self.mapping.csv)
            faults.mark(bad, Reason.UNPARSABLE, column.name)
            signed = -values if source.startswith("-") else values
            total = np.where(np.isnan(total), signed, total + np.nan_to_num(signed, nan=0.0))
        return total

    def _constant(self, column: Column, count: int, kind: pa.DataType) -> pa.Array:
        value = self.mapping.constants.get(column.name)
        if pa.types.is_string(kind) and value is not None:
            value = str(value)
        return pa.repeat(pa.scalar(value, kind), count)

    def _check_complete(self, cells: Cells, faults: Faults) -> None:
        for name, least in self.mapping.at_least.items():
            values, _ = numbers_of(cells[name], self.mapping.csv)
            faults.mark(values < least, Reason.INCOMPLETE, name)

    def _check_present(self, column: Column, values: pa.Array, faults: Faults) -> None:
        if column.is_required and values.null_count:
            missing = values.is_null().to_numpy(zero_copy_only=False)
            faults.mark(missing, Reason.MISSING_REQUIRED, column.name)


def divisor_of(column: Column, scale: Scale) -> NDArray[np.float64] | float:
    """Return what a primary value of `column` is divided by to be secondary, (n,) or 1."""
    if column.unit in {"kWh", "kW", "kvar"}:
        return scale.ct * scale.pt
    if column.unit == "V":
        return scale.pt
    return scale.ct if column.unit == "A" else 1.0


def _is_out(
    values: NDArray[np.float64], column: Column, known: NDArray[np.bool_] | np.bool_
) -> NDArray[np.bool_]:
    out = np.isinf(values)
    # A primary value whose ratio is not known yet may be as large as it likes.
    if column.low is not None:
        out |= (values < column.low) & known
    if column.high is not None:
        out |= (values > column.high) & known
    return out

"""A Parquet file on its way into a table, written part by part.

Layouts of one day of 20,000 meters (1.92 M rows, volts rounded to 0.1, amperes to 0.001, kW to
0.0001), read by `pyarrow.parquet.read_table` on two busy cores; best of nine rounds:

    layout                                  MiB   read ms   write ms of a core
    lz4, dictionary of text and time         56        98   370
    the same, and of volts and amperes       39        96   340
    the same, and of power too               32       108   413
    uncompressed, otherwise as the first      75        81   273
    zstd, otherwise as the first             45       163   437
    lz4, floats in split byte streams        55       106   279

So all that repeats gets a dictionary. Delta encoding of time, other page sizes and other row
groups changed nothing.
"""

from __future__ import annotations

import uuid
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

COMPRESSION = "lz4"
ROW_GROUP_ROWS = 1 << 20
# Rows from which it is judged whether measured values repeat, and how often they must.
SAMPLE_ROWS = 1 << 16
REPEATS = 4


class NewFile:
    """A file that no commit names yet; it comes into being with its first part.

    Parameters
    ----------
    folder: where it goes.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{uuid.uuid4().hex}.parquet"
        self.rows = 0
        self._writer: pq.ParquetWriter | None = None

    def add(self, rows: pa.Table) -> None:
        """Append rows; all parts have the same schema."""
        if self._writer is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(
                self.path,
                rows.schema,
                compression=COMPRESSION,
                use_dictionary=_repetitive(rows),
                write_statistics=True,
            )
        self._writer.write_table(rows, row_group_size=ROW_GROUP_ROWS)
        self.rows += rows.num_rows

    def close(self) -> int:
        """Complete the file and return its size in bytes."""
        if self._writer is None:
            raise ValueError(f"no rows were written to {self.path}")
        self._writer.close()
        return self.path.stat().st_size

    def discard(self) -> None:
        """Remove the file: what it holds was there before."""
        if self._writer is not None:
            self._writer.close()
            self.path.unlink()


def _repetitive(rows: pa.Table) -> list[str]:
    """Return the columns worth a dictionary: text, time, and measured values that repeat.

    For values that do not, it costs three times the time to write and to read.
    """
    sample = rows.slice(0, SAMPLE_ROWS)
    return [
        field.name
        for field in rows.schema
        if pa.types.is_string(field.type)
        or pa.types.is_timestamp(field.type)
        or (pa.types.is_floating(field.type) and _repeats(sample.column(field.name)))
    ]


def _repeats(values: pa.ChunkedArray) -> bool:
    distinct: int = pc.count_distinct(values).as_py()
    known: int = len(values) - values.null_count
    return 0 < REPEATS * distinct <= known

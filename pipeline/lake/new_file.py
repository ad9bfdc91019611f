"""A Parquet file on its way into a table, written part by part."""

from __future__ import annotations

import uuid
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

COMPRESSION = "lz4"
ROW_GROUP_ROWS = 1 << 20


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
                use_dictionary=_repetitive(rows.schema),
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


def _repetitive(schema: pa.Schema) -> list[str]:
    """Return the columns worth a dictionary: for measured values it costs more than it saves,
    three times the time to write and to read.
    """
    return [
        field.name
        for field in schema
        if pa.types.is_string(field.type) or pa.types.is_timestamp(field.type)
    ]

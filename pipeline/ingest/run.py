"""A run: rows that arrived together, kept so that single days can be taken out."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa


class MemoryRun:
    """A run in memory.

    Parameters
    ----------
    table: rows sorted by day. starts: first row of each day, and the end.
    """

    def __init__(self, table: pa.Table, starts: list[int]) -> None:
        self.table = table
        self.starts = starts

    def rows(self, k: int) -> pa.Table:
        """Return the rows of the k-th day."""
        return self.table.slice(self.starts[k], self.starts[k + 1] - self.starts[k])


class DiskRun:
    """A run written to a file, a record batch for each day."""

    def __init__(self, path: Path, run: MemoryRun) -> None:
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_file(str(path), run.table.schema, options=options) as writer:
            for k in range(len(run.starts) - 1):
                writer.write_batch(run.rows(k).combine_chunks().to_batches()[0])
        self._reader = pa.ipc.open_file(pa.memory_map(str(path)))

    def rows(self, k: int) -> pa.Table:
        """Return the rows of the k-th day."""
        return pa.Table.from_batches([self._reader.get_batch(k)])

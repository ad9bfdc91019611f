"""A run: rows that arrived together, a record batch for each day."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa


class MemoryRun:
    """A run in memory.

    Parameters
    ----------
    rows: one chunk a column, sorted by day. starts: first row of each day, and the end.
    """

    def __init__(self, rows: pa.Table, starts: list[int]) -> None:
        self.rows = rows
        self.starts = starts

    def batch(self, k: int) -> pa.RecordBatch:
        """Return the rows of the k-th day."""
        return self.rows.slice(self.starts[k], self.starts[k + 1] - self.starts[k]).to_batches()[0]


class DiskRun:
    """A run written to a file, from which single days are read back."""

    def __init__(self, path: Path, run: MemoryRun) -> None:
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_file(str(path), run.rows.schema, options=options) as writer:
            for k in range(len(run.starts) - 1):
                writer.write_batch(run.batch(k))
        self._reader = pa.ipc.open_file(pa.memory_map(str(path)))

    def batch(self, k: int) -> pa.RecordBatch:
        """Return the rows of the k-th day."""
        return self._reader.get_batch(k)

"""Parquet with nested lists, for notebooks and other systems."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def write_parquet(rows: pa.Table, path: Path) -> None:
    """Write rows as one Parquet file; lists stay lists of structures."""
    pq.write_table(rows, path, compression="zstd")

"""Files of the lake: what repeats is stored once, and everything comes back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.lake.new_file import NewFile


def encodings(path: Path) -> dict[str, bool]:
    """Tell of each column whether it has a dictionary."""
    group = pq.ParquetFile(path).metadata.row_group(0)
    columns = [group.column(k) for k in range(group.num_columns)]
    return {column.path_in_schema: column.has_dictionary_page for column in columns}


def test_measured_values_get_a_dictionary_only_where_they_repeat(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    volts = np.round(rng.normal(230, 2, 5000), 1).astype(np.float32)
    rows = pa.table(
        {
            "meter_id": pa.array(["m1", "m2"]).take(pa.array(np.arange(5000) // 2500)),
            "u_a": pa.array(np.where(np.arange(5000) % 7, volts, np.nan), from_pandas=True),
            "p_kw": rng.normal(size=5000),
            "pf": pa.nulls(5000, pa.float32()),
        }
    )
    file = NewFile(tmp_path)
    file.add(rows.slice(0, 3000))
    file.add(rows.slice(3000))
    assert file.close() == file.path.stat().st_size
    assert encodings(file.path) == {"meter_id": True, "u_a": True, "p_kw": False, "pf": False}
    assert pq.read_table(file.path).equals(rows)


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no rows"):
        NewFile(tmp_path).close()

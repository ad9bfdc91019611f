"""One Delta table: commits are seen whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from pipeline.contract import TABLES
from pipeline.lake.delta import DeltaFolder

SUPPLY = TABLES["supply"]


def _rows(*kwh: float) -> pa.Table:
    return pa.table(
        {
            "node_id": pa.array(["t1"] * len(kwh), pa.string()),
            "ts": pa.array(range(len(kwh)), pa.timestamp("us", tz="UTC")),
            "kwh": pa.array(kwh, pa.float64()),
        }
    )


@pytest.fixture
def supply(tmp_path: Path) -> DeltaFolder:
    return DeltaFolder(tmp_path / "lake" / "supply", SUPPLY)


def test_looking_at_a_table_that_was_never_written_makes_nothing(supply: DeltaFolder) -> None:
    assert supply.version() is None
    assert supply.files() == []
    assert not supply.has_marker("a")
    assert not supply.root.parent.exists()


def test_a_folder_without_commits_is_no_table(supply: DeltaFolder) -> None:
    supply.root.mkdir(parents=True)
    assert supply.version() is None


def test_a_written_file_is_not_seen_before_its_commit(supply: DeltaFolder) -> None:
    file = supply.write_file(_rows(1.0), "2026-03-01")
    assert supply.files() == []
    supply.commit([file])
    assert [(seen.path, seen.partition, seen.rows) for seen in supply.files()] == [
        (file.path, "2026-03-01", 1)
    ]


def test_files_come_by_partition(supply: DeltaFolder) -> None:
    days = ("2026-03-02", "2026-03-01", "2026-02-28")
    supply.commit([supply.write_file(_rows(1.0), day) for day in days])
    assert [file.partition for file in supply.files()] == sorted(days)


def test_a_commit_can_swap_files(supply: DeltaFolder) -> None:
    old = supply.write_file(_rows(1.0), "2026-03-01")
    first = supply.commit([old])
    new = supply.write_file(_rows(2.0, 3.0), "2026-03-01")
    assert supply.commit([new], [old]) == first + 1
    assert [file.rows for file in supply.files()] == [2]


def test_an_older_version_stays_readable(supply: DeltaFolder) -> None:
    old = supply.write_file(_rows(1.0), "2026-03-01")
    first = supply.commit([old])
    supply.commit([supply.write_file(_rows(2.0), "2026-03-01")], [old])
    assert [file.path for file in supply.files(first)] == [old.path]


def test_a_marker_tells_that_its_commit_went_through(supply: DeltaFolder) -> None:
    supply.commit([supply.write_file(_rows(1.0), "2026-03-01")], marker="delivery-1")
    assert supply.has_marker("delivery-1")
    assert not supply.has_marker("delivery-2")


def test_metadata_goes_into_the_history(supply: DeltaFolder) -> None:
    supply.commit([supply.write_file(_rows(1.0), "2026-03-01")], metadata={"why": "test"})
    assert DeltaTable(str(supply.root)).history()[0]["why"] == "test"


def test_the_partition_column_is_not_stored_twice(supply: DeltaFolder) -> None:
    rows = _rows(1.0).append_column("date", pa.array(["2026-03-01"]))
    file = supply.write_file(rows, "2026-03-01")
    assert pq.ParquetFile(file.path).schema_arrow.names == ["node_id", "ts", "kwh"]
    assert file.path.parent.name == "date=2026-03-01"


def test_other_delta_readers_see_the_same_rows(supply: DeltaFolder) -> None:
    supply.commit([supply.write_file(_rows(1.5, 2.5), "2026-03-01")])
    frame = DeltaTable(str(supply.root)).to_pandas()
    assert frame["kwh"].tolist() == [1.5, 2.5]
    assert frame["date"].astype(str).tolist() == ["2026-03-01"] * 2


def test_a_table_without_partition(tmp_path: Path) -> None:
    accounts = DeltaFolder(tmp_path / "accounts", TABLES["accounts"])
    schema = TABLES["accounts"].arrow_schema
    accounts.commit([accounts.write_file(schema.empty_table())])
    assert [(file.partition, file.rows) for file in accounts.files()] == [(None, 0)]

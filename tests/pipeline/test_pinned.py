"""A lake as it was: recorded versions are read, and nothing is written."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from pipeline.contract import TABLES
from pipeline.lake import Lake, ReadOnlyError, VersionGoneError
from pipeline.lake.pinned import PinnedLake
from pipeline.settings import Settings


def tips(*accounts: str) -> pa.Table:
    return pa.Table.from_pylist(
        [{"account_id": one} for one in accounts], TABLES["tips"].arrow_schema
    )


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    made = Lake(tmp_path / "lake")
    made.replace("tips", tips("a"))
    return made


def test_what_came_later_is_not_seen(lake: Lake) -> None:
    then = PinnedLake(lake.root, lake.versions())
    lake.replace("tips", tips("a", "b"))
    lake.replace("work_orders", TABLES["work_orders"].arrow_schema.empty_table())
    assert then.read("tips")["account_id"].to_pylist() == ["a"]
    assert then.version("work_orders") is None
    assert then.read("work_orders").num_rows == 0
    assert lake.read("tips").num_rows == 2


def test_a_table_without_a_recorded_version_is_not_guessed(lake: Lake) -> None:
    with pytest.raises(KeyError, match="no version of table 'tips'"):
        PinnedLake(lake.root, {"readings": None}).read("tips")


WRITES: tuple[Callable[[Lake], object], ...] = (
    lambda lake: lake.replace("tips", tips("b")),
    lambda lake: lake.delta("tips").commit([]),
    lambda lake: lake.lock(),
    lambda lake: lake.remember(Settings()),
)


@pytest.mark.parametrize("write", WRITES)
def test_nothing_is_written_to_the_past(lake: Lake, write: Callable[[Lake], object]) -> None:
    files = sorted(lake.root.rglob("*"))
    with pytest.raises(ReadOnlyError):
        write(PinnedLake(lake.root, lake.versions()))
    assert sorted(lake.root.rglob("*")) == files


def test_vacuumed_files_are_said_to_be_gone(lake: Lake) -> None:
    then = PinnedLake(lake.root, lake.versions())
    lake.replace("tips", tips("b"))
    table = DeltaTable(str(lake.root / "tips"))
    table.vacuum(0, dry_run=False, enforce_retention_duration=False)
    with pytest.raises(VersionGoneError, match="files are gone"):
        then.read("tips")


def test_a_version_that_never_was_is_said_to_be_gone(lake: Lake) -> None:
    with pytest.raises(VersionGoneError, match="tips has no version 99"):
        PinnedLake(lake.root, {"tips": 99}).read("tips")


def test_a_column_of_a_later_contract_reads_as_null_and_is_added_at_the_next_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = TABLES["tips"]
    younger = [column for column in now.columns if column.name != "channel"]
    lake = Lake(tmp_path / "old")
    with monkeypatch.context() as patch:
        patch.setitem(TABLES, "tips", dataclasses.replace(now, columns=tuple(younger)))
        lake.replace("tips", tips("a"))
    assert lake.read("tips").to_pylist()[0]["channel"] is None
    assert lake.read("tips", columns=["channel"]).num_rows == 1
    lake.replace("tips", tips("a", "b"))
    fields = [field.name for field in DeltaTable(str(lake.root / "tips")).schema().fields]
    assert sorted(fields) == sorted(now.names)

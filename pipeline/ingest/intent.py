"""All commits of one delivery, written down before the first is made.

The files that they name are on disk already, so a process that was killed half way can
be followed by one that makes the remaining commits: the delivery is in as a whole, or,
if it was killed before its intent was written, not at all.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.lake import Lake
from pipeline.lake.delta import StoredFile


@dataclass(frozen=True)
class Change:
    """Files that come to one table and files that leave it, at once."""

    table: str
    added: tuple[StoredFile, ...]
    removed: tuple[StoredFile, ...] = ()


def carry_out(lake: Lake, delivery_id: str, changes: Iterable[Change]) -> None:
    """Write down `changes`, then commit them one table after another."""
    wanted = [change for change in changes if change.added or change.removed]
    path = _path(lake)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(
            {
                "delivery_id": delivery_id,
                "changes": [_packed(change, lake.root) for change in wanted],
            },
            file,
        )
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    recover(lake)


def recover(lake: Lake) -> None:
    """Finish a delivery that was written down, and throw away unfinished work.

    The caller holds the lake's lock.
    """
    path = _path(lake)
    if path.exists():
        intent = json.loads(path.read_text(encoding="utf-8"))
        for packed in intent["changes"]:
            change = _unpacked(packed, lake.root)
            delta = lake.delta(change.table)
            if not delta.has_marker(intent["delivery_id"]):
                delta.commit(change.added, change.removed, marker=intent["delivery_id"])
        path.unlink()
    shutil.rmtree(work_folder(lake), ignore_errors=True)


def work_folder(lake: Lake) -> Path:
    """Return the folder for rows on their way; it is emptied by `recover`."""
    return lake.staging / "ingest"


def _path(lake: Lake) -> Path:
    return lake.staging / "ingest_intent.json"


def _packed(change: Change, root: Path) -> dict[str, Any]:
    return {
        "table": change.table,
        "added": [_file_packed(file, root) for file in change.added],
        "removed": [_file_packed(file, root) for file in change.removed],
    }


def _file_packed(file: StoredFile, root: Path) -> dict[str, Any]:
    return asdict(file) | {"path": file.path.relative_to(root).as_posix()}


def _unpacked(packed: dict[str, Any], root: Path) -> Change:
    added, removed = (
        tuple(StoredFile(**(one | {"path": root / one["path"]})) for one in packed[side])
        for side in ("added", "removed")
    )
    return Change(packed["table"], added, removed)

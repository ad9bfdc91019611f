"""Step: which model judges from when on, and back to the one before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from models.outcomes.model import OutcomeModel
from models.outcomes.model_file import read_model
from pipeline.contract import TABLES
from pipeline.lake import Lake

FOLDER = "model_files"
COLD_START = "cold-start"
TRAINED, ROLLED_BACK = "trained", "rolled back"


class ReleaseError(ValueError):
    """No such model, or nothing to go back to; the message says what there is."""


@dataclass(frozen=True)
class Release:
    """A model that judges, as it is in table `models`."""

    model_id: str
    sha256: str
    share: float
    outcomes: int


def model_folder(lake: Lake, model_id: str) -> Path:
    """Return the folder of a model's files."""
    return lake.root / FOLDER / model_id


def release_rows(lake: Lake) -> list[dict[str, Any]]:
    """Return table `releases` in order."""
    rows: list[dict[str, Any]] = lake.read("releases").to_pylist()
    return sorted(rows, key=lambda row: int(row["place"]))


def model_rows(lake: Lake) -> dict[str, dict[str, Any]]:
    """Return table `models` by model_id, in the order of training."""
    return {row["model_id"]: row for row in lake.read("models").to_pylist()}


def release_of(lake: Lake, date: dt.date) -> Release | None:
    """Return the model that judges business date `date`, None for the cold start."""
    begun = [row["model_id"] for row in release_rows(lake) if row["from_date"] <= date]
    if not begun or begun[-1] is None:
        return None
    row = model_rows(lake)[begun[-1]]
    return Release(begun[-1], row["sha256"], row["share"] or 0.0, row["outcomes_count"] or 0)


def released_model(lake: Lake, release: Release | None) -> OutcomeModel | None:
    """Read the model of a release; ModelFileError where its files are not what was trained."""
    if release is None:
        return None
    return read_model(model_folder(lake, release.model_id), release.sha256)


def append_release(lake: Lake, from_date: dt.date, model_id: str | None, reason: str) -> None:
    """Let a model judge from a business date on; None is the cold start."""
    rows = release_rows(lake)
    row = {"place": len(rows) + 1, "from_date": from_date, "model_id": model_id, "reason": reason}
    schema = TABLES["releases"].arrow_schema
    lake.replace("releases", pa.Table.from_pylist([*rows, row], schema))


def rollback(lake: Lake, to: str | None = None) -> dict[str, Any]:
    """Go back to the model before the one that judges now; return what judges from when on.

    to: a model's id, or `cold-start`. It counts from the first date of the release that is
    taken back, so that no date is judged by that one again. ReleaseError where there is nothing
    to go back to; LakeBusyError where another process writes to the lake.
    """
    with lake.lock():
        rows = release_rows(lake)
        held = standing([row["model_id"] for row in rows])
        now = held[-1] if held else None
        wanted = _wanted(lake, held, to)
        from_date = rows[-1]["from_date"]
        append_release(lake, from_date, wanted, ROLLED_BACK)
    return {"from": from_date, "model_id": wanted, "before": now}


def standing(released: Sequence[str | None]) -> list[str]:
    """Return the models that a rollback can reach, the one that judges now last.

    A model that is released again takes back all that came after it; the cold start takes
    back everything.
    """
    held: list[str] = []
    for model_id in released:
        if model_id is None:
            held = []
        elif model_id in held:
            held = held[: held.index(model_id) + 1]
        else:
            held = [*held, model_id]
    return held


def _wanted(lake: Lake, held: list[str], to: str | None) -> str | None:
    now = held[-1] if held else None
    if to is None:
        if now is None:
            raise ReleaseError(f"lake {lake.root}: the cold start judges; nothing to go back from")
        return held[-2] if len(held) > 1 else None
    wanted = None if to == COLD_START else to
    if wanted == now:
        raise ReleaseError(f"lake {lake.root}: {to} is what judges already")
    known = model_rows(lake)
    if wanted is not None and wanted not in known:
        there = ", ".join(known) or "none"
        raise ReleaseError(f"lake {lake.root} has no model {to}; there are: {there}")
    if wanted is not None and known[wanted]["refusal"]:
        raise ReleaseError(f"model {to} was refused: {known[wanted]['refusal']}")
    return wanted

"""Step: a list computed again from the versions that its run recorded, and compared."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import pandas as pd
import pyarrow as pa

from flows.steps.computed_day import Progress, compute_day, list_digest
from flows.steps.finished_runs import COMMAND, require_run
from flows.steps.visits import table_arrow
from models.suspect_list import list_arrow
from pipeline.contract import TABLES
from pipeline.lake import Lake, VersionGoneError
from pipeline.lake.pinned import PinnedLake
from pipeline.settings import Settings


@dataclass(frozen=True)
class Difference:
    """How a table of the run differs from the same computed again.

    missing: accounts that are not there any more; extra: accounts that were not there;
    columns: name to the accounts at which its value differs.
    """

    table: str
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Replay:
    """A run beside the same computed again.

    is_identical: the list has the digest that was recorded, and scores, list and plan of visits
    are equal to the ones in the lake. differences: where they are not. recorded_by, replayed_by:
    versions of the product.
    """

    date: dt.date
    is_identical: bool
    recorded_sha256: str
    replayed_sha256: str
    recorded_by: str
    replayed_by: str
    model_id: str | None
    differences: tuple[Difference, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def replay_day(lake: Lake, date: dt.date, tell: Progress) -> Replay:
    """Compute `date` again from recorded versions, settings, seed and model; write nothing.

    NotEnoughDataError without a finished run of `date`; VersionGoneError where versions were
    not recorded, or cannot be read any more; ModelFileError where the model's files changed.
    """
    require_run(lake, date)
    recorded = _recorded(lake, date)
    settings = Settings.model_validate_json(recorded["settings"])
    then = PinnedLake(lake.root, _versions(recorded))
    found = compute_day(then, settings, date, tell)
    again = {
        "scores": found.scored.arrow(),
        "suspects": list_arrow(found.suspects),
        "visits": table_arrow(found.plan, TABLES["visits"]),
    }
    differences = tuple(
        difference
        for name, rows in again.items()
        if (difference := _difference(name, lake.read(name, first=date, last=date), rows))
    )
    digest = list_digest(found.suspects)
    return Replay(
        date,
        digest == recorded["list_sha256"] and not differences,
        recorded["list_sha256"],
        digest,
        recorded["code_version"],
        version("wattsleuth"),
        recorded["model_id"],
        differences,
    )


def _recorded(lake: Lake, date: dt.date) -> dict[str, Any]:
    rows: list[dict[str, Any]] = lake.read("runs").to_pylist()
    return next(row for row in rows if (row["run_date"], row["command"]) == (date, COMMAND))


def _versions(recorded: dict[str, Any]) -> dict[str, int | None]:
    """Return the recorded versions; those of tables younger than the record are of no rows."""
    known: dict[str, int | None] = json.loads(recorded["input_versions"])
    if "runs" not in known:
        raise VersionGoneError(
            f"the run of {recorded['run_date']} was recorded by wattsleuth"
            f" {recorded['code_version']}, which did not note every table; run the date again,"
            " then it can be replayed"
        )
    return dict.fromkeys(TABLES) | known


def _difference(name: str, was: pa.Table, now: pa.Table) -> Difference | None:
    """Compare rows by account, whatever their order; None where everything is equal."""
    old, new = (
        rows.select(list(TABLES[name].names)).sort_by("account_id").combine_chunks()
        for rows in (was, now)
    )
    if old.equals(new):
        return None
    left, right = _by_account(old), _by_account(new)
    both = left.index.intersection(right.index)
    columns = {
        str(column): _accounts(both[(left[column][both] != right[column][both]).to_numpy()])
        for column in left
    }
    return Difference(
        name,
        _accounts(left.index.difference(right.index)),
        _accounts(right.index.difference(left.index)),
        {column: accounts for column, accounts in columns.items() if accounts},
    )


def _accounts(index: pd.Index[Any]) -> tuple[str, ...]:
    return tuple(map(str, index))


def _by_account(rows: pa.Table) -> pd.DataFrame:
    """Index by account, every value as the text that tells it apart from all others."""
    columns = {name: list(map(repr, rows[name].to_pylist())) for name in rows.schema.names}
    return pd.DataFrame(columns, index=rows["account_id"].to_pylist(), dtype=object)

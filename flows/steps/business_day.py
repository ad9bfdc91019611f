"""Step: one business date from start to end, written down once and for all."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import pandas as pd
import pyarrow as pa

from flows.steps.case_files import publish_case_files
from flows.steps.computed_day import STAGES, ComputedDay, Progress, compute_day, list_digest
from flows.steps.fact_days import refresh_facts
from flows.steps.feature_values import publish_values
from flows.steps.finished_runs import COMMAND, NotEnoughDataError
from flows.steps.line_loss import day_losses, publish_losses
from flows.steps.releases import Release
from flows.steps.supply_days import refresh_supply
from flows.steps.visits import case_counts, publish_visits
from models.scoring import Scored
from models.suspect_list import list_arrow
from pipeline.contract import TABLES
from pipeline.contract.check import check_rows
from pipeline.lake import Lake
from pipeline.lake.pinned import PinnedLake
from pipeline.settings import Settings


@dataclass(frozen=True)
class DayRun:
    """A finished business date: its list, its counts, and the digest of the list."""

    date: dt.date
    suspects: pd.DataFrame
    summary: dict[str, int]
    list_sha256: str


def run_day(
    lake: Lake, settings: Settings, date: dt.date, progress: Progress | None = None
) -> DayRun:
    """Compute facts, features, scores and the list of `date`, and write them to the lake.

    Only days up to `date` count. Running it again with the same inputs writes the same
    bytes. `progress` is called with stage, days or stages done, and days or
    stages in all.
    NotEnoughDataError where there are no accounts, or neither readings nor events;
    LakeBusyError where another process writes to the lake.
    """
    require_data(lake, date)
    with lake.lock():
        return _run(lake, settings, date, progress or _silent)


def first_fact_day(settings: Settings, date: dt.date) -> dt.date:
    """Return the first day of which business date `date` needs the facts."""
    days = max(settings.window.days, settings.window.history_days)
    return date - dt.timedelta(days=days - 1)


def first_supply_day(settings: Settings, date: dt.date) -> dt.date:
    """Return the first day of which business date `date` needs the supply facts."""
    return date - dt.timedelta(days=settings.window.days - 1)


def refresh_days(
    lake: Lake,
    settings: Settings,
    first: dt.date,
    last: dt.date,
    progress: Progress | None = None,
) -> None:
    """Bring all daily facts up to date that business dates [first, last] need.

    `progress` is called as by `refresh_facts` and `refresh_supply`. The caller holds the lock.
    """
    refresh_facts(lake, settings, first_fact_day(settings, first), last, progress)
    refresh_supply(lake, settings, first_supply_day(settings, first), last, progress)


def _run(lake: Lake, settings: Settings, date: dt.date, tell: Progress) -> DayRun:
    refresh_days(lake, settings, date, date, tell)
    versions = lake.versions()
    found = compute_day(PinnedLake(lake.root, versions), settings, date, tell)
    losses = day_losses(settings, found.scored, found.suspects)
    run = DayRun(
        date,
        found.suspects,
        {
            **_summary(found.scored, found.suspects),
            **_learned(found.release),
            **losses.summary,
            **case_counts(settings, found.scored, found.cases, found.plan),
        },
        list_digest(found.suspects),
    )
    publish_losses(lake, losses, date.isoformat())
    publish_values(lake, found.cold, date.isoformat())
    publish_visits(lake, found.plan, found.cases.watched, date.isoformat())
    _publish(lake, settings, found, run, versions)
    tell(STAGES[2], len(STAGES), len(STAGES))
    return run


def require_data(lake: Lake, date: dt.date) -> None:
    """Raise NotEnoughDataError unless there are accounts, and readings up to `date`."""
    if not lake.files("accounts"):
        raise NotEnoughDataError(
            f"lake {lake.root} holds no accounts; run `wattsleuth ingest` with an accounts table"
        )
    files = [*lake.files("readings"), *lake.files("events")]
    dates = [file.partition for file in files if file.partition]
    if not any(day <= str(date) for day in dates):
        known = f"they run from {min(dates)} to {max(dates)}" if dates else "there are none"
        raise NotEnoughDataError(
            f"lake {lake.root} holds no readings or events up to {date}: {known};"
            " ingest some or choose another --date"
        )


def _summary(scored: Scored, suspects: pd.DataFrame) -> dict[str, int]:
    scores, supplied = scored.scores, scored.window.supplied
    supply = (
        {}
        if supplied is None
        else {
            "supply_nodes": len(supplied.node_ids),
            "supply_nodes_unknown": len(supplied.unknown_ids),
        }
    )
    return {
        "accounts": len(scores),
        "disqualified": int(scores["disqualified"].notna().sum()),
        "suspects": len(suspects),
        "new_suspects": int((suspects["change"] == "new").sum()),
        **supply,
    }


def _learned(release: Release | None) -> dict[str, int]:
    """Tell how much of the scores was learned, and from how many outcomes."""
    if release is None:
        return {}
    return {"learned_percent": round(100 * release.share), "outcomes": release.outcomes}


def _publish(
    lake: Lake,
    settings: Settings,
    found: ComputedDay,
    run: DayRun,
    versions: dict[str, int | None],
) -> None:
    """Write scores and list, and at last the run that declares them finished."""
    key = run.date.isoformat()
    scores = found.scored.arrow().sort_by("account_id")
    suspects = list_arrow(run.suspects)
    check_rows(scores, TABLES["scores"])
    check_rows(suspects, TABLES["suspects"])
    lake.replace_partitions("scores", {key: scores})
    lake.replace_partitions("suspects", {key: suspects})
    publish_case_files(lake, settings, found.scored, run.suspects)
    row = {
        "run_date": run.date,
        "command": COMMAND,
        "input_versions": json.dumps(versions, sort_keys=True),
        "settings": settings.model_dump_json(),
        "code_version": version("wattsleuth"),
        "seed": settings.seed,
        "summary": json.dumps(run.summary, sort_keys=True),
        "list_sha256": run.list_sha256,
        "model_id": None if found.release is None else found.release.model_id,
    }
    _record(lake, row)


def _record(lake: Lake, row: dict[str, Any]) -> None:
    key = (row["run_date"], row["command"])
    known: list[dict[str, Any]] = lake.read("runs").to_pylist()
    others = [run for run in known if (run["run_date"], run["command"]) != key]
    rows = sorted([*others, row], key=lambda run: (run["run_date"], run["command"]))
    if rows != known:
        lake.replace("runs", pa.Table.from_pylist(rows, schema=TABLES["runs"].arrow_schema))


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Report progress to nobody."""

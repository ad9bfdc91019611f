"""A utility's files into the lake: what comes goes in, is refused with a reason, or waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from pipeline.contract.inputs import INPUT_TABLES
from pipeline.ingest.delivery import Delivery, Outcome
from pipeline.ingest.event_quality import EventQuality
from pipeline.ingest.intent import recover
from pipeline.ingest.progress import Progress, no_progress
from pipeline.ingest.summary import IngestSummary
from pipeline.lake import Lake
from pipeline.settings import Settings, SettingsError
from pipeline.sources import Discovery, discover


def ingest(
    lake: Lake,
    paths: Iterable[Path],
    settings: Settings,
    delivered_at: dt.datetime,
    progress: Progress | None = None,
) -> IngestSummary:
    """Take in the files under `paths`; return what became of every row.

    Safe to repeat, and after a crash. `delivered_at` (UTC) is the instant of the delivery.
    LakeBusyError when another process writes; SettingsError when the time zone changed.
    """
    found = discover(paths, settings)
    with lake.lock():
        recover(lake)
        _check_timezone(lake, settings)
        lake.remember(settings)
        outcomes = _deliver(lake, found, settings, delivered_at, progress or no_progress)
    events = outcomes["events"].events if "events" in outcomes else EventQuality()
    return IngestSummary(
        {name: outcome.counts for name, outcome in outcomes.items()},
        (*found.problems, *(one for outcome in outcomes.values() for one in outcome.problems)),
        sum(outcome.admitted for outcome in outcomes.values()),
        sum(outcome.accounts_made for outcome in outcomes.values()),
        unmapped_events=events.unmapped,
        event_faults=events.faults,
        started_events=events.started,
        open_events=events.open,
    )


def _deliver(
    lake: Lake,
    found: Discovery,
    settings: Settings,
    delivered_at: dt.datetime,
    progress: Progress,
) -> dict[str, Outcome]:
    """Deliver one table after another: accounts first, which readings wait for."""
    outcomes = {}
    for name in INPUT_TABLES:
        files = [file for file in found.files if file.table == name]
        # Readings that are held may be waiting for an account that came just now.
        if files or (name == "readings" and lake.files("held")):
            outcome = Delivery(lake, name, settings, delivered_at).take_in(files, progress)
            outcomes[name] = outcome
    return outcomes


def _check_timezone(lake: Lake, settings: Settings) -> None:
    if all(lake.version(name) is None for name in ("readings", "events", "supply")):
        return
    before = lake.settings().timezone
    if before != settings.timezone:
        raise SettingsError(
            f"lake {lake.root} holds readings by local days of {before}; the settings say "
            f"timezone = {settings.timezone!r}: keep the zone, or start another lake"
        )

"""Own tables: rows that the product itself took down, by the same door as a utility's files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipeline.ingest.delivery import Delivery, Outcome
from pipeline.ingest.intent import recover
from pipeline.ingest.progress import no_progress
from pipeline.lake import Lake
from pipeline.settings import Settings
from pipeline.sources import discover


def take_own(
    lake: Lake, name: str, path: Path, settings: Settings, delivered_at: dt.datetime
) -> Outcome:
    """Take in one file of table `name` that has the contract's own columns.

    The utility's mapping does not apply to it. LakeBusyError when another process writes.
    """
    plain = settings.model_copy(update={"ingest": {}})
    files = [file for file in discover([path], plain).files if file.table == name]
    with lake.lock():
        recover(lake)
        return Delivery(lake, name, plain, delivered_at).take_in(files, no_progress)

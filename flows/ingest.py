"""Flow: one delivery of a utility's files.

Annotations are evaluated here: Prefect checks parameters by them, and may load this file by its
path, where names in texts cannot be looked up.
"""

import datetime as dt
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.artifact import show_counts
from flows.parameters import IngestParameters
from flows.progress import reporter
from flows.retries import RETRIES, RETRY_DELAY_SECONDS, is_transient
from flows.run_context import started_at
from flows.steps.settings import delivery_settings
from pipeline.ingest import IngestSummary
from pipeline.ingest import ingest as take_in
from pipeline.lake import Lake


def _run_name() -> str:
    return f"ingest-{started_at():%Y-%m-%dT%H%MZ}"


@flow(name="ingest", flow_run_name=_run_name, persist_result=False)
def ingest(parameters: IngestParameters) -> IngestSummary:
    """Take in folders of tables, or single tables; return the summary of the delivery."""
    delivered_at = dt.datetime.now(tz=dt.UTC)
    summary = delivery(parameters.lake, parameters.settings, parameters.paths, delivered_at)
    show_counts("ingest", "Rows of this delivery", _counts(summary))
    return summary


def _counts(summary: IngestSummary) -> dict[str, int]:
    total = summary.total
    return {
        "read": total.read,
        "accepted": total.accepted,
        "duplicate": total.duplicate,
        "quarantined": sum(total.quarantined.values()),
        "held": total.held,
        "files_with_problems": len(summary.problems),
    }


@task(
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=RETRIES,
    retry_delay_seconds=RETRY_DELAY_SECONDS,
    retry_condition_fn=is_transient,
)
def delivery(
    lake_folder: Path,
    settings_file: Path | None,
    paths: tuple[Path, ...],
    delivered_at: dt.datetime,
) -> IngestSummary:
    """Read `paths` into the lake; the same files a second time change nothing."""
    lake = Lake(lake_folder)
    settings = delivery_settings(lake, settings_file, paths)
    return take_in(lake, paths, settings, delivered_at, progress=reporter())

"""Flow: everything for one business date.

Annotations are evaluated here: Prefect checks parameters by them, and may load this file by its
path, where names in texts cannot be looked up.
"""

import datetime as dt
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.artifact import announce_list, show_list, show_quality, show_report
from flows.ingest import ingest
from flows.parameters import DailyParameters, IngestParameters
from flows.progress import reporter
from flows.retries import RETRIES, RETRY_DELAY_SECONDS, is_transient
from flows.run_context import parameters_of_run, started_at
from flows.steps.business_date import business_date
from flows.steps.business_day import refresh_days, run_day
from flows.steps.export import LIST_FILES, write_list
from flows.steps.review_entries import case_keys, take_review
from flows.steps.run_report import list_summary, listed_accounts, quality, run_report
from flows.steps.settings import settings_of
from pipeline.lake import Lake


def _date(parameters: DailyParameters) -> dt.date:
    settings = settings_of(Lake(parameters.lake), parameters.settings)
    return business_date(parameters.date, settings.timezone, started_at())


def _run_name() -> str:
    return f"daily-{_date(parameters_of_run(DailyParameters))}"


@flow(name="daily", flow_run_name=_run_name, persist_result=False)
def daily(parameters: DailyParameters) -> dict[str, int]:
    """Compute facts, scores and the list of one business date; return the counts of the run."""
    lake, settings_file, date = parameters.lake, parameters.settings, _date(parameters)
    if parameters.inbox is not None:
        ingest(IngestParameters(lake=lake, settings=settings_file, paths=(parameters.inbox,)))
    reviewed(lake, settings_file)
    facts(lake, settings_file, date)
    counts = scores_and_list(lake, settings_file, date)
    if parameters.out is not None:
        folder = Path(str(parameters.out).replace("{date}", str(date)))
        export(lake, settings_file, date, folder)
    told(lake, settings_file, date)
    return counts


@task(
    name="reviewers' entries",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=RETRIES,
    retry_delay_seconds=RETRY_DELAY_SECONDS,
    retry_condition_fn=is_transient,
)
def reviewed(lake_folder: Path, settings_file: Path | None) -> None:
    """Take findings and decisions of the workbench into the lake."""
    lake = Lake(lake_folder)
    take_review(lake, settings_of(lake, settings_file))


@task(
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=RETRIES,
    retry_delay_seconds=RETRY_DELAY_SECONDS,
    retry_condition_fn=is_transient,
)
def facts(lake_folder: Path, settings_file: Path | None, date: dt.date) -> None:
    """Compute the facts of all days up to `date` that are new or have changed."""
    lake = Lake(lake_folder)
    settings = settings_of(lake, settings_file)
    with lake.lock():
        refresh_days(lake, settings, date, date, reporter())


@task(
    name="scores and list",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=RETRIES,
    retry_delay_seconds=RETRY_DELAY_SECONDS,
    retry_condition_fn=is_transient,
)
def scores_and_list(lake_folder: Path, settings_file: Path | None, date: dt.date) -> dict[str, int]:
    """Judge every account on `date` and write scores, list and the record of the run."""
    lake = Lake(lake_folder)
    return run_day(lake, settings_of(lake, settings_file), date, reporter()).summary


@task(cache_policy=NO_CACHE, persist_result=False)
def export(lake_folder: Path, settings_file: Path | None, date: dt.date, folder: Path) -> None:
    """Write the list of `date` into `folder` for people."""
    lake = Lake(lake_folder)
    paths = [folder / name for name in LIST_FILES]
    write_list(lake, settings_of(lake, settings_file), date, paths)


@task(name="report", cache_policy=NO_CACHE, persist_result=False)
def told(lake_folder: Path, settings_file: Path | None, date: dt.date) -> None:
    """Show operators the run, the quality of its data and its list; announce the list."""
    lake = Lake(lake_folder)
    listed = list_summary(lake, date, case_keys(lake, listed_accounts(lake, date)))
    found = quality(lake, date)
    report = run_report(lake, settings_of(lake, settings_file), listed, found)
    show_report("daily", f"Business date {date}.", report)
    show_quality("daily-quality", f"Data behind the list of {date}.", found)
    show_list("daily-list", f"List of {date}.", listed)
    announce_list(listed)

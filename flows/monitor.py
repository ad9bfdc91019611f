"""Flow: what visits found of the lists, and whether data and scores drift.

Annotations are evaluated here: Prefect checks parameters by them, and may load this file by its
path, where names in texts cannot be looked up.
"""

import datetime as dt
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.artifact import show_counts
from flows.parameters import MonitorParameters
from flows.progress import reporter
from flows.run_context import parameters_of_run, started_at
from flows.steps.business_date import business_date
from flows.steps.monitoring import monitor_counts, monitor_day
from flows.steps.monitoring_file import report_path, write_monitoring
from flows.steps.settings import settings_of
from pipeline.lake import Lake


def _date(parameters: MonitorParameters) -> dt.date:
    settings = settings_of(Lake(parameters.lake), parameters.settings)
    return business_date(parameters.date, settings.timezone, started_at())


def _run_name() -> str:
    return f"monitor-{_date(parameters_of_run(MonitorParameters))}"


@flow(name="monitor", flow_run_name=_run_name, persist_result=False)
def monitor(parameters: MonitorParameters) -> dict[str, int]:
    """Report on the half year that ends on the business date; return its counts.

    The report goes to `reports/` beside the lake's tables, and as a page to `out`.
    """
    date = _date(parameters)
    page = parameters.out and Path(str(parameters.out).replace("{date}", str(date)))
    counts = report(parameters.lake, parameters.settings, date, page)
    show_counts("monitor", f"Lists, visits and data up to {date}", counts)
    return counts


@task(cache_policy=NO_CACHE, persist_result=False)
def report(
    lake_folder: Path, settings_file: Path | None, date: dt.date, page: Path | None
) -> dict[str, int]:
    """Write the report as JSON, and as a page where one is wanted; return its counts."""
    lake = Lake(lake_folder)
    settings = settings_of(lake, settings_file)
    found = monitor_day(lake, settings, date, reporter())
    for path in (report_path(lake, date), page):
        if path is not None:
            write_monitoring(found.as_json(), path, settings)
    return monitor_counts(found)

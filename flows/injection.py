"""Flow: known attacks injected into the readings of one business date.

Annotations are evaluated here: Prefect checks parameters by them, and may load this file by its
path, where names in texts cannot be looked up.
"""

import datetime as dt
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.artifact import show_tallies
from flows.parameters import InjectionParameters
from flows.progress import reporter
from flows.run_context import parameters_of_run, started_at
from flows.steps.business_date import business_date
from flows.steps.injection import run_injection
from flows.steps.injection_file import report_path, write_injection
from flows.steps.settings import settings_of
from models.injection.draw import InjectionPlan
from pipeline.lake import Lake


def _date(parameters: InjectionParameters) -> dt.date:
    settings = settings_of(Lake(parameters.lake), parameters.settings)
    return business_date(parameters.date, settings.timezone, started_at())


def _run_name() -> str:
    return f"injection-{_date(parameters_of_run(InjectionParameters))}"


@flow(name="injection", flow_run_name=_run_name, persist_result=False)
def injection(parameters: InjectionParameters) -> dict[str, int]:
    """Report what would be found of known attacks; return how many were laid and found.

    The report goes to `reports/` beside the lake's tables. Without a seed each date draws
    its own attacks, so that in time every account's readings are tried.
    """
    date = _date(parameters)
    seed = date.toordinal() if parameters.seed is None else parameters.seed
    plan = InjectionPlan(seed=seed, victims=parameters.victims)
    return attacks(parameters.lake, parameters.settings, date, plan)


@task(cache_policy=NO_CACHE, persist_result=False)
def attacks(
    lake_folder: Path, settings_file: Path | None, date: dt.date, plan: InjectionPlan
) -> dict[str, int]:
    """Inject, write the report, and show its figures by attack and strength."""
    lake = Lake(lake_folder)
    report = run_injection(lake, settings_of(lake, settings_file), date, plan, reporter())
    write_injection(report.as_json(), report_path(lake, date))
    show_tallies("injection", f"Attacks found on {date}", (*report.cases, report.total))
    return {"attacks": report.total.count, "found": report.total.listed}

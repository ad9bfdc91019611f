"""Flow: the daily flow for each business date without a finished run.

Annotations are evaluated here: Prefect checks parameters by them, and may load this file by its
path, where names in texts cannot be looked up.
"""

from prefect import flow

from flows.artifact import show_counts
from flows.daily import daily
from flows.parameters import BackfillParameters, DailyParameters
from flows.run_context import parameters_of_run
from flows.steps.backfill_dates import open_dates
from pipeline.lake import Lake


def _run_name() -> str:
    parameters = parameters_of_run(BackfillParameters)
    return f"backfill-{parameters.first}-{parameters.last}"


@flow(name="backfill", flow_run_name=_run_name, persist_result=False)
def backfill(parameters: BackfillParameters) -> dict[str, int]:
    """Run each open date in order; return how many were run, and listed in all."""
    dates = open_dates(Lake(parameters.lake), parameters.first, parameters.last)
    counts = {"dates": len(dates), "suspects": 0}
    for date in dates:
        run = daily(DailyParameters(lake=parameters.lake, settings=parameters.settings, date=date))
        counts["suspects"] += run["suspects"]
    show_counts("backfill", f"Business dates {parameters.first} to {parameters.last}", counts)
    return counts

"""`wattsleuth monitor`: what visits found of the lists, and whether data and scores drift."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from flows.command_line.guard import guarded
from flows.command_line.options import (
    DEFAULT_LAKE,
    DateOption,
    DebugOption,
    JsonOption,
    LakeOption,
    PrefectOption,
    SettingsOption,
)
from flows.command_line.report_file import ReportOption, check_suffix, print_report
from flows.command_line.through_prefect import through_prefect
from flows.progress import reported


@guarded
def monitor(
    lake: LakeOption = DEFAULT_LAKE,
    date: DateOption = None,
    settings: SettingsOption = None,
    out: ReportOption = None,
    prefect: PrefectOption = False,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Report what visits found of the lists of the last half year, and what drifts.

    Hit rates, the share of theft among all accounts by visits drawn at random, recovered
    energy, backlog, probabilities against outcomes; coverage, refused rows, scores and
    features against the first runs. What is missing for any of it is named.
    """
    check_suffix(out)
    is_flow = through_prefect(prefect)
    from flows.command_line.run import business_date_of

    chosen = business_date_of(lake, settings, date)
    with reported():
        report = (_by_flow if is_flow else _plainly)(lake, settings, chosen, out)
    from flows.command_line.monitor_view import print_monitoring

    print_report(report, print_monitoring, out, as_json=as_json)


def _plainly(lake: Path, settings: Path | None, date: dt.date, out: Path | None) -> dict[str, Any]:
    from flows.progress import reporter
    from flows.steps.monitoring import monitor_day
    from flows.steps.monitoring_file import write_monitoring
    from flows.steps.settings import settings_of
    from pipeline.lake import Lake

    opened = Lake(lake)
    chosen = settings_of(opened, settings)
    report = monitor_day(opened, chosen, date, reporter()).as_json()
    if out is not None:
        write_monitoring(report, out, chosen)
    return report


def _by_flow(lake: Path, settings: Path | None, date: dt.date, out: Path | None) -> dict[str, Any]:
    from flows.monitor import monitor as flow
    from flows.parameters import MonitorParameters
    from flows.steps.monitoring_file import read_monitoring
    from pipeline.lake import Lake

    flow(MonitorParameters(lake=lake, settings=settings, date=date, out=out))
    return read_monitoring(Lake(lake), date)

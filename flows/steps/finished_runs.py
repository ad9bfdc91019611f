"""Step: which business dates have a finished run; quick to import, for commands that only ask."""

from __future__ import annotations

import datetime as dt
import json

from pipeline.lake import Lake

COMMAND = "run"


class NotEnoughDataError(ValueError):
    """The lake does not hold enough for what was asked; the message says what is missing."""


def finished_dates(lake: Lake) -> set[dt.date]:
    """Return the business dates that have a finished run."""
    runs = lake.read("runs", columns=["run_date", "command"]).to_pylist()
    return {run["run_date"] for run in runs if run["command"] == COMMAND}


def run_summary(lake: Lake, date: dt.date) -> dict[str, int]:
    """Return the counts of the finished run of `date`; empty where there is none."""
    runs = lake.read("runs", columns=["run_date", "command", "summary"]).to_pylist()
    told = {run["run_date"]: run["summary"] for run in runs if run["command"] == COMMAND}
    counts: dict[str, int] = json.loads(told.get(date, "{}"))
    return counts


def require_run(lake: Lake, date: dt.date) -> None:
    """Raise NotEnoughDataError, naming the dates there are, unless `date` has a finished run."""
    dates = sorted(finished_dates(lake))
    if date in dates:
        return
    if not dates:
        known = "there is no finished run"
    elif len(dates) == 1:
        known = f"the only one is of {dates[0]}"
    else:
        known = f"there are {len(dates)}, from {dates[0]} to {dates[-1]}"
    raise NotEnoughDataError(
        f"lake {lake.root} holds no run of {date}: {known};"
        f" start `wattsleuth run --lake {lake.root} --date {date}`"
    )

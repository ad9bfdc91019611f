"""Step: who moved between the lists of two finished business dates, and why."""

from __future__ import annotations

import datetime as dt

from flows.steps.finished_runs import NotEnoughDataError, finished_dates, require_run
from models.list_days import moves_between
from models.list_diff import ListMove
from pipeline.lake import Lake
from pipeline.language import speaking
from pipeline.settings import Settings


def date_before(lake: Lake, date: dt.date) -> dt.date:
    """Return the latest finished business date before `date`; NotEnoughDataError without one."""
    before = max((day for day in finished_dates(lake) if day < date), default=None)
    if before is None:
        raise NotEnoughDataError(
            f"lake {lake.root} holds no run before {date}: there is nothing to compare with"
        )
    return before


def list_changes(
    lake: Lake, settings: Settings, date: dt.date, since: dt.date | None = None
) -> tuple[ListMove, ...]:
    """Return who moved from the list of `since` to that of `date`, in the utility's language.

    since: None is the finished date before. Nothing is written. NotEnoughDataError unless
    both dates have a finished run.
    """
    require_run(lake, date)
    first = date_before(lake, date) if since is None else since
    require_run(lake, first)
    with speaking(settings.speech()):
        return moves_between(lake, settings, first, date)

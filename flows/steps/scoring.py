"""Step: judge every account on one business date from the facts in the lake."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from features.compute import compute
from features.window import Window
from flows.steps.finished_runs import NotEnoughDataError
from models.case_file import build_cases
from models.lake_window import read_window
from models.scoring import Scored, recall, score
from models.suspect_list import make_list
from pipeline.case import Case
from pipeline.lake import Lake
from pipeline.settings import Settings


def judge_day(lake: Lake, settings: Settings, date: dt.date) -> Scored:
    """Read the window that ends on `date`, measure the features and score them.

    The facts must be up to date. NotEnoughDataError where no account was read.
    """
    window = _window(lake, settings, date)
    return score(window, compute(window), settings.seed)


def recall_day(lake: Lake, settings: Settings, date: dt.date) -> Scored:
    """Return the scores of `date` as they were written, with what stands behind them.

    Scored again where accounts have come since. Needs a finished run of `date`.
    """
    window = _window(lake, settings, date)
    table = compute(window)
    written = lake.frame("scores", first=date, last=date)
    if set(window.account_ids.tolist()) <= set(written["account_id"]):
        return recall(window, table, written)
    return score(window, table, settings.seed)


def _window(lake: Lake, settings: Settings, date: dt.date) -> Window:
    window = read_window(lake, settings, date)
    if window.shape[0]:
        return window
    raise NotEnoughDataError(
        f"no account of lake {lake.root} is valid on {date} or in the"
        f" {settings.window.days} days before; check valid_from and valid_to in `accounts`,"
        " or choose another --date"
    )


def list_day(
    lake: Lake, settings: Settings, scored: Scored, date: dt.date, before: dt.date | None
) -> pd.DataFrame:
    """Return the list of `date`, compared with the list of `before` if there is one."""
    accounts = lake.frame("accounts")
    empty_before = dt.date.min if before is None else before
    previous = lake.frame("suspects", first=empty_before, last=empty_before)
    return make_list(scored, accounts, previous, settings, date)


def day_cases(
    lake: Lake,
    settings: Settings,
    date: dt.date,
    account_ids: list[str] | None = None,
    *,
    reword: bool = False,
) -> list[Case]:
    """Return the cases of `account_ids` on `date`; of the whole list in its order if None.

    `date` must have a finished run. KeyError names an account that was not scored. reword:
    say the texts of the list anew, in the language of `settings`.
    """
    scored = recall_day(lake, settings, date)
    if account_ids is None:
        return cases_of(lake, settings, scored, date, reword=reword)
    return build_cases(lake, settings, scored, account_ids, reword=reword)


def cases_of(
    lake: Lake, settings: Settings, scored: Scored, date: dt.date, *, reword: bool = False
) -> list[Case]:
    """Return the cases of the list of `date` in its order, from the day as it was scored."""
    listed = lake.frame("suspects", first=date, last=date, columns=["account_id", "rank"])
    account_ids = listed.sort_values("rank")["account_id"].tolist()
    return build_cases(lake, settings, scored, account_ids, reword=reword)

"""Step: judge every account on one business date from the facts in the lake."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from features.measurement import compute
from features.window import Window
from flows.steps.finished_runs import NotEnoughDataError
from flows.steps.releases import Release, release_of, released_model
from models.case_file import build_cases
from models.lake_window import read_window
from models.outcomes.hand_over import hand_over
from models.scoring import Scored, recall, score
from models.suspect_list import make_list
from models.visits.case_state import CaseStates
from pipeline.case import Case
from pipeline.lake import Lake
from pipeline.settings import Settings


def judge_day(lake: Lake, settings: Settings, date: dt.date) -> Scored:
    """Read the window that ends on `date`, measure the features and score them.

    With the model that judges that date, where one was released. The facts must be up to
    date. NotEnoughDataError where no account was read.
    """
    return with_release(lake, cold_start(lake, settings, date), release_of(lake, date))


def cold_start(lake: Lake, settings: Settings, date: dt.date) -> Scored:
    """Score `date` without what was learned from outcomes; otherwise as `judge_day`."""
    window = _window(lake, settings, date)
    return score(window, compute(window), settings.seed)


def with_release(lake: Lake, cold: Scored, release: Release | None) -> Scored:
    """Return the scores of the cold start with those of a released model, if there is one."""
    return hand_over(cold, released_model(lake, release))


def recall_day(lake: Lake, settings: Settings, date: dt.date) -> Scored:
    """Return the scores of `date` as they were written, with what stands behind them.

    Scored again where accounts have come since. Needs a finished run of `date`.
    """
    window = _window(lake, settings, date)
    table = compute(window)
    written = lake.frame("scores", first=date, last=date)
    if set(window.account_ids.tolist()) <= set(written["account_id"]):
        return _with_probability(recall(window, table, written, settings.seed), written)
    cold = score(window, table, settings.seed)
    return with_release(lake, cold, release_of(lake, date))


def _with_probability(scored: Scored, written: pd.DataFrame) -> Scored:
    known = written.set_index("account_id")["probability"]
    found = known.reindex(scored.scores["account_id"]).to_numpy(dtype="float64")
    return replace(scored, scores=scored.scores.assign(probability=found))


def _window(lake: Lake, settings: Settings, date: dt.date) -> Window:
    window = read_window(lake, settings, date)
    if window.shape[0]:
        return window
    raise NotEnoughDataError(
        f"no account of lake {lake.root} is valid on {date} or in the"
        f" {settings.window.days} days before; check valid_from and valid_to in `accounts`,"
        " or choose another --date"
    )


def list_day(  # noqa: PLR0917 - a list comes from all of these
    lake: Lake,
    settings: Settings,
    scored: Scored,
    date: dt.date,
    before: dt.date | None,
    states: CaseStates | None = None,
) -> pd.DataFrame:
    """Return the list of `date`, compared with the list of `before` if there is one.

    states: of the cases on that date; without them nobody is left in peace.
    """
    accounts = lake.frame("accounts")
    empty_before = dt.date.min if before is None else before
    previous = lake.frame("suspects", first=empty_before, last=empty_before)
    return make_list(scored, accounts, previous, settings, date, states)


def day_cases(
    lake: Lake,
    settings: Settings,
    date: dt.date,
    account_ids: list[str] | None = None,
    *,
    reword: bool = False,
    weigh: bool = False,
) -> list[Case]:
    """Return the cases of `account_ids` on `date`; of the whole list in its order if None.

    `date` must have a finished run. KeyError names an account that was not scored. reword:
    say the texts of the list anew, in the language of `settings`. weigh: tell how much and how
    surely each feature of `account_ids` adds to the score.
    """
    scored = recall_day(lake, settings, date)
    if account_ids is None:
        return cases_of(lake, settings, scored, date, reword=reword)
    return build_cases(lake, settings, scored, account_ids, reword=reword, weigh=weigh)


def cases_of(
    lake: Lake, settings: Settings, scored: Scored, date: dt.date, *, reword: bool = False
) -> list[Case]:
    """Return the cases of the list of `date` in its order, from the day as it was scored."""
    listed = lake.frame("suspects", first=date, last=date, columns=["account_id", "rank"])
    account_ids = listed.sort_values("rank")["account_id"].tolist()
    return build_cases(lake, settings, scored, account_ids, reword=reword)

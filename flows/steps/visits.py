"""Step: whose case stands how on a business date, and the plan of its visits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from flows.steps.finished_runs import finished_dates
from models.account_master import accounts_on
from models.backtesting.visits import EPOCH, day_number, read_visits
from models.scoring import Scored
from models.visits.case_state import SETTLED, WATCHED, CaseStates, case_states
from models.visits.plan import plan_visits
from models.visits.records import Records
from models.visits.tracking import watched_accounts
from pipeline.contract import TABLES, VISITS, Table, family_column
from pipeline.contract import WATCHED as WATCHED_TABLE
from pipeline.contract.check import check_rows
from pipeline.contract.vocabulary import Family, VisitReason
from pipeline.lake import Lake
from pipeline.settings import Settings

# A list that is older than so many days was not what a visit went by.
LIST_AGE_DAYS = 30
SCORES_THEN = (
    "account_id",
    "score",
    "kwh_per_day",
    *(family_column(family).name for family in Family),
)


@dataclass(frozen=True)
class DayCases:
    """Cases of one business date: records, state of every account, and table `watched`."""

    records: Records
    states: CaseStates
    watched: pd.DataFrame

    def left_in_peace(self, scored: Scored, at_least: float) -> int:
        """Return how many accounts would be on the list but for a visit that settled them."""
        is_high = scored.scores["score"].to_numpy() >= at_least
        is_judged = scored.scores["disqualified"].isna().to_numpy()
        return int((is_high & is_judged & self.states.is_cooling_off).sum())


def day_cases_of(lake: Lake, settings: Settings, scored: Scored, date: dt.date) -> DayCases:
    """Return how the cases stand on `date`, from what was known by its end."""
    names = ("inspections", "dispositions", "tips")
    tables = {name: lake.frame(name) for name in names}
    planned_from = date - dt.timedelta(days=settings.visits.planned_days)
    tables["visits"] = lake.frame("visits", first=planned_from, last=date)
    visits = read_visits(tables["inspections"])
    then = _scores_then(lake, settings, visits[visits["day"] <= day_number(date)], date)
    records = Records.known_on(date, settings.timezone, tables, then)
    watched = watched_accounts(scored, records, settings.visits)
    alarms = dict(zip(watched["account_id"], watched["alarm_on"].notna(), strict=True))
    return DayCases(records, case_states(scored, records, alarms, settings.visits), watched)


def _scores_then(
    lake: Lake, settings: Settings, visits: pd.DataFrame, date: dt.date
) -> pd.DataFrame:
    """Return the scores by which the last telling visit of each account was decided.

    They are those of the latest run before the visit, for the list of a day is ready on the
    next morning. Visits too long ago to matter are left out.
    """
    reach = max(settings.visits.cooling_off_days, 2 * settings.visits.tracking_days)
    telling = visits[visits["outcome"].isin([*SETTLED, *WATCHED])]
    last = telling.drop_duplicates("account_id", keep="last")
    last = last[last["day"] > day_number(date) - reach]
    runs = np.array(sorted(map(day_number, finished_dates(lake))), dtype=np.int64)
    place = np.searchsorted(runs, last["day"].to_numpy(), side="left") - 1
    found = [pd.DataFrame(columns=list(SCORES_THEN)).set_index("account_id")]
    for one in np.unique(place[place >= 0]):
        here = last[(place == one) & (last["day"].to_numpy() - runs[one] <= LIST_AGE_DAYS)]
        then = EPOCH + dt.timedelta(days=int(runs[one]))
        if len(here):
            rows = lake.frame("scores", first=then, last=then, columns=list(SCORES_THEN))
            found.append(rows[rows["account_id"].isin(here["account_id"])].set_index("account_id"))
    return pd.concat(found[1:]) if len(found) > 1 else found[0]


def plan_day(
    lake: Lake, settings: Settings, scored: Scored, cases: DayCases, date: dt.date
) -> pd.DataFrame:
    """Return table `visits` of `date`; empty where no capacity is set."""
    if settings.visits.capacity is None:
        return pd.DataFrame(columns=list(VISITS.names))
    master = accounts_on(lake.frame("accounts"), date, settings.timezone)
    return plan_visits(scored, master, cases.records, cases.states, settings)


def case_counts(
    settings: Settings, scored: Scored, cases: DayCases, plan: pd.DataFrame
) -> dict[str, int]:
    """Return what the summary of a run says of cases and visits; nothing where nothing is."""
    counts = {
        "open_cases": int(cases.states.is_open.sum()),
        "left_in_peace": cases.left_in_peace(scored, settings.list.score_at_least),
        "watched": len(cases.watched),
        "watch_alarms": int(cases.watched["alarm_on"].notna().sum()),
    }
    if settings.visits.capacity is not None:
        random = plan["reason"] == VisitReason.RANDOM.value
        counts |= {"visits": len(plan), "visits_random": int(random.sum())}
        return counts
    return {name: count for name, count in counts.items() if count}


def publish_visits(lake: Lake, plan: pd.DataFrame, watched: pd.DataFrame, key: str) -> None:
    """Write both tables as the partition `key` of the lake; one without rows leaves none."""
    for frame, table in ((plan, VISITS), (watched, WATCHED_TABLE)):
        rows = table_arrow(frame, table)
        check_rows(rows, TABLES[table.name])
        if rows.num_rows or lake.version(table.name) is not None:
            lake.replace_partitions(table.name, {key: rows})


def table_arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    """Return a frame as rows of a table of the contract."""
    rows = pa.Table.from_pandas(frame, table.arrow_schema, preserve_index=False)
    return rows.replace_schema_metadata()

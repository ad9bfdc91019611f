"""Step: what visits found of the lists of a period, and whether data and scores drift."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from flows.steps.finished_runs import NotEnoughDataError, finished_dates
from flows.steps.injection_file import FOLDER
from models.feature_values import COLD_START_SCORE, read_feature_values
from models.monitoring.data_quality import ScoredDay, table_quality
from models.monitoring.drift import Drift, drifts
from models.monitoring.planned_visits import day_numbers
from models.monitoring.record import Evidence, MonitoringReport
from models.monitoring.report import monitoring_report
from pipeline.lake import Lake
from pipeline.settings import Settings

PERIOD_DAYS = 182
# Days on either side of a comparison, and days on the line of scores: enough to see, few to read.
COMPARED_RUNS = 3
DRAWN_RUNS = 26
STAGES = ("visits", "scores", "features", "report")
_SCORES = ["score", "coverage", "disqualified"]
_LISTED = ["account_id", "run_date", "rank", "zone", "score", "means", "probability", "evidence"]

Progress = Callable[[str, int, int], None]


def monitor_day(
    lake: Lake, settings: Settings, date: dt.date, progress: Progress | None = None
) -> MonitoringReport:
    """Return the report of the half year that ends on `date`, see `models.monitoring.report`.

    Nothing is written. NotEnoughDataError where the lake holds neither a finished run nor an
    inspection nor a delivery up to that date.
    """
    tell = progress or _silent
    since = date - dt.timedelta(days=PERIOD_DAYS - 1)
    dates = sorted(day for day in finished_dates(lake) if since <= day <= date)
    inspections = _inspections(lake, since, date)
    deliveries = lake.frame("deliveries")
    if not (dates or len(inspections) or len(deliveries)):
        raise NotEnoughDataError(
            f"lake {lake.root} holds no finished run, inspection or delivery of {since} to {date}:"
            " there is nothing to tell; run `wattsleuth ingest` and `wattsleuth run` first"
        )
    tell(STAGES[0], 0, len(STAGES))
    listings = _listings(lake, since, date, inspections["account_id"].tolist())
    tell(STAGES[1], 1, len(STAGES))
    days = _scored_days(lake, dates, listings)
    before, now = compared_dates(dates)
    tell(STAGES[2], 2, len(STAGES))
    evidence = Evidence(
        since=since,
        date=date,
        within_days=settings.visits.open_days,
        inspections=inspections,
        plans=lake.frame("visits", first=since, last=date),
        listings=listings,
        days=days,
        score_drift=drifts(_scores(lake, before), _scores(lake, now)),
        feature_drift=_feature_drift(lake, before, now),
        quality=table_quality(deliveries),
        injected=_latest_injection(lake, since, date),
    )
    tell(STAGES[3], 3, len(STAGES))
    report = monitoring_report(evidence)
    tell(STAGES[3], len(STAGES), len(STAGES))
    return report


def monitor_counts(report: MonitoringReport) -> dict[str, int]:
    """Return the counts of a report: numbers alone, never whom they count."""
    return {
        "warnings": len(report.alarms),
        "visits": report.visits.visits,
        "thefts_found": report.visits.theft,
        "drawn_visits_with_result": report.visits.drawn_with_result,
        "planned_visits_open": report.backlog.open,
        "planned_visits_overdue": report.backlog.overdue,
        "suspects_not_visited": report.backlog.unvisited,
    }


def compared_dates(dates: list[dt.date]) -> tuple[list[dt.date], list[dt.date]]:
    """Return the first and the latest of `dates`, as many of each, none of them twice."""
    count = min(COMPARED_RUNS, len(dates) // 2)
    return (dates[:count], dates[-count:]) if count else ([], [])


def _inspections(lake: Lake, since: dt.date, date: dt.date) -> pd.DataFrame:
    rows = lake.frame("inspections")
    on = pd.to_datetime(rows["inspected_on"])
    known = (on >= pd.Timestamp(since)) & (on <= pd.Timestamp(date))
    return rows[known].reset_index(drop=True)


def _listings(lake: Lake, since: dt.date, date: dt.date, visited: list[str]) -> pd.DataFrame:
    """Rows of the lists; what led the evidence is read for visited accounts alone."""
    rows = lake.read("suspects", first=since, last=date, columns=_LISTED)
    leading = pc.if_else(
        pc.is_in(rows["account_id"], pa.array(visited, pa.string())),
        pa.chunked_array([_leading(rows["evidence"])]),
        pa.scalar(None, pa.string()),
    )
    frame: pd.DataFrame = (
        rows.drop_columns(["evidence"]).append_column("feature", leading).to_pandas()
    )
    return frame.assign(day=day_numbers(frame["run_date"]))


def _leading(evidence: pa.ChunkedArray) -> pa.Array:
    """Return the feature of the first piece of each (n,) evidence, null where there is none."""
    pieces = evidence.combine_chunks()
    filled = pc.greater(pc.fill_null(pc.list_value_length(pieces), 0), 0)
    first = pc.list_element(pc.filter(pieces, filled), 0)
    found = pa.array(pc.struct_field(first, "feature"))
    place = pc.subtract(pc.cumulative_sum(filled.cast(pa.int64())), 1)
    return found.take(pc.if_else(filled, place, pa.scalar(None, pa.int64())))


def _scored_days(lake: Lake, dates: list[dt.date], listings: pd.DataFrame) -> tuple[ScoredDay, ...]:
    listed = listings["run_date"].value_counts()
    places = np.unique(np.linspace(0, len(dates) - 1, min(len(dates), DRAWN_RUNS)).round())
    drawn = [dates[int(place)] for place in places]
    return tuple(
        ScoredDay.of(
            day,
            lake.frame("scores", first=day, last=day, columns=_SCORES),
            int(listed.get(day, 0)),
        )
        for day in drawn
    )


def _scores(lake: Lake, dates: list[dt.date]) -> Iterator[pd.DataFrame]:
    for day in dates:
        rows = lake.frame("scores", first=day, last=day, columns=_SCORES)
        yield rows[["score", "coverage"]].where(rows["disqualified"].isna())


def _feature_drift(lake: Lake, before: list[dt.date], now: list[dt.date]) -> tuple[Drift, ...]:
    def values(dates: list[dt.date]) -> Iterator[pd.DataFrame]:
        for day in dates:
            found = read_feature_values(lake, day)
            if len(found):
                yield found.drop(columns=COLD_START_SCORE, errors="ignore")

    return drifts(values(before), values(now))


def _latest_injection(lake: Lake, since: dt.date, date: dt.date) -> dict[str, Any] | None:
    """Return date, attacks and how many were found of the latest injection; None without one."""
    dated = {
        path.stem.removeprefix("injection-"): path
        for path in (lake.root / FOLDER).glob("injection-*.json")
    }
    days = [day for day in sorted(dated) if str(since) <= day <= str(date)]
    if not days:
        return None
    told = json.loads(dated[days[-1]].read_text(encoding="utf-8"))
    total = {name: told["total"][name] for name in ("count", "listed", "recall", "auc")}
    return {"date": days[-1], **total}


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Report progress to nobody."""

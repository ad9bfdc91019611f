"""The report: the figures of its parts by a second count, in JSON, and what it misses."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from models.backtesting.visits import EPOCH
from models.monitoring.hit_rates import PRIOR_VISITS
from models.monitoring.planned_visits import day_numbers
from models.monitoring.record import Evidence, MonitoringReport
from models.monitoring.report import monitoring_report
from models.monitoring.trend import hit_rate_trend
from pipeline.contract import TABLES


@pytest.fixture(scope="module")
def report(evidence: Evidence) -> MonitoringReport:
    return monitoring_report(evidence)


def days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


def rows_of(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    found: pd.DataFrame = pa.Table.from_pylist(rows, TABLES[table].arrow_schema).to_pandas()
    return found


def listed_results(evidence: Evidence) -> list[tuple[str, int, bool]]:
    """Visits with a result to listed accounts: zone, rank, theft; row by row."""
    found = []
    on = day_numbers(evidence.inspections["inspected_on"])
    for day, visit in zip(on, evidence.inspections.to_dict("records"), strict=True):
        lists = evidence.listings
        own = lists[(lists["account_id"] == visit["account_id"]) & (lists["day"] < day)]
        own = own[own["day"] >= day - evidence.within_days]
        if visit["outcome"] != "no_access" and len(own):
            latest = own.sort_values("day").iloc[-1]
            found.append((latest["zone"], int(latest["rank"]), visit["outcome"] == "theft"))
    return found


def test_hit_rates_as_counted_row_by_row(evidence: Evidence, report: MonitoringReport) -> None:
    told = listed_results(evidence)
    overall = sum(theft for _, _, theft in told) / len(told)
    assert report.rates.hits_listed.value == pytest.approx(overall)
    for cell in report.by_zone:
        thefts = [theft for zone, _, theft in told if zone == cell.name]
        assert (cell.visits, cell.thefts) == (len(thefts), sum(thefts))
        shrunk = (sum(thefts) + PRIOR_VISITS * overall) / (len(thefts) + PRIOR_VISITS)
        assert cell.shrunk_rate == pytest.approx(shrunk)
    top = [theft for _, rank, theft in told if rank <= 10]
    assert report.by_rank[0].name == "1-10"
    assert (report.by_rank[0].visits, report.by_rank[0].thefts) == (len(top), sum(top))
    for cells in (report.by_means, report.by_feature, report.by_month):
        assert sum(cell.visits for cell in cells) == len(told)


def test_counts_add_up(evidence: Evidence, report: MonitoringReport) -> None:
    visits, waits = report.visits, report.backlog
    kinds = (visits.theft, visits.useful, visits.innocent, visits.without_result)
    assert sum(kinds) == visits.visits == len(evidence.inspections)
    assert waits.planned == len(evidence.plans)
    assert waits.done + waits.without_result + waits.open + waits.overdue == waits.planned
    assert report.recovery.recovered_kwh == 500.0 * visits.theft
    assert report.recovery.amount_per_visit == pytest.approx(250 * visits.theft / visits.visits)
    assert sum(cell.visits for cell in report.by_reason) == waits.done


def test_share_of_theft_is_near_that_of_all_accounts(report: MonitoringReport) -> None:
    share = report.rates.theft_of_all
    assert share.low < 0.08 < share.high
    assert report.rates.recall.low < report.rates.recall.value < report.rates.recall.high
    assert report.rates.hits_chosen.value > 2 * report.rates.hits_drawn.value


def test_lead_is_from_the_first_list_since_the_visit_before(evidence: Evidence) -> None:
    first = evidence.listings.sort_values("day").iloc[0]
    account, day = first["account_id"], int(first["day"])
    outcomes = {day + 5: "clean", day + 12: "theft"}
    inspections = rows_of(
        "inspections",
        [
            {"account_id": account, "outcome": outcome, "inspected_on": EPOCH + days(at)}
            for at, outcome in outcomes.items()
        ],
    )
    lists = evidence.listings.sort_values("day").iloc[:1]
    again = pd.concat([lists, lists.assign(day=day + 7)])
    told = monitoring_report(dataclasses.replace(evidence, inspections=inspections, listings=again))
    assert (told.lead.thefts, told.lead.listed, told.lead.days) == (1, 1, (5,))


def test_warns_of_what_moved_and_of_nothing_else(report: MonitoringReport) -> None:
    assert [words.partition(" ")[0] for words in report.alarms if "fall_share" in words] == [
        "Feature"
    ]
    assert any("refused" in words for words in report.alarms)
    assert not any(words.startswith("Value") for words in report.alarms)


def test_json_holds_every_field(report: MonitoringReport) -> None:
    plain = json.loads(json.dumps(report.as_json(), allow_nan=False))
    assert set(plain) == {field.name for field in dataclasses.fields(MonitoringReport)}
    assert plain["rates"]["theft_of_all"]["low"] == report.rates.theft_of_all.low


def test_same_evidence_gives_the_same_report(evidence: Evidence, report: MonitoringReport) -> None:
    assert monitoring_report(evidence).as_json() == report.as_json()


def test_without_visits_the_data_is_still_told_of(evidence: Evidence) -> None:
    bare = dataclasses.replace(
        evidence,
        inspections=evidence.inspections.iloc[:0],
        plans=evidence.plans.iloc[:0],
        listings=evidence.listings.iloc[:0],
        feature_drift=(),
        injected=None,
    )
    told = monitoring_report(bare)
    assert np.isnan(told.rates.theft_of_all.value)
    assert told.by_zone == ()
    assert told.days == evidence.days
    assert [words.partition(":")[0].partition(".")[0] for words in told.missing] == [
        "No inspections of these days",
        "No visits were planned",
        "The runs kept no feature values",
    ]
    json.dumps(told.as_json(), allow_nan=False)


def test_falling_hit_rate_is_told_and_a_steady_one_is_not() -> None:
    rng = np.random.default_rng(2)
    day = np.arange(300)
    falling = rng.random(300) < np.linspace(0.4, 0.05, 300)
    assert hit_rate_trend(day, falling).chance_of_fall < 0.01
    steady = [hit_rate_trend(day, rng.random(300) < 0.2).chance_of_fall for _ in range(200)]
    assert np.mean(np.array(steady) < 0.1) == pytest.approx(0.1, abs=0.06)
    assert np.isnan(hit_rate_trend(day[:20], falling[:20]).z)

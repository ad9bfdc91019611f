from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.lake import Lake
from review.case_keys import remember_keys
from review.database import writing
from review.journal import EntryKind, append, undo
from review.office import Office
from review.outbox import deliver
from review.stamp import Stamp
from tests.review.workbench import DAYS, StillClock, arrow, signed_in, token_of

TODAY = dt.date(2026, 3, 3)


def _visit(account_id: str, outcome: str, **own: Any) -> dict[str, Any]:
    return {"account_id": account_id, "inspected_on": TODAY, "outcome": outcome, **own}


@pytest.fixture
def visits(lake: Lake) -> None:
    """Listed: A2 a theft (north), A3 clean (south); not listed: A8 a theft in the month before."""
    rows = [
        _visit(
            "A2", "theft", means="ct_shunt", recovered_kwh=1200.0, back_bill=300.0, penalty=60.0
        ),
        _visit("A3", "clean"),
        _visit("A4", "no_access"),
        _visit("A8", "theft", recovered_kwh=50.0) | {"inspected_on": dt.date(2026, 2, 10)},
    ]
    lake.replace("inspections", arrow("inspections", rows))


def _tile(text: str, title: str) -> str:
    found = re.search(rf"<h3>{title}</h3>\s*<p class=\"value\">([^<]*)<", text)
    assert found is not None, title
    return found[1].strip()


def _write(office: Office, account_id: str, kind: EntryKind, **content: Any) -> int:
    with writing(office.engine) as connection:
        stamp = Stamp("mei", office.clock())
        return append(connection, account_id, kind, content, stamp, seen=None)


def _find(office: Office, account_id: str, outcome: str = "theft") -> int:
    told = dict.fromkeys(("means", "recovered_kwh", "back_bill", "penalty"))
    own = {"inspected_on": TODAY.isoformat(), "outcome": outcome, "inspector": "", "note": ""}
    return _write(office, account_id, EntryKind.FINDING, **told, **own)


def test_hit_rate_energy_and_money_are_told(desk: TestClient, visits: None) -> None:
    text = desk.get("/results").text
    assert _tile(text, "Hit rate, listed accounts") == "50 %"
    assert "1,250 kWh" in text
    assert "360 GBP" in text
    assert "Current transformer shunted" in text
    assert "2026-02" in text
    assert "Energy recovered by month" in text
    assert "Visits to listed accounts, by rank" in text
    assert "Recall of the list" not in text


def test_draws_tell_the_unbiased_share(desk: TestClient, lake: Lake, visits: None) -> None:
    plan = [
        {
            "run_date": DAYS[0],
            "place": place,
            "account_id": account_id,
            "zone": "north",
            "reason": reason,
            "selection_probability": chance,
        }
        for place, (account_id, reason, chance) in enumerate(
            [("A2", "suspect", 1.0), ("A3", "random", 0.25)], 1
        )
    ]
    lake.replace_partitions("visits", {DAYS[0].isoformat(): arrow("visits", plan)})
    text = desk.get("/results").text
    assert _tile(text, "Theft, of all accounts") == "20 %"
    assert _tile(text, "Hit rate, chosen visits") == "100 %"
    assert _tile(text, "Hit rate, drawn visits") == "0 %"
    assert _tile(text, "Recall of the list") == "100 %"


def test_the_period_can_be_chosen(desk: TestClient, visits: None) -> None:
    february = desk.get("/results?since=2026-02-01&until=2026-02-28").text
    assert "50 kWh" in february
    assert "Current transformer shunted" not in february
    turned = desk.get("/results?since=2026-02-28&until=2026-02-01").text
    assert "Results of 2026-02-01 to 2026-02-28" in turned
    future = desk.get("/results?since=2031-01-01&until=2032-01-01").text
    assert "Results of 2026-03-03 to 2026-03-03" in future
    assert "to 2026-03-03" in desk.get("/results?since=0001-01-01").text
    assert desk.get("/results?since=x").status_code == 422


def test_an_outcome_written_in_the_workbench_counts_at_once(
    desk: TestClient, visits: None, office: Office
) -> None:
    key = remember_keys(office.engine, office.secret(), ["A5"])["A5"]
    form = {
        "csrf": token_of(desk, "/users"),
        "seen": "0",
        "inspected_on": "2026-03-03",
        "outcome": "theft",
        "recovered_kwh": "5000",
    }
    assert desk.post(f"/cases/{key}/finding", data=form).status_code == 303
    text = desk.get("/results").text
    assert "waits until" not in text
    assert re.search(r"Found: Theft</dt><dd>1<", text)
    assert _tile(text, "Hit rate, listed accounts") == "67 %"
    assert "6,250 kWh" in text


def test_what_waits_for_the_lake_is_said(desk: TestClient, visits: None, office: Office) -> None:
    first = _find(office, "A5")
    assert "1 finding waits" in desk.get("/results").text
    deliver(office)
    assert "waits until" not in desk.get("/results").text
    with writing(office.engine) as connection:
        undo(connection, first, "a slip", Stamp("mei", office.clock()))
    assert "1 finding waits" in desk.get("/results").text


def test_the_work_of_the_month_is_counted_without_what_was_taken_back(
    desk: TestClient, office: Office, clock: StillClock
) -> None:
    clock.pass_by(days=-10)
    _write(office, "A1", EntryKind.DECISION, decision="clear", reason="solar", note="")
    clock.pass_by(days=10)
    _write(office, "A1", EntryKind.DECISION, decision="inspect", reason="", note="")
    slip = _write(office, "A2", EntryKind.DECISION, decision="inspect", reason="", note="")
    with writing(office.engine) as connection:
        undo(connection, slip, "", Stamp("mei", office.clock()))
    text = desk.get("/results").text
    assert re.search(r"Decided: To inspect</dt><dd>1<", text)
    assert re.search(r"Decided: Cleared</dt><dd>0<", text)


def test_zones_limit_what_is_counted(
    app: FastAPI, team: None, visits: None, office: Office
) -> None:
    _find(office, "A5")
    _find(office, "A6")
    text = signed_in(app, "viewer").get("/results").text
    assert "figures of your zones alone: north" in text
    assert _tile(text, "Hit rate, listed accounts") == "100 %"
    assert "south" not in text
    assert "1 finding waits" in text
    assert re.search(r"Found: Theft</dt><dd>1<", text)
    assert "2 findings wait" in signed_in(app, "lead").get("/results").text


def test_the_learning_curve_names_outcomes_shares_and_figures(desk: TestClient, lake: Lake) -> None:
    figure = {"value": 0.82, "low": 0.7, "high": 0.9}
    card = {"validation": {"measures": {"auc": {"cold": figure, "blend": figure, "gain": figure}}}}
    rows = [
        _model("m1", dt.date(2026, 1, 1), 12, 0.0, {"validation": None}, "too few"),
        _model("m2", dt.date(2026, 2, 1), 44, 0.3, card, None),
    ]
    lake.replace("models", arrow("models", rows))
    release = {"place": 1, "from_date": dt.date(2026, 2, 2), "model_id": "m2", "reason": "trained"}
    lake.replace("releases", arrow("releases", [release]))
    text = desk.get("/results").text
    assert "What outcomes teach" in text
    for words in ("<td>44</td>", "<td>30 %</td>", "<td>0.820</td>", "not released", "2026-02-02"):
        assert words in text


def _model(
    model_id: str,
    on: dt.date,
    outcomes: int,
    share: float,
    card: dict[str, Any],
    refusal: str | None,
) -> dict[str, Any]:
    return {
        "model_id": model_id,
        "trained_on": on,
        "sha256": "0",
        "outcomes_count": outcomes,
        "share": share,
        "refusal": refusal,
        "card": json.dumps(card),
    }


def test_a_lake_without_visits_or_lists_says_so(desk: TestClient, lake: Lake) -> None:
    text = desk.get("/results").text
    assert "No visit of this period has a result yet." in text
    assert "Nothing was learned from outcomes yet" in text
    lake.replace("runs", arrow("runs", []))
    for date in DAYS:
        lake.replace_partitions("suspects", {date.isoformat(): arrow("suspects", [])})
    assert desk.get("/results").status_code == 200


def test_a_view_is_audited_once(app: FastAPI, team: None) -> None:
    admin = signed_in(app, "admin")
    admin.get("/results")
    assert admin.get("/audit").text.count("results 2025-09-03 to 2026-03-03") == 1

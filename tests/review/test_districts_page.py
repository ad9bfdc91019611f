from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.lake import Lake
from review import districts_page
from review.database import writing
from review.office import Office
from review.people import add_user
from review.roles import Role
from tests.review.workbench import DAYS, PASSWORD, account, arrow, signed_in

HOSTILE = '../"><script>alert(1)</script>'
LOST = {
    "loss_rate": 0.13,
    "unexplained_kwh_per_day": 100.0,
    "unexplained_low": 80.0,
    "unexplained_high": 120.0,
    "state": "unexplained",
}


def _loss(date: dt.date, division: str, node: str, zone: str | None, **own: Any) -> dict[str, Any]:
    return {
        "run_date": date,
        "division": division,
        "node_id": node,
        "zone": zone,
        "accounts": 4,
        "days": 30,
        "supplied_kwh": 3000.0,
        "technical_kwh": 60.0,
        "loss_rate": 0.02,
        "unexplained_kwh_per_day": 1.0,
        "unexplained_low": -4.0,
        "unexplained_high": 6.0,
        "state": "balanced",
        "reason": f"Words about {node}.",
        **own,
    }


@pytest.fixture(autouse=True)
def losses(lake: Lake) -> None:
    """The feeder F0 with the districts T0 (north), T1 (south); T0 loses more than wires do."""
    for date in DAYS:
        rows = [
            _loss(date, "zone", "north", "north"),
            _loss(date, "zone", "south", "south"),
            _loss(date, "voltage", "low", None),
            _loss(date, "feeder_total", "F0", "north", parent_id="north"),
            _loss(date, "feeder", "F0", "north", parent_id="north"),
            _loss(
                date,
                "district",
                "T0",
                "north",
                parent_id="F0",
                **LOST,
                sweep_rank=1,
                expected_kwh_per_day=70.0,
                look_first="A7, A8",
            ),
            _loss(date, "district", "T1", "south", parent_id="F0", state="stuck", days=0),
            _loss(date, "district", HOSTILE, "south", parent_id="F0"),
        ]
        lake.replace_partitions("line_losses", {date.isoformat(): arrow("line_losses", rows)})
        errors = [
            {
                "run_date": date,
                "kind": "wrong_district",
                "subject_id": one,
                "account_id": one,
                "node_id": node,
                "recorded": node,
                "suggested": "T9",
                "confidence": 0.9,
            }
            for one, node in (("A2", "T0"), ("A1", "T1"))
        ]
        lake.replace_partitions("record_errors", {date.isoformat(): arrow("record_errors", errors)})


def _address(client: TestClient, name: str) -> str:
    found = re.search(
        rf'href="(/districts/[0-9a-f]+\?[^"]*)">{re.escape(name)}<', client.get("/districts").text
    )
    assert found is not None
    return found[1]


def test_the_page_tells_divisions_sweeps_states_and_record_errors(desk: TestClient) -> None:
    text = desk.get("/districts").text
    assert f"Line loss of {DAYS[-1]}" in text
    assert "Low voltage" in text
    assert "feeder and all below" in text
    assert "supply meter stands still" in text
    assert "Account under the wrong transformer" in text
    assert "80 to 120" in text
    assert text.index("Worth a sweep") < text.index("Zones, feeders and districts")
    assert HOSTILE not in text


def test_a_sweep_begins_at_accounts_that_the_user_may_see(
    app: FastAPI, desk: TestClient, office: Office
) -> None:
    text = desk.get("/districts").text
    assert ">A7</a>" in text
    assert ">A8</a>" in text
    with writing(office.engine) as connection:
        add_user(connection, "ana", PASSWORD, Role.ADMIN, office.clock())
        add_user(connection, "bob", PASSWORD, Role.VIEWER, office.clock(), zones=["north"])
    seen = signed_in(app, "bob").get("/districts").text
    assert ">A8</a>" in seen
    assert ">A7</a>" not in seen


def test_no_node_or_account_stands_in_an_address(desk: TestClient) -> None:
    addresses = re.findall(r'(?:href|action)="([^"]*)"', desk.get("/districts").text)
    assert not [one for one in addresses if re.search(r"/(T0|F0|A\d|script)", one)]


def test_a_state_shows_its_nodes_alone(desk: TestClient) -> None:
    text = desk.get("/districts?state=stuck").text
    assert ">T1</a>" in text
    assert ">T0</a>" not in text
    assert ">T0</a>" in desk.get("/districts?state=nonsense").text


def test_days_without_a_run_are_not_found(desk: TestClient) -> None:
    assert desk.get(f"/districts?date={DAYS[0]}").status_code == 200
    assert desk.get("/districts?date=2020-01-01").status_code == 404
    assert desk.get("/districts?date=x").status_code == 422


def test_a_district_has_its_history_suspects_accounts_and_map(desk: TestClient) -> None:
    text = desk.get(_address(desk, "T0")).text
    assert "Words about T0." in text
    assert "Loss of T0 over time" in text
    assert str(DAYS[0]) in text
    assert all(f">A{place}</a>" in text for place in (2, 4, 6, 8))
    assert ">A1</a>" not in text
    assert 'class="suspect"' in text
    assert " m</text>" in text
    assert "account under the wrong transformer" in text.lower()
    assert re.search(r'<a href="/cases/\w+" aria-label="A2: Open, rank 1">', text)


def test_a_feeder_leads_to_its_districts_and_each_of_them_back(desk: TestClient) -> None:
    feeder = desk.get(_address(desk, "F0")).text
    assert ">T0</a>" in feeder
    assert ">T1</a>" in feeder
    district = desk.get(_address(desk, "T0")).text
    above = re.search(r'class="crumbs".*?</nav>', district, re.DOTALL)
    assert above is not None
    assert ">F0</a>" in above[0]
    assert ">north</a>" in above[0]


def test_hostile_names_stay_text_and_are_reached_by_key(desk: TestClient) -> None:
    answer = desk.get(
        _address(desk, HOSTILE.replace(">", "&gt;").replace("<", "&lt;").replace('"', "&#34;"))
    )
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "No account below is on record." in answer.text


@pytest.mark.parametrize("key", ["T0", "0" * 20, "..%2f..%2fetc", "%00", "é"])
def test_keys_of_nothing_are_not_found(desk: TestClient, key: str) -> None:
    assert desk.get(f"/districts/{key}").status_code == 404


def test_a_district_without_coordinates_has_no_map(desk: TestClient, lake: Lake) -> None:
    bare = [account(f"A{place}", place) | {"latitude": None} for place in range(1, 9)]
    lake.replace("accounts", arrow("accounts", bare))
    text = desk.get(_address(desk, "T0")).text
    assert "there is no map" in text
    assert ">A2</a>" in text


def test_zones_limit_what_is_told(app: FastAPI, team: None) -> None:
    viewer = signed_in(app, "viewer")
    text = viewer.get("/districts").text
    assert "You see your zones alone: north." in text
    assert ">T0</a>" in text
    assert ">T1</a>" not in text
    assert "Low voltage" not in text
    assert ">A2</a>" in text
    assert ">A1</a>" not in text
    hidden = _address(signed_in(app, "lead"), "T1")
    assert viewer.get(hidden).status_code == 404


def test_a_feeder_shows_accounts_of_ones_zones_alone(app: FastAPI, team: None) -> None:
    viewer = signed_in(app, "viewer")
    text = viewer.get(_address(viewer, "F0")).text
    assert ">A8</a>" in text
    assert ">A7</a>" not in text


def test_views_are_audited_once_a_page(app: FastAPI, office: Office) -> None:
    with writing(office.engine) as connection:
        add_user(connection, "ana", PASSWORD, Role.ADMIN, office.clock())
    ana = signed_in(app, "ana")
    address = _address(ana, "T0")
    ana.get(address)
    log = ana.get("/audit").text
    assert log.count(f"districts {DAYS[-1]}") == 1
    assert log.count(f"district T0 {DAYS[-1]}") == 1


def test_a_large_utility_gets_its_districts_on_pages_of_their_own(
    desk: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(districts_page, "MOST_NODES", 2)
    text = desk.get("/districts").text
    assert "below are on the pages" in text or "below is on the pages" in text
    assert ">F0</a>" in text


def test_without_supply_or_run_the_page_says_so(desk: TestClient, lake: Lake) -> None:
    for date in DAYS:
        lake.replace_partitions("line_losses", {date.isoformat(): arrow("line_losses", [])})
        lake.replace_partitions("record_errors", {date.isoformat(): arrow("record_errors", [])})
    assert "There was no supply to balance" in desk.get("/districts").text
    lake.replace("runs", arrow("runs", []))
    assert "No run has finished yet." in desk.get("/districts").text

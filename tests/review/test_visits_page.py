from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.lake import Lake
from pipeline.settings import Settings
from pipeline.settings.visits import VisitSettings
from review.app import create_app
from review.office import Office
from tests.review.workbench import DAYS, ZONES, StillClock, arrow, signed_in, token_of

DAY = "2026-03-04"


@pytest.fixture(autouse=True)
def plan(lake: Lake) -> None:
    """Two trips of two visits each, A1 to A4."""
    rows = [
        {
            "run_date": DAYS[1],
            "place": place,
            "account_id": f"A{place}",
            "zone": ZONES[place % 2],
            "trip": 1 + (place > 2),
            "reason": "random" if place == 4 else "suspect",
            "score": 0.9,
            "means": "ct_shunt",
            "selection_probability": 0.25,
            "theft_probability": 0.5,
            "probability_is_assumed": True,
            "expected_gain": 100.0,
        }
        for place in range(1, 5)
    ]
    lake.replace_partitions("visits", {DAYS[1].isoformat(): arrow("visits", rows)})


@pytest.fixture
def app(lake: Lake, clock: StillClock) -> FastAPI:
    visits = VisitSettings(capacity=10, capacity_by_zone={"north": 1})
    return create_app(lake, Settings(visits=visits, currency="GBP"), clock=clock)


def _picks(client: TestClient) -> list[str]:
    return re.findall(r'name="picked" value="([^"]+)"', client.get("/visits").text)


def _assign(client: TestClient, picks: list[str], **own: object) -> tuple[int, str]:
    form: dict[str, object] = {"csrf": token_of(client, "/"), "picked": picks}
    form |= {"date": str(DAYS[1]), "visit_date": DAY, "trip": ["1", "2"], "crew": ["", ""]}
    answer = client.post("/visits/assign", data=form | own)
    return answer.status_code, answer.text


def _crews(office: Office) -> list[str]:
    found = []
    for place in range(1, 5):
        assignment = office.standings.of(f"A{place}").assignment
        found.append("" if assignment is None else assignment.content["crew"])
    return found


def test_the_latest_plan_is_shown_trip_by_trip(desk: TestClient) -> None:
    text = desk.get("/visits").text
    places = [text.index(part) for part in (">Trip 1<", ">A1<", ">A2<", ">Trip 2<", ">A3<", ">A4<")]
    assert places == sorted(places)
    assert "drawn at random" in text
    assert "25 %" in text
    assert "Probabilities are assumed" in text
    assert "0 of 10 visits are assigned" in text


def test_a_day_without_a_plan_says_so(desk: TestClient) -> None:
    assert "No visit is planned" in desk.get(f"/visits?date={DAYS[0]}").text
    assert desk.get("/visits?date=2020-01-01").status_code == 404


def test_trips_and_zones_are_given_to_crews_under_capacity(
    desk: TestClient, office: Office
) -> None:
    code, text = _assign(
        desk, _picks(desk), crew=["", "Two"], zone=["north", "south"], zone_crew=["", "South"]
    )
    assert code == 200
    # Of the first trip only the south has a crew; the north has room for one.
    assert _crews(office) == ["South", "", "Two", "Two"]
    assert "3 cases were written" in text
    shown = desk.get(f"/visits?day={DAY}").text
    assert "3 of 10 visits are assigned" in shown
    assert "full" in shown
    assert ">Two <" in shown


def test_beyond_capacity_is_told(desk: TestClient, office: Office) -> None:
    _, text = _assign(desk, _picks(desk), crew=["One", "One"])
    assert _crews(office) == ["One", "One", "One", ""]
    assert "Nothing was done to 1 case" in text


def test_a_plan_without_crews_goes_nowhere(desk: TestClient, office: Office) -> None:
    code, text = _assign(desk, _picks(desk))
    assert (code, _crews(office)) == (422, ["", "", "", ""])
    assert "No crew was chosen" in text


def test_only_leads_send_crews_and_zones_hold(app: FastAPI, office: Office, team: None) -> None:
    picks = _picks(signed_in(app, "lead"))
    viewer, reviewer = signed_in(app, "viewer"), signed_in(app, "reviewer")
    text = viewer.get("/visits").text
    assert ">A2<" in text
    assert ">A1<" not in text
    assert not _picks(reviewer)
    assert _assign(reviewer, picks, crew=["One", "One"])[0] == 403
    assert _crews(office) == ["", "", "", ""]

import datetime as dt

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from review.audit import read_audit
from review.case_access import CaseAccess
from review.crew_day import Stop, in_order
from review.database import writing
from review.journal import EntryKind, append
from review.office import Office
from review.stamp import Stamp
from tests.review.workbench import signed_in

DATE = dt.date(2026, 3, 4)


@pytest.fixture
def assigned(office: Office) -> None:
    """Cases A1 and A2 with crew North & Co, A3 with crew 2, A4 on another day."""
    plan = {"A1": "North & Co", "A2": "North & Co", "A3": "2", "A4": "2"}
    with writing(office.engine) as connection:
        for account_id, crew in plan.items():
            date = DATE if account_id != "A4" else DATE + dt.timedelta(days=1)
            content = {"crew": crew, "visit_date": date.isoformat()}
            stamp = Stamp("lead", office.clock())
            append(connection, account_id, EntryKind.ASSIGNMENT, content, stamp, seen=None)


def stop(name: str, zone: str | None, *degrees: float) -> Stop:
    place = dict(zip(("latitude", "longitude"), degrees, strict=False))
    return Stop(CaseAccess(name, name, {"zone": zone, **place}), "1", "", "")


def test_stops_follow_the_way_zone_by_zone() -> None:
    stops = [
        stop("far", "b", 9.0, 20.0),
        stop("south", "a", 10.0, 20.0),
        stop("nowhere", "a"),
        stop("middle", "a", 10.4, 20.0),
        stop("north", "a", 11.0, 20.0),
        stop("near", "b", 9.9, 20.0),
    ]
    names = [one.case.key for one in in_order(stops)]
    assert names == ["north", "middle", "south", "nowhere", "near", "far"]


@pytest.mark.usefixtures("assigned")
def test_a_day_names_each_crew_and_its_cases(desk: TestClient) -> None:
    text = desk.get(f"/crews/{DATE}").text
    assert text.index(">2 <") < text.index("North &amp; Co")
    assert text.index("North &amp; Co") < text.index(">A1<") < text.index(">A2<") or (
        text.index("North &amp; Co") < text.index(">A2<") < text.index(">A1<")
    )
    assert ">A4<" not in text
    assert f"/crews/{DATE}/sheets.pdf?crew=North+%26+Co" in text


@pytest.mark.usefixtures("assigned")
def test_all_sheets_of_a_crew_are_one_page(desk: TestClient, office: Office) -> None:
    text = desk.get(f"/crews/{DATE}/sheets", params={"crew": "North & Co"}).text
    assert text.count('class="page back"') == 2
    assert "A1" in text
    assert "A3" not in text
    assert "<b>North &amp; Co</b>" in text
    assert "crew=North+%26+Co&amp;language=zh" in text
    with office.engine.connect() as connection:
        seen = {row.account_id for row in read_audit(connection) if row.action == "view_sheet"}
    assert seen == {"A1", "A2"}
    assert desk.get(f"/crews/{DATE}/sheets").text.count('class="page back"') == 3


@pytest.mark.usefixtures("assigned", "team")
def test_a_crew_day_keeps_to_the_zones_of_the_user(app: FastAPI) -> None:
    viewer = signed_in(app, "viewer")
    text = viewer.get(f"/crews/{DATE}").text
    assert ">A2<" in text
    assert ">A1<" not in text
    sheets = viewer.get(f"/crews/{DATE}/sheets").text
    assert sheets.count('class="page back"') == 1


def test_an_empty_day_says_so(desk: TestClient) -> None:
    assert "No visit is assigned" in desk.get(f"/crews/{DATE}").text
    assert "No visit is assigned" in desk.get(f"/crews/{DATE}/sheets").text
    assert desk.get(f"/crews/{DATE}/sheets.pdf").status_code == 404


def test_days_out_of_every_calendar_are_refused(desk: TestClient) -> None:
    assert desk.get("/crews/0001-01-01").status_code == 422
    assert desk.get("/crews").headers["location"] == "/crews/2026-03-03"

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.lake import Lake
from review import tracking_page
from review.database import writing
from review.journal import EntryKind, append, undo
from review.office import Office
from review.stamp import Stamp
from tests.review.workbench import DAYS, arrow, signed_in

DAY = DAYS[-1]


def _watched(account_id: str, state: str, **own: Any) -> dict[str, Any]:
    return {
        "run_date": DAY,
        "account_id": account_id,
        "visited_on": dt.date(2026, 2, 1),
        "outcome": "theft",
        "state": state,
        "level_before": 10.0,
        "level_after": 40.0,
        "level_now": 20.0,
        **own,
    }


@pytest.fixture
def watched(lake: Lake) -> None:
    """A1 (south) fell again, A2 (north) came back, A3 (south) has no levels yet."""
    rows = [
        _watched("A2", "recovered"),
        _watched("A1", "falling_again", alarm_on=dt.date(2026, 2, 20)),
        _watched("A3", "quiet", level_after=None, level_now=None),
    ]
    lake.replace_partitions("watched", {DAY.isoformat(): arrow("watched", rows)})


def _watch(office: Office, account_id: str, decision: str = "watch", note: str = "") -> int:
    content = {"decision": decision, "reason": "recent", "note": note}
    with writing(office.engine) as connection:
        stamp = Stamp("mei", office.clock())
        return append(connection, account_id, EntryKind.DECISION, content, stamp, seen=None)


def test_alarms_come_first_with_levels_in_words_and_bars(desk: TestClient, watched: None) -> None:
    text = desk.get("/tracking").text
    assert text.index(">A1</a>") < text.index(">A2</a>")
    assert "use falls again" in text
    assert "2026-02-20" in text
    assert 'width="25.0%"' in text
    assert "/cases/A1" not in text
    assert '<a href="/cases/' in text


def test_a_state_shows_its_accounts_alone(desk: TestClient, watched: None) -> None:
    text = desk.get("/tracking?state=recovered").text
    assert ">A2</a>" in text
    assert ">A1</a>" not in text
    assert ">A1</a>" in desk.get("/tracking?state=nonsense").text


def test_long_lists_have_pages(
    desk: TestClient, watched: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracking_page, "PAGE_ROWS", 2)
    assert ">A3</a>" not in desk.get("/tracking").text
    second = desk.get("/tracking?page=2").text
    assert ">A3</a>" in second
    assert "Page 2 of 2" in second
    assert "Page 2 of 2" in desk.get("/tracking?page=99").text


def test_cases_that_reviewers_watch_are_there_until_they_decide_anew(
    desk: TestClient, office: Office
) -> None:
    first = _watch(office, "A2", note="<b>after</b> the feast")
    _watch(office, "A7")
    text = desk.get("/tracking").text
    assert ">A2</a>" in text
    assert "It began only lately" in text
    assert "&lt;b&gt;after" in text
    assert "not on the list" in text
    _watch(office, "A7", "inspect")
    with writing(office.engine) as connection:
        undo(connection, first, "a slip", Stamp("mei", office.clock()))
    assert "No reviewer watches a case." in desk.get("/tracking").text


def test_zones_limit_who_is_shown(app: FastAPI, team: None, watched: None, office: Office) -> None:
    _watch(office, "A4")
    _watch(office, "A5")
    text = signed_in(app, "viewer").get("/tracking").text
    assert "your zones alone: north" in text
    assert ">A2</a>" in text
    assert ">A4</a>" in text
    assert ">A1</a>" not in text
    assert ">A5</a>" not in text


def test_a_view_is_audited_once(app: FastAPI, team: None, watched: None) -> None:
    admin = signed_in(app, "admin")
    admin.get("/tracking")
    assert admin.get("/audit").text.count(f"tracking {DAY}") == 1


def test_an_empty_lake_says_so(desk: TestClient, lake: Lake) -> None:
    assert "Nobody is under watch after a visit." in desk.get("/tracking").text
    lake.replace("runs", arrow("runs", []))
    assert "Nobody is under watch after a visit." in desk.get("/tracking").text

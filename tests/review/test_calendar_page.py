from __future__ import annotations

import re

from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.lake import Lake
from review.database import writing
from review.journal import EntryKind, append
from review.office import Office
from review.stamp import Stamp
from tests.review.workbench import DAYS, arrow, signed_in, suspect


def _cell(text: str, path: str) -> str:
    found = re.search(rf'<a href="{path}">(.*?)</a>', text, re.DOTALL)
    assert found is not None
    return " ".join(re.sub("<[^>]+>", " ", found[1]).split())


def test_each_list_has_its_day_with_counts(desk: TestClient, office: Office, lake: Lake) -> None:
    with writing(office.engine) as connection:
        told = {"decision": "watch", "reason": "", "note": ""}
        stamp = Stamp("somebody", office.clock())
        append(connection, "A1", EntryKind.DECISION, told, stamp, seen=0)
    rows = [suspect(DAYS[1], 1, "A2", change="new"), suspect(DAYS[1], 2, "A3", change="up")]
    lake.replace_partitions("suspects", {DAYS[1].isoformat(): arrow("suspects", rows)})
    text = desk.get("/calendar").text
    assert "Lists of 2026" in text
    assert text.count("<caption>") == 1
    assert _cell(text, "/lists/2026-03-01") == "1 4 suspects 4 new 1 decided"
    assert _cell(text, "/lists/2026-03-02") == "2 2 suspects 1 new"


def test_a_year_without_lists_says_so(desk: TestClient) -> None:
    assert "no list of this year" in desk.get("/calendar?year=2020").text


def test_counts_are_of_ones_own_zones(app: FastAPI, team: None) -> None:
    text = signed_in(app, "viewer").get("/calendar").text
    assert _cell(text, "/lists/2026-03-01") == "1 2 suspects 2 new"


def test_what_changed_is_told_in_words(desk: TestClient) -> None:
    text = " ".join(desk.get(f"/lists/{DAYS[1]}/changes").text.split())
    came, rose, went = (text.index(f"<h2>{title}</h2>") for title in ("Came", "Rose", "Went"))
    assert text.index(">A5</a>") in range(came, rose)
    assert text.index(">A2</a>") in range(rose, went)
    assert text.index(">A1</a>") > went
    assert "2 → 1" in text
    assert re.search(r"/cases/[0-9a-f]{20}", text)


def test_nothing_came_before_the_first_list(desk: TestClient) -> None:
    assert desk.get(f"/lists/{DAYS[0]}/changes").status_code == 404


def test_one_sees_moves_of_ones_own_zones(app: FastAPI, team: None) -> None:
    text = signed_in(app, "viewer").get(f"/lists/{DAYS[1]}/changes").text
    assert ">A2</a>" in text
    assert ">A5</a>" not in text
    assert ">A1</a>" not in text

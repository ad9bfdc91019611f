from __future__ import annotations

import json
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.lake import Lake
from pipeline.settings import Settings
from review.app import create_app
from review.audit import read_audit
from review.list_filter import ListFilter
from review.office import Office
from tests.review.workbench import (
    DAYS,
    StillClock,
    account,
    arrow,
    browser,
    run_of,
    signed_in,
    suspect,
    token_of,
)

LIST = f"/lists/{DAYS[0]}"


def _shown(text: str) -> list[str]:
    return re.findall(r'class="open"[^>]*>([^<]+)</a>', text)


def _key(client: TestClient, account_id: str, path: str = LIST) -> str:
    found = re.search(rf'id="case-(\w+)"[^>]*>{account_id}<', client.get(path).text)
    assert found is not None
    return found[1]


def _decide(client: TestClient, key: str, seen: str, headers: dict[str, str], **own: str) -> int:
    form = {"csrf": token_of(client, LIST), "key": key, "seen": seen, "decision": "inspect"} | own
    return client.post(f"{LIST}/decision", data=form, headers=headers).status_code


def test_the_first_page_is_the_latest_list_by_rank(desk: TestClient) -> None:
    text = desk.get("/").text
    assert f"Suspects of {DAYS[1]}" in text
    assert _shown(text) == ["A2", "A3", "A4", "A5"]
    assert "it is no proof" in text


def test_without_a_run_it_says_what_to_do(tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = create_app(Lake(tmp_path_factory.mktemp("none")), Settings())
    with browser(empty) as client:
        assert "wattsleuth run" in client.get("/").text


@pytest.mark.parametrize("path", ["/lists/2026-03-09", "/lists/never"])
def test_a_list_that_is_not_there_is_not_shown(desk: TestClient, path: str) -> None:
    assert desk.get(path).status_code in {404, 422}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("zone=south", ["A1", "A3"]),
        ("means=meter_hang", ["A2", "A4"]),
        ("kwh=9", ["A1", "A2"]),
        ("change=up", []),
        ("state=open&sort=-rank", ["A4", "A3", "A2", "A1"]),
        ("state=watch", []),
        ("sort=-kwh", ["A1", "A2", "A3", "A4"]),
        ("sort=kwh", ["A4", "A3", "A2", "A1"]),
        ("sort=means", ["A1", "A3", "A2", "A4"]),
        ("zone=&means=&state=&change=&kwh=&sort=rank", ["A1", "A2", "A3", "A4"]),
        ("means=burnt&sort=burnt&state=burnt", ["A1", "A2", "A3", "A4"]),
        ("page=99", ["A1", "A2", "A3", "A4"]),
    ],
)
def test_filters_and_order_come_from_the_address(
    desk: TestClient, query: str, found: list[str]
) -> None:
    assert _shown(desk.get(f"{LIST}?{query}").text) == found


def test_tips_and_large_customers_can_be_picked_out(
    lake: Lake, desk: TestClient, office: Office
) -> None:
    tips = [
        {"received_on": DAYS[0], "account_id": "A3", "note": "SEALED"},
        {"received_on": DAYS[1], "account_id": "A4", "note": "later than the list"},
        {"received_on": DAYS[0].replace(year=2025), "account_id": "A1", "note": "long ago"},
    ]
    lake.replace("tips", arrow("tips", tips))
    large = [account(f"A{p}", p) | {"contract_kw": 50.0 * p} for p in range(1, 9)]
    lake.replace("accounts", arrow("accounts", large))
    told = desk.get(f"{LIST}?tip=true").text
    assert _shown(told) == ["A3"]
    assert "SEALED" not in told
    assert _shown(desk.get(f"{LIST}?large=true").text) == ["A2", "A3", "A4"]


def test_a_page_holds_a_hundred_and_links_to_the_next(lake: Lake, clock: StillClock) -> None:
    ids = [f"B{place:03d}" for place in range(1, 251)]
    lake.replace("accounts", arrow("accounts", [account(a, p) for p, a in enumerate(ids)]))
    rows = [suspect(DAYS[1], rank, a) for rank, a in enumerate(ids, 1)]
    lake.replace_partitions("suspects", {DAYS[1].isoformat(): arrow("suspects", rows)})
    lake.replace("runs", arrow("runs", [run_of(date) for date in DAYS]))
    with browser(create_app(lake, Settings(), clock=clock)) as client:
        assert _shown(client.get("/").text) == ids[:100]
        last = client.get("/?page=3").text
        assert _shown(last) == ids[200:]
        assert "Page 3 of 3" in last
        assert 'page=2" hx-get' in last


def test_the_address_says_what_is_shown_and_nothing_else() -> None:
    asked = ListFilter.model_validate({"zone": "north", "tip": "true", "sort": "-kwh", "page": 3})
    assert asked.query() == "?zone=north&tip=true&sort=-kwh&page=3"
    assert asked.query(page=1) == "?zone=north&tip=true&sort=-kwh"
    assert asked.turned("kwh") == "?zone=north&tip=true&sort=kwh"
    assert asked.turned("score") == "?zone=north&tip=true&sort=-score"
    assert ListFilter().query() == ""


def test_a_viewer_sees_their_zone_and_no_controls(app: FastAPI, office: Office, team: None) -> None:
    text = signed_in(app, "viewer").get(LIST).text
    assert _shown(text) == ["A2", "A4"]
    assert "C-A1" not in text
    assert ">A1<" not in text
    assert 'name="decision"' not in text
    assert 'name="picked"' not in text
    with office.engine.connect() as connection:
        (line,) = read_audit(connection, user_name="viewer", limit=1)
    assert line.action == "view_list"


def test_a_decision_is_made_without_leaving_the_list(desk: TestClient, office: Office) -> None:
    key = _key(desk, "A2")
    form = {"csrf": token_of(desk, LIST), "key": key, "seen": "0", "decision": "watch"}
    answer = desk.post(f"{LIST}/decision?zone=north", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LIST}?zone=north#row-{key}")
    assert office.standings.of("A2").state == "watch"
    assert _shown(desk.get(f"{LIST}?state=watch").text) == ["A2"]
    assert "local, 03-03 07:00" in desk.get(LIST).text


def test_a_script_gets_the_row_alone_also_where_it_came_too_late(
    desk: TestClient, office: Office
) -> None:
    key, script = _key(desk, "A2"), {"HX-Request": "true"}
    assert _decide(desk, key, "0", script) == 200
    form = {"csrf": token_of(desk, LIST), "key": key, "seen": "0", "decision": "watch"}
    late = desk.post(f"{LIST}/decision", data=form, headers=script)
    assert late.status_code == 409
    assert "<h1" not in late.text
    assert _shown(late.text) == ["A2"]
    said = json.loads(late.headers["HX-Trigger"])["said"]
    assert said == {"words": "Not written: local was at A2 meanwhile.", "tone": "trouble"}
    assert _decide(desk, key, "0", {}) == 409
    assert office.standings.of("A2").state == "inspect"


def test_one_decides_in_ones_own_zones_alone(app: FastAPI, office: Office, team: None) -> None:
    key = _key(signed_in(app, "lead"), "A1")
    assert _decide(signed_in(app, "viewer"), key, "0", {}) == 403
    assert office.standings.of("A1").state == "open"


@pytest.mark.parametrize("words", ["A7", "a7", "M-A7", "C-A7"])
def test_one_account_is_found_at_once_without_its_id_in_the_address(
    desk: TestClient, words: str
) -> None:
    form = {"csrf": token_of(desk, LIST), "words": words}
    answer = desk.post("/find", data=form)
    assert answer.status_code == 303
    assert re.fullmatch(r"/cases/[0-9a-f]{20}", answer.headers["location"])


def test_words_and_parts_of_ids_are_found(desk: TestClient) -> None:
    form = {"csrf": token_of(desk, LIST), "date": str(DAYS[0])}
    said = desk.post("/find", data=form | {"words": "Terminal counted"}).text
    assert _shown(said) == ["A1", "A2", "A3", "A4"]
    parts = desk.post("/find", data=form | {"words": "m-a"}).text
    assert _shown(parts) == ["A1", "A2", "A3", "A4"]
    assert "4 other accounts" in parts
    assert "Nothing fits" in desk.post("/find", data=form | {"words": ".*"}).text


def test_nothing_is_found_outside_of_ones_zones(app: FastAPI, team: None) -> None:
    client = signed_in(app, "viewer")
    form = {"csrf": token_of(client, LIST), "words": "A1"}
    assert "Nothing fits" in client.post("/find", data=form).text


def test_energy_by_day_is_drawn_where_the_run_kept_it(desk: TestClient, lake: Lake) -> None:
    kwh = [5.0, None, 4.0] * 20 + [1.0] * 11
    kept = {"run_date": DAYS[0], "account_id": "A2", "content": "{}", "daily_kwh": kwh}
    lake.replace_partitions("case_files", {DAYS[0].isoformat(): arrow("case_files", [kept])})
    text = desk.get(LIST).text
    assert text.count('class="spark"') == 1
    assert "Before 2026-02-19 mean 4.5 kWh a day" in text
    assert 'class="spark"' not in desk.get(f"/lists/{DAYS[1]}").text

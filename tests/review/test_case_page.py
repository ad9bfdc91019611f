from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.lake import Lake
from review.audit import read_audit
from review.case_keys import remember_keys
from review.office import Office
from tests.review.case_lake import HOSTILE, LAST, fill
from tests.review.workbench import DAYS, signed_in, token_of


@pytest.fixture
def lake(lake: Lake) -> Lake:
    return fill(lake)


@pytest.fixture
def keys(office: Office) -> dict[str, str]:
    return remember_keys(office.engine, office.secret(), [f"A{k}" for k in range(1, 9)])


def test_a_case_shows_why_and_what_would_clear_it(desk: TestClient, keys: dict[str, str]) -> None:
    page = desk.get(f"/cases/{keys['A2']}")
    assert page.status_code == 200
    for words in (
        "The terminal counted 40 % more than the meter.",
        "60 % of the score; in 100 % of the forests",
        "What would clear it",
        "Clamped current of every phase equals",
        "No outage was near.",
        "10 days by the rule actual days",
        "Missing at the meter",
        f"/cases/{keys['A2']}/sheet",
    ):
        assert words in page.text, words
    assert '<svg class="chart"' in page.text, "charts need no script"
    assert "Energy by day: the figures" in page.text


def test_texts_of_the_lake_do_no_harm(desk: TestClient, keys: dict[str, str]) -> None:
    for account in ("A1", "A2"):
        text = desk.get(f"/cases/{keys[account]}").text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text
    token = token_of(desk, f"/cases/{keys['A2']}")
    desk.post(f"/cases/{keys['A2']}/note", data={"csrf": token, "text": HOSTILE})
    text = desk.get(f"/cases/{keys['A2']}").text
    assert "<script>alert" not in text
    assert "Note</b>" in text


def test_no_account_id_in_any_address(desk: TestClient, keys: dict[str, str]) -> None:
    text = desk.get(f"/cases/{keys['A2']}").text
    addresses = [part.split('"')[0] for part in text.split('href="')[1:]]
    assert not any("A2" in one or "A1" in one for one in addresses)


def test_nobody_sees_cases_of_other_zones(app: FastAPI, team: None, keys: dict[str, str]) -> None:
    client = signed_in(app, "viewer")
    assert client.get(f"/cases/{keys['A2']}").status_code == 200
    for path in (
        f"/cases/{keys['A1']}",
        f"/cases/{keys['A1']}/curve?from=2026-03-01&to=2026-03-02",
    ):
        assert client.get(path).status_code == 403
    assert client.get("/cases/0123456789abcdef0123").status_code == 404


def test_a_viewer_reads_and_is_offered_no_form(
    app: FastAPI, team: None, keys: dict[str, str]
) -> None:
    text = signed_in(app, "viewer").get(f"/cases/{keys['A2']}").text
    assert "/decision" not in text
    assert "/assignment" not in text
    assert "/assignment" not in signed_in(app, "reviewer").get(f"/cases/{keys['A2']}").text
    assert "/assignment" in signed_in(app, "lead").get(f"/cases/{keys['A2']}").text


def test_people_decide_without_a_script(desk: TestClient, keys: dict[str, str]) -> None:
    address = f"/cases/{keys['A2']}"
    form = {"csrf": token_of(desk, address), "seen": "0", "run_date": str(LAST)}
    sent = form | {"decision": "clear", "reason": "vacant", "note": "empty since May"}
    answer = desk.post(f"{address}/decision", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{address}#work")
    text = desk.get(address).text
    assert "The place is vacant" in text
    assert "empty since May" in text
    assert 'name="seen" value="1"' in text
    assert desk.post(f"{address}/decision", data=sent).status_code == 409
    undo = {"csrf": form["csrf"], "entry_id": "1", "why": "wrong door"}
    desk.post(f"{address}/undo", data=undo)
    text = desk.get(address).text
    assert "taken back" in text
    assert "wrong door" in text


def test_history_of_visits_and_sisters(desk: TestClient, lake: Lake, keys: dict[str, str]) -> None:
    accounts = lake.read("accounts").to_pylist()
    for one in accounts:
        one["customer_id"] = "C" if one["account_id"] in {"A1", "A3", "A4"} else None
    lake.replace(
        "accounts", lake.read("accounts").from_pylist(accounts, lake.read("accounts").schema)
    )
    text = desk.get(f"/cases/{keys['A1']}").text
    assert "Nothing found" in text, "what the visit found, in words"
    for sister in ("A3", "A4"):
        assert f'/cases/{keys[sister]}">{sister}</a>' in text
    assert f'/cases/{keys["A5"]}"' not in text


def test_an_account_on_no_list_shows_energy_and_readings(
    desk: TestClient, keys: dict[str, str]
) -> None:
    text = desk.get(f"/cases/{keys['A8']}").text
    assert "Not on the list" in text
    assert "18" in text.split("Energy by day: the figures")[1].split("</table>")[0]
    assert "Why it is listed" not in text
    assert "Power, as read" in text


def test_the_list_of_a_day_can_be_asked_for(desk: TestClient, keys: dict[str, str]) -> None:
    address = f"/cases/{keys['A1']}"
    assert "Not on the list of 2026-03-02" in desk.get(f"{address}?date={DAYS[1]}").text
    assert "List of 2026-03-01" in desk.get(address).text, "the last list that has it"
    assert desk.get(f"{address}?date=2020-01-01").status_code == 404


def test_looking_is_written_down(desk: TestClient, office: Office, keys: dict[str, str]) -> None:
    desk.get(f"/cases/{keys['A2']}")
    with office.engine.connect() as connection:
        (line,) = read_audit(connection, account_id="A2")
    assert line.action == "view_case"


def test_the_current_to_expect_is_loaded_after_the_page(
    desk: TestClient, keys: dict[str, str]
) -> None:
    address = f"/cases/{keys['A2']}/currents"
    assert f'hx-get="{address}?date={LAST}"' in desk.get(f"/cases/{keys['A2']}").text
    answer = desk.get(address)
    assert answer.status_code == 200
    assert "A" in answer.text or "–" in answer.text

import datetime as dt
import re
from html import unescape

import numpy as np
import pyarrow as pa
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from models.case_text import case_text
from pipeline.case import Case
from pipeline.contract import TABLES
from pipeline.contract.vocabulary import Means, Outcome
from pipeline.exports.site_check import STEPS
from pipeline.lake import Lake
from pipeline.settings import Settings
from pipeline.settings.review import ReviewSettings
from review import qr, sheet_content
from review.app import create_app
from review.audit import read_audit
from review.office import Office
from review.sheet_words import ORDER, PLACES
from tests.review.sheets import key_of, put_facts, put_suspect, sheet_text
from tests.review.workbench import (
    DAYS,
    StillClock,
    account,
    arrow,
    browser,
    signed_in,
    suspect,
)

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=y>{{ 7*7 }}"


def test_a_sheet_says_where_to_look_and_what_to_do_for_every_means(
    lake: Lake, desk: TestClient, office: Office
) -> None:
    ids = [f"A{place}" for place in range(len(Means))]
    rows = [
        suspect(DAYS[1], rank, account_id, means=means.value)
        for rank, (account_id, means) in enumerate(zip(ids, Means, strict=True), 1)
    ]
    lake.replace("accounts", arrow("accounts", [account(one, 1) for one in ids]))
    lake.replace_partitions("suspects", {DAYS[1].isoformat(): arrow("suspects", rows)})
    for account_id, means in zip(ids, Means, strict=True):
        text = unescape(sheet_text(desk, office, account_id))
        assert all(place in text for place in PLACES[means]), means
        assert all(step in text for step in STEPS[means]), means
        places = [text.index(step) for step in ORDER]
        assert places == sorted(places)


def test_amperes_stand_beside_each_other(lake: Lake, desk: TestClient, office: Office) -> None:
    put_suspect(lake, "A1")
    put_facts(lake, "M-A1")
    text = sheet_text(desk, office, "A1")
    # 30 kW over three phases of 220 V at 0.9 are 50.5 A; phase c of late 1 A x 30.
    row = re.search(r"Current, phase C</th>(.*?)</tr>", text, re.DOTALL)
    assert row is not None
    cells = re.sub(r"<[^>]+>|\s+", " ", row[1]).split()
    assert cells == ["50.5", "A", "1.68", "A", "secondary", "30", "A", "1", "A"]
    assert "If the clamp shows 50.5 A on phase C where the display shows 1 A x 30 = 30 A" in text
    assert "41 % of that current does not pass the meter" in text
    assert "5,000.00 kWh on 2026-03-02" in text


def test_a_missing_voltage_is_named_and_no_current_is_blamed(
    lake: Lake, desk: TestClient, office: Office
) -> None:
    put_suspect(lake, "A1", means="phase_voltage_lost")
    put_facts(lake, "M-A1", u_b_mean_v=122.0)
    text = sheet_text(desk, office, "A1")
    assert "the meter shows 122 V on phase B where 220 V should be" in text
    assert "on phase A where 220 V" not in text
    assert "does not pass the meter" not in text


def test_without_wiring_on_record_the_nameplate_is_asked_for(
    lake: Lake, desk: TestClient, office: Office
) -> None:
    put_suspect(lake, "A1", wiring=None)
    put_facts(lake, "M-A1")
    text = sheet_text(desk, office, "A1")
    assert "read them off the nameplate" in text
    assert "Clamp should show" not in text


def test_high_voltage_is_never_clamped_by_hand(
    lake: Lake, desk: TestClient, office: Office
) -> None:
    put_suspect(lake, "A1")
    assert "no hand clamp" not in sheet_text(desk, office, "A1")
    put_suspect(lake, "A1", wiring="3P3W", pt_ratio=100.0)
    assert "no hand clamp" in sheet_text(desk, office, "A1")


def test_the_back_has_room_for_every_outcome_and_means(desk: TestClient, office: Office) -> None:
    text = sheet_text(desk, office, "A1")
    back = text[text.index('class="page back"') :]
    assert back.count('class="choice') >= len(Outcome) + len(Means)
    for words in ("Record error", "Rectified on arrival", "Neutral bypassed", "Inspector 2"):
        assert words in back


def test_what_may_be_innocent_is_asked(lake: Lake, desk: TestClient, office: Office) -> None:
    tests = [
        {"explanation": "night_work_ended", "outcome": "applies", "text": ""},
        {"explanation": "vacancy", "outcome": "rejected", "text": ""},
    ]
    put_suspect(lake, "A1", cleared_by=tests)
    text = sheet_text(desk, office, "A1")
    assert "Did work at night end?" in text
    assert "Is the place empty" not in text


def test_visits_and_sisters_are_named(lake: Lake, desk: TestClient, office: Office) -> None:
    put_suspect(lake, "A1")
    visit = {"account_id": "A1", "inspected_on": dt.date(2025, 5, 6), "outcome": "wiring_error"}
    lake.replace("inspections", arrow("inspections", [visit]))
    text = sheet_text(desk, office, "A1")
    assert "2025-05-06 wiring error" in text
    assert "no other account" in text


def test_a_qr_code_holds_the_public_address_of_the_case_alone(
    lake: Lake, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def note(address: str, label: str) -> str:
        told.append(address)
        return qr.qr_svg(address, label)

    monkeypatch.setattr(sheet_content, "qr_svg", note)
    review = ReviewSettings(public_url="https://review.example/")
    app = create_app(lake, Settings(review=review), clock=clock)
    key = key_of(app.state.office, "A1")
    with browser(app) as client:
        text = client.get(f"/cases/{key}/sheet").text
    assert told == [f"https://review.example/cases/{key}"]
    assert 'class="qr"' in text


def test_a_qr_code_is_drawn_module_by_module() -> None:
    svg = qr.qr_svg("https://review.example/cases/0123456789abcdef0123", 'say "so"')
    assert "style=" not in svg
    assert "&quot;so&quot;" in svg
    # The finder in the top left corner, inside of the quiet zone.
    assert all(f"M{column} 2h1" in svg for column in range(2, 9))
    assert "M9 2h1" not in svg


def test_hostile_texts_do_no_harm(lake: Lake, desk: TestClient, office: Office) -> None:
    evidence = {"feature": HOSTILE, "value": 1.0, "baseline": None, "unit": "", "text": HOSTILE}
    put_suspect(
        lake, "A1", meter_model=HOSTILE, zone=HOSTILE, evidence=[evidence], means="zero_use"
    )
    for language in ("en", "zh"):
        text = sheet_text(desk, office, "A1", f"?language={language}")
        assert "<script" not in text
        assert "<img" not in text
        assert "style=" not in text
        assert "&lt;script&gt;" in text


def test_sheets_speak_the_language_asked_for(desk: TestClient, office: Office) -> None:
    assert '<html lang="en">' in sheet_text(desk, office, "A1")
    chinese = sheet_text(desk, office, "A1", "?language=zh")
    assert '<html lang="zh">' in chinese
    assert "电流互感器" in chinese
    path = f"/cases/{key_of(office, 'A1')}/sheet"
    assert desk.get(f"{path}?language=../../x").status_code == 404


def test_evidence_is_said_anew_in_another_language(
    lake: Lake, desk: TestClient, office: Office
) -> None:
    written = {"value": 3.0, "baseline": None, "unit": "days"}
    texts = {"hang_days_count": "first on 2026-03-29.", "unheard_of": "As it was written."}
    evidence = [{"feature": name, "text": text, **written} for name, text in texts.items()]
    put_suspect(lake, "A1", evidence=evidence)
    assert "first on 2026-03-29." in sheet_text(desk, office, "A1")
    text = sheet_text(desk, office, "A1", "?language=zh")
    assert "first on" not in text
    assert "2026-03-29" in text
    assert "As it was written." in text


def test_the_chart_shows_what_the_run_expected(
    lake: Lake, desk: TestClient, office: Office
) -> None:
    put_suspect(lake, "A1")
    put_facts(lake, "M-A1")
    assert "dashed: expected</small>" not in sheet_text(desk, office, "A1")
    dates = tuple(DAYS[1] - dt.timedelta(days=back) for back in range(120, -1, -1))
    row = suspect(DAYS[1], 1, "A1")
    case = Case(row, {"account_id": "A1"}, dates, np.full(121, 10.0), np.full(121, 20.0))
    content = {"run_date": DAYS[1], "account_id": "A1", "content": case_text(case)}
    schema = TABLES["case_files"].arrow_schema
    table = pa.Table.from_pylist([content], schema)
    lake.replace_partitions("case_files", {DAYS[1].isoformat(): table})
    text = sheet_text(desk, office, "A1")
    assert "dashed: expected</small>" in text
    # Three months are as much as a small chart can show.
    assert f'<desc id="daily-{key_of(office, "A1")}-d">{dates[-91]} to {dates[-1]}' in text


def test_an_account_on_no_list_has_a_sheet_too(desk: TestClient, office: Office) -> None:
    text = sheet_text(desk, office, "A8")
    assert "No list names it" in text
    assert "A8" in text


def test_there_is_no_sheet_of_a_list_that_is_none(desk: TestClient, office: Office) -> None:
    path = f"/cases/{key_of(office, 'A1')}/sheet"
    assert desk.get(f"{path}?date={DAYS[0]}").status_code == 200
    assert desk.get(f"{path}?date=0001-01-01").status_code == 404
    assert desk.get(f"/cases/{'0' * 20}/sheet").status_code == 404


@pytest.mark.usefixtures("team")
def test_zones_hold_and_views_are_written_down(app: FastAPI, office: Office) -> None:
    viewer = signed_in(app, "viewer")
    hidden, shown = (f"/cases/{key_of(office, one)}/sheet" for one in ("A1", "A2"))
    assert viewer.get(hidden).status_code == 403
    assert viewer.get(f"{hidden}.pdf").status_code == 403
    assert viewer.get(shown).status_code == 200
    with office.engine.connect() as connection:
        seen = [row for row in read_audit(connection) if row.action == "view_sheet"]
    assert [(row.user_name, row.account_id) for row in seen] == [("viewer", "A2")]

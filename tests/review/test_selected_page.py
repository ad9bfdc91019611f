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
from tests.review.workbench import DAYS, StillClock, browser, signed_in, token_of

LIST = f"/lists/{DAYS[0]}"


def _picks(client: TestClient) -> list[str]:
    return re.findall(r'name="picked" value="([^"]+)"', client.get(LIST).text)


def _act(client: TestClient, picks: list[str], **own: str) -> tuple[int, str]:
    form = {"csrf": token_of(client, LIST), "picked": picks, "act": "decide"} | own
    answer = client.post(f"{LIST}/selected?zone=south", data=form)
    return answer.status_code, answer.text


def _states(office: Office) -> str:
    return " ".join(office.standings.of(f"A{place}").state for place in range(1, 5))


def test_many_are_decided_with_one_reason(desk: TestClient, office: Office) -> None:
    code, text = _act(desk, _picks(desk)[:2], choice="clear vacant", note="walked by")
    assert code == 200
    assert "2 cases were written" in text
    assert f'href="{LIST}?zone=south"' in text
    assert _states(office) == "clear clear open open"
    decision = office.standings.of("A1").decision
    assert decision is not None
    assert decision.content == {"decision": "clear", "reason": "vacant", "note": "walked by"}
    assert decision.run_date == DAYS[0]


def test_who_was_touched_meanwhile_is_told_and_the_rest_is_done(
    app: FastAPI, office: Office, team: None
) -> None:
    lead, other = signed_in(app, "lead"), signed_in(app, "admin")
    picks = _picks(lead)
    _act(other, picks[:1], choice="watch")
    _, text = _act(lead, picks, choice="inspect tip")
    assert "3 cases were written" in text
    assert "admin was at it meanwhile" in text
    assert _states(office) == "watch inspect inspect inspect"


def test_crews_are_filled_up_and_no_further(lake: Lake, clock: StillClock) -> None:
    visits = VisitSettings(capacity=3, capacity_by_zone={"south": 1})
    app = create_app(lake, Settings(visits=visits), clock=clock)
    office: Office = app.state.office
    with browser(app) as client:
        picks = _picks(client)
        _, text = _act(client, picks, act="assign", crew="One", visit_date="2026-03-05")
    assert "3 cases were written" in text
    assert "1 visits a day in south" in text
    assert _states(office) == "assigned assigned open assigned"


@pytest.mark.parametrize(
    "own",
    [
        {"choice": "clear"},
        {"choice": "burn"},
        {"choice": "watch vacant"},
        {"act": "assign", "crew": "One"},
        {"act": "assign", "crew": "", "visit_date": "2026-03-05"},
        {"act": "burn"},
    ],
)
def test_what_makes_no_sense_is_done_to_nobody(
    desk: TestClient, office: Office, own: dict[str, str]
) -> None:
    assert _act(desk, _picks(desk), **own)[0] == 422
    assert _states(office) == "open open open open"


@pytest.mark.parametrize("picks", [[], ["0123 x"], ["nonsense"]])
def test_a_selection_that_is_none_is_refused(desk: TestClient, picks: list[str]) -> None:
    assert _act(desk, picks, choice="inspect")[0] == 422


def test_a_key_of_nobody_is_told(desk: TestClient, office: Office) -> None:
    _, text = _act(desk, [*_picks(desk)[:1], "00000000000000000000 0"], choice="inspect")
    assert "Nothing was done to 1 case" in text
    assert _states(office) == "inspect open open open"


@pytest.mark.parametrize("who", ["viewer", "reviewer"])
def test_only_leads_act_on_many(app: FastAPI, office: Office, team: None, who: str) -> None:
    picks = _picks(signed_in(app, "lead"))
    client = signed_in(app, who)
    assert not _picks(client)
    assert _act(client, picks, choice="inspect")[0] == 403
    assert _states(office) == "open open open open"

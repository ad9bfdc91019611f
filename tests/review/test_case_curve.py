from __future__ import annotations

import datetime as dt

import pytest
from fastapi.testclient import TestClient

from pipeline.lake import Lake
from review.case_keys import remember_keys
from review.office import Office
from tests.review.case_lake import GAP_DAY, LAST, fill


@pytest.fixture
def lake(lake: Lake) -> Lake:
    return fill(lake)


@pytest.fixture
def keys(office: Office) -> dict[str, str]:
    return remember_keys(office.engine, office.secret(), ["A1"])


def test_curve_keeps_extremes_gaps_and_events(desk: TestClient, keys: dict[str, str]) -> None:
    first = LAST - dt.timedelta(days=19)
    answer = desk.get(f"/cases/{keys['A1']}/curve", params={"from": str(first), "to": str(LAST)})
    found = answer.json()
    assert [one["label"] for one in found["series"]] == ["active power", "Terminal: active power"]
    meter = found["series"][0]
    known = [value for value in meter["v"] if value is not None]
    assert (max(known), min(known)) == (99.0, 0.1)
    assert len(meter["t"]) == len(meter["v"]) <= 3 * 700
    assert meter["v"].count(None) == 1
    ((start, end),) = found["gaps"]
    assert end - start == 20 * 900
    assert dt.datetime.fromtimestamp(start, dt.UTC).date() == GAP_DAY
    assert [one["words"] for one in found["marks"]] == ["site visit", "seal broken"]
    assert found["to"] - found["from"] == 20 * 86400


@pytest.mark.parametrize(
    ("channels", "labels"),
    [
        ("current", ["current a", "Terminal: current a"]),
        ("voltage", ["voltage a", "Terminal: voltage a"]),
        ("factor", []),
        ("day", ["this account", "if it had moved like its neighbours"]),
    ],
)
def test_each_panel_shows_what_was_measured(
    desk: TestClient, keys: dict[str, str], channels: str, labels: list[str]
) -> None:
    asked = {"from": str(GAP_DAY), "to": str(LAST), "channels": channels}
    found = desk.get(f"/cases/{keys['A1']}/curve", params=asked).json()
    assert [one["label"] for one in found["series"]] == labels


@pytest.mark.parametrize(
    ("first", "last", "channels"),
    [
        ("2026-03-02", "2026-03-01", "power"),
        ("2020-01-01", "2026-03-01", "power"),
        ("2026-03-01", "2026-03-02", "secrets"),
    ],
)
def test_a_chart_that_makes_no_sense_is_refused(
    desk: TestClient, keys: dict[str, str], first: str, last: str, channels: str
) -> None:
    asked = {"from": first, "to": last, "channels": channels}
    assert desk.get(f"/cases/{keys['A1']}/curve", params=asked).status_code == 403

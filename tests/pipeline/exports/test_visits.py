from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.contract import SUSPECTS, VISITS, WATCHED
from pipeline.contract.vocabulary import Outcome, VisitReason, WatchState
from pipeline.exports import ExportError, export_suspects, export_visits, visit_words
from pipeline.language import speaking
from pipeline.settings import Settings
from pipeline.visit_plan import VisitPlan

DATE = dt.date(2026, 3, 15)
SETTINGS = Settings(currency="CNY", utility="Utility")
HOSTILE = "<script>alert(1)</script>"


def _visit(place: int, account: str, **other: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(VISITS.names)
    row |= {"run_date": DATE, "place": place, "account_id": account, "trip": place}
    row |= {"reason": "suspect", "means": "ct_shunt", "theft_probability": 0.25}
    row |= {"expected_kwh": 100.0, "expected_kwh_low": 50.0, "expected_kwh_high": 200.0}
    row |= {"expected_gain": 60.0, "expected_gain_low": 10.0, "expected_gain_high": 160.0}
    row |= {"probability_is_assumed": True, "selection_probability": 1.0}
    return row | other


def _plan(*, is_assumed: bool = True) -> VisitPlan:
    watched: dict[str, Any] = dict.fromkeys(WATCHED.names)
    watched |= {"run_date": DATE, "account_id": "W1", "visited_on": DATE - dt.timedelta(days=40)}
    watched |= {"outcome": "theft", "state": "falling_again", "alarm_on": DATE}
    known = {"probability_is_assumed": is_assumed}
    drawn = {"reason": "random", "means": None, "selection_probability": 0.004}
    return VisitPlan(
        [_visit(1, "A1", **known), _visit(2, HOSTILE, **drawn, **known)],
        [watched | {"level_before": 5.0, "level_after": 9.0, "level_now": 4.0}],
    )


def test_page_tells_the_plan_and_runs_nothing_of_it(tmp_path: Path) -> None:
    path = tmp_path / "visits.html"
    export_visits(_plan(), path, settings=SETTINGS, run_date=DATE)
    text = path.read_text(encoding="utf-8")
    assert HOSTILE not in text
    assert "drawn at random" in text
    assert "Probabilities are assumed" in text
    assert "use falls again" in text
    assert "60 CNY" in text


def test_calibrated_plan_does_not_say_that_it_is_assumed(tmp_path: Path) -> None:
    path = tmp_path / "visits.html"
    export_visits(_plan(is_assumed=False), path, settings=SETTINGS, run_date=DATE)
    assert "assumed" not in path.read_text(encoding="utf-8")


def test_workbook_holds_visits_and_watch_and_is_the_same_again(tmp_path: Path) -> None:
    paths = [tmp_path / "one.xlsx", tmp_path / "two.xlsx"]
    for path in paths:
        export_visits(_plan(), path, settings=SETTINGS, run_date=DATE)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    book = openpyxl.load_workbook(paths[0])
    assert book.sheetnames == ["Visits", "Under watch", "About"]
    heads = [cell.value for cell in book["Visits"][1]]
    assert set(heads) == set(VISITS.names)
    chances = [row[heads.index("selection_probability")].value for row in book["Visits"].rows]
    assert chances[1:] == [1, 0.004]
    assert {cell.value for cell in book["Under watch"][1]} == set(WATCHED.names)


def test_report_and_workbook_of_the_list_hold_the_plan(tmp_path: Path) -> None:
    nobody = SUSPECTS.arrow_schema.empty_table()
    for name in ("list.html", "list.xlsx"):
        path = tmp_path / name
        export_suspects(nobody, [], path, settings=SETTINGS, run_date=DATE, plan=_plan())
    text = (tmp_path / "list.html").read_text(encoding="utf-8")
    assert 'id="visits"' in text
    assert 'href="#visits"' in text
    assert "Visits" in openpyxl.load_workbook(tmp_path / "list.xlsx").sheetnames
    export_suspects(nobody, [], tmp_path / "list.html", settings=SETTINGS, run_date=DATE)
    assert 'id="visits"' not in (tmp_path / "list.html").read_text(encoding="utf-8")


def test_plan_has_no_other_file(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot export"):
        export_visits(_plan(), tmp_path / "visits.pdf", settings=SETTINGS, run_date=DATE)


def test_every_word_of_the_vocabulary_has_its_title() -> None:
    assert set(visit_words.REASON_TITLES) == {reason.value for reason in VisitReason}
    assert set(visit_words.WATCH_TITLES) == {state.value for state in WatchState}
    assert set(visit_words.FOUND_TITLES) <= {outcome.value for outcome in Outcome}


def test_line_after_a_run() -> None:
    assert visit_words.plan_words({"accounts": 3}) == ""
    counts = {"visits": 12, "visits_random": 1, "watch_alarms": 0, "left_in_peace": 2}
    assert visit_words.plan_words(counts).startswith("12 visits planned: 1 drawn at random")


def test_page_speaks_chinese(tmp_path: Path) -> None:
    path = tmp_path / "visits.html"
    chinese = Settings(language="zh")
    export_visits(_plan(), path, settings=chinese, run_date=DATE)
    text = path.read_text(encoding="utf-8")
    with speaking(chinese.speech()):
        for word in (*visit_words.REASON_TITLES, "random"):
            assert visit_words.reason_title(word) != visit_words.REASON_TITLES[word]
        assert visit_words.reason_title("random") in text
    assert "drawn at random" not in text

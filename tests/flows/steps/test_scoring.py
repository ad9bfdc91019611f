from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from flows.steps.business_day import run_day
from flows.steps.scoring import NotEnoughDataError, day_cases, judge_day, recall_day
from pipeline import Lake
from pipeline.settings import Settings

LAST = dt.date(2026, 2, 11)


def test_finished_day_is_recalled_as_it_was_written(stocked: Lake, settings: Settings) -> None:
    run_day(stocked, settings, LAST)
    recalled, judged = (step(stocked, settings, LAST) for step in (recall_day, judge_day))
    assert recalled.arrow().equals(judged.arrow())
    assert recalled.order.tolist() == judged.order.tolist()


def test_day_without_scores_is_judged_anew(stocked: Lake, settings: Settings) -> None:
    early = dt.date(2026, 2, 1)
    assert recall_day(stocked, settings, early).arrow().num_rows == 12


def test_cases_of_any_account(stocked: Lake, settings: Settings) -> None:
    run_day(stocked, settings, LAST)
    thief, other = day_cases(stocked, settings, LAST, ["A03", "A07"])
    assert [case.suspect["account_id"] for case in (thief, other)] == ["A03", "A07"]
    assert thief.load_curve is not None
    assert len(thief.daily_kwh) == settings.window.days
    assert thief.suspect["score"] > other.suspect["score"]


def test_cases_of_the_list_come_in_its_order(stocked: Lake, settings: Settings) -> None:
    run = run_day(stocked, settings, LAST)
    cases = day_cases(stocked, settings, LAST)
    assert [case.suspect["rank"] for case in cases] == run.suspects["rank"].tolist()


def test_unknown_account_is_named(stocked: Lake, settings: Settings) -> None:
    with pytest.raises(KeyError, match="'nobody'"):
        day_cases(stocked, settings, LAST, ["nobody"])


def test_lake_without_accounts_cannot_be_judged(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(NotEnoughDataError, match="valid_from"):
        judge_day(Lake(tmp_path), settings, LAST)

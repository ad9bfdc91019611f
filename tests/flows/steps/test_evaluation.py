import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.steps.business_day import run_day
from flows.steps.evaluation import EvaluationOptions, evaluate_day
from flows.steps.finished_runs import NotEnoughDataError
from models.baselines import BASELINES
from pipeline import Lake
from pipeline.settings import Settings

EARLY, LAST = dt.date(2026, 1, 30), dt.date(2026, 2, 11)


def silent(_stage: str, _done: int, _total: int) -> None:
    """Report to nobody."""


@pytest.fixture(scope="module")
def judged(stocked: Lake, settings: Settings) -> Lake:
    """The stocked lake with runs of two dates; A03 began on 2026-01-22."""
    for date in (EARLY, LAST):
        run_day(stocked, settings, date)
    return stocked


@pytest.fixture
def options(tmp_path: Path) -> EvaluationOptions:
    lines = ["account_id,label,kind,onset,kwh_per_day", "A03,theft,meter_bypass,2026-01-22,9"]
    lines += [f"A{place:02d},normal,,," for place in range(12) if place != 3]
    (tmp_path / "truth.csv").write_text("\n".join(lines))
    return EvaluationOptions(tmp_path / "truth.csv", capacity=2)


def test_whole_report_compares_with_every_baseline(
    judged: Lake, settings: Settings, options: EvaluationOptions
) -> None:
    versions = {name: judged.version(name) for name in ("scores", "suspects", "facts", "runs")}
    seen: list[str] = []
    told = evaluate_day(judged, settings, LAST, options, lambda *stage: seen.append(stage[0]))
    names = [row["name"] for row in told["comparison"]]
    assert names == ["wattsleuth", "without_gap_features", *(one.name for one in BASELINES)]
    assert told["comparison"][0]["metrics"]["auc"]["value"] == 1
    assert told["headline"] == told["comparison"][0]["metrics"]
    assert told["settings"]["capacity"] == 2
    assert told["stability"]["k"] == 1
    assert seen[0] == "features"
    assert versions == {name: judged.version(name) for name in versions}


def test_quick_report_has_our_written_scores_alone(
    judged: Lake, settings: Settings, options: EvaluationOptions
) -> None:
    quick = replace(options, is_quick=True)
    told = evaluate_day(judged, settings, LAST, quick, silent)
    assert [row["name"] for row in told["comparison"]] == ["wattsleuth"]
    assert told["stability"] is None


def test_lists_up_to_the_date_count_from_since_on(
    judged: Lake, settings: Settings, options: EvaluationOptions
) -> None:
    def first_listing(date: dt.date, since: dt.date | None) -> dict[str, Any]:
        chosen = replace(options, is_quick=True, since=since)
        told: dict[str, Any] = evaluate_day(judged, settings, date, chosen, silent)
        return told["first_listing"]

    assert first_listing(LAST, None)["lists"] == 2
    assert first_listing(EARLY, None)["lists"] == 1
    late = first_listing(LAST, LAST)
    assert (late["lists"], late["first_list"]) == (1, "2026-02-11")
    assert late["median_days"] == 20


def test_without_a_run_nothing_is_run(
    judged: Lake, settings: Settings, options: EvaluationOptions
) -> None:
    date = dt.date(2026, 2, 1)
    with pytest.raises(NotEnoughDataError, match="wattsleuth run --lake"):
        evaluate_day(judged, settings, date, options, silent)
    assert judged.read("scores", first=date, last=date).num_rows == 0

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from models.evaluation.comparison import Entrant
from models.evaluation.judged import Judged
from models.evaluation.report import METRICS, Lists, Question, report

Judge = Callable[..., Judged]
DATE = dt.date(2026, 4, 14)
LISTS = Lists([DATE], pd.DataFrame({"account_id": ["A000"], "run_date": [DATE]}))


def asked(capacity: int = 200) -> Question:
    return Question(DATE, 0.5, list_length=200, capacity=capacity, seed=1, draws=40)


def rows(thieves: int, innocents: int) -> list[dict[str, Any]]:
    rng = np.random.default_rng(4)
    guilty = [{"label": "theft", "kind": "ct_shunt", "onset": "2026-04-01"} for _ in range(thieves)]
    others = [{"label": "normal"} for _ in range(innocents)]
    scores = np.r_[rng.uniform(0.3, 1, thieves), rng.uniform(0, 0.7, innocents)]
    return [row | {"score": score} for row, score in zip(guilty + others, scores, strict=True)]


def test_report_is_strict_json_and_the_same_each_time(judged: Judge) -> None:
    found = judged(*rows(8, 30))
    one, other = (report(asked(), found, LISTS) for _ in range(2))
    assert one == other
    text = json.dumps(one, allow_nan=False)
    assert json.loads(text) == one
    assert one["run_date"] == "2026-04-14"


@pytest.mark.parametrize(("thieves", "innocents"), [(0, 5), (5, 0), (1, 0), (0, 1), (0, 0)])
def test_keys_do_not_depend_on_the_data(judged: Judge, thieves: int, innocents: int) -> None:
    usual = report(asked(), judged(*rows(3, 9)), LISTS)
    odd = report(asked(), judged(*rows(thieves, innocents)), LISTS)
    assert odd.keys() == usual.keys()
    for part in ("headline", "list", "means", "onset", "kwh", "calibration", "first_listing"):
        assert odd[part].keys() == usual[part].keys()
    assert odd["headline"]["auc"]["value"] is None
    json.dumps(odd, allow_nan=False)


def test_intervals_hold_the_figure_and_every_metric_is_there(judged: Judge) -> None:
    headline = report(asked(5), judged(*rows(10, 60)), LISTS)["headline"]
    assert headline.keys() == METRICS.keys()
    for name in ("auc", "pr_auc", "precision_at_capacity"):
        bounds = headline[name]
        assert bounds["low"] <= bounds["value"] <= bounds["high"]
        assert bounds["low"] < bounds["high"]


def test_entrants_meet_the_same_accounts_and_draws(judged: Judge) -> None:
    found = judged(*rows(6, 30))
    same, reverse = Entrant("same", "Same", found.score), Entrant("turned", "T", -found.score)
    ours, copy, turned = report(asked(5), found, LISTS, [same, reverse])["comparison"]
    assert (ours["name"], copy["name"]) == ("wattsleuth", "same")
    assert ours["metrics"] == copy["metrics"]
    assert ours["curves"] == copy["curves"]
    auc, other = ours["metrics"]["auc"], turned["metrics"]["auc"]
    assert other["value"] == pytest.approx(1 - auc["value"])
    assert other["low"] == pytest.approx(1 - auc["high"])


def test_innocents_are_counted_on_a_list_as_long_as_ours(judged: Judge) -> None:
    guilty = [{"label": "theft", "score": 0.9}] * 3
    found = judged(*guilty, *[{"label": "normal", "score": 0.1}] * 4)
    worst = Entrant("worst", "Worst", -found.score)
    ours, other = report(asked(), found, LISTS, [worst])["comparison"]
    assert ours["metrics"]["innocents_listed"]["value"] == 0
    assert other["metrics"]["innocents_listed"]["value"] == 3


def test_lengths_go_as_far_as_the_accounts(judged: Judge) -> None:
    told = report(asked(12), judged(*rows(4, 11)), LISTS)
    assert [(row["name"], row["k"]) for row in told["at_k"]][:3] == [
        ("thieves", 4),
        ("10", 10),
        ("capacity", 12),
    ]
    assert report(asked(), judged(*rows(4, 11)), LISTS)["settings"]["capacity"] == 15


def test_accounts_are_named_under_cases_alone(judged: Judge) -> None:
    told = report(asked(), judged(*rows(25, 60)), LISTS)
    named = told.pop("cases")
    assert "A0" not in json.dumps(told)
    assert {row["account_id"] for row in named["missed"]} <= {f"A{k:03d}" for k in range(25)}
    assert named["wrongly_listed_count"] == told["list"]["innocents"]
    assert len(named["wrongly_listed"]) == min(20, named["wrongly_listed_count"])
    ranks = [row["rank"] for row in named["wrongly_listed"]]
    assert ranks == sorted(ranks)


def test_notes_say_who_was_left_out(judged: Judge) -> None:
    found = judged({"label": "theft", "score": 0.9}, {"label": "normal"}, {"score": 0.3})
    notes = " ".join(report(asked(), found, LISTS)["notes"])
    assert "not in the truth and were left out: 1" in notes
    assert "not scored and count as score 0: 1" in notes
    assert "without an onset" in notes

from collections.abc import Callable

from models.evaluation.cases import cases
from models.evaluation.judged import Judged

Judge = Callable[..., Judged]


def test_largest_thefts_and_most_suspicious_innocents_come_first(judged: Judge) -> None:
    told = cases(
        judged(
            {"label": "theft", "kwh_per_day": 3, "score": 0.4},
            {"label": "theft", "kwh_per_day": 9, "score": 0.1, "onset": "2026-04-01"},
            {"label": "theft", "score": 0.3},
            {"label": "theft", "kwh_per_day": 90, "score": 0.9},
            {"label": "normal", "score": 0.6, "found_means": "ct_shunt"},
            {"label": "confounder", "kind": "vacancy", "score": 0.8},
            {"label": "normal", "score": 0.2},
        )
    )
    assert [row["account_id"] for row in told["missed"]] == ["A001", "A000", "A002"]
    assert told["missed"][0]["onset"].isoformat() == "2026-04-01"
    assert told["missed"][1]["onset"] is None
    assert [row["account_id"] for row in told["wrongly_listed"]] == ["A005", "A004"]
    assert [row["rank"] for row in told["wrongly_listed"]] == [2, 3]
    assert [row["means"] for row in told["wrongly_listed"]] == [None, "ct_shunt"]
    assert (told["missed_count"], told["wrongly_listed_count"]) == (3, 2)

"""List diff: each kind of move with its reason, two at most, in words of either language."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from features.measurement import ALL_FEATURES
from models.backtesting.visits import day_number
from models.evidence import feature_label
from models.feature_values import COLD_START_SCORE
from models.list_diff import ListDay, ListMove, Meanwhile, Move, list_moves
from pipeline.language import find_language, speaking

BEFORE, NOW = dt.date(2026, 3, 10), dt.date(2026, 3, 11)
FIRST, SECOND = ALL_FEATURES[0], ALL_FEATURES[1]
THRESHOLD = 0.5


def piece(feature: str) -> dict[str, Any]:
    return {"feature": feature, "value": 1.0, "baseline": None, "unit": "", "text": ""}


def test_of(explanation: str, outcome: str) -> dict[str, Any]:
    return {"explanation": explanation, "outcome": outcome, "text": ""}


test_of.__test__ = False  # type: ignore[attr-defined]


def row(account: str, rank: int, score: float, **more: Any) -> dict[str, Any]:
    bare: dict[str, Any] = {"evidence": [], "cleared_by": []}
    return {"account_id": account, "rank": rank, "score": score} | bare | more


def day(
    date: dt.date,
    listed: list[dict[str, Any]],
    scores: dict[str, float] | None = None,
    values: dict[str, dict[str, float]] | None = None,
    refused: dict[str, str] | None = None,
) -> ListDay:
    known = {one["account_id"]: one["score"] for one in listed} | (scores or {})
    refused = refused or {}
    table = pd.DataFrame({"score": known, "disqualified": {one: refused.get(one) for one in known}})
    columns = ["account_id", "rank", "score", "evidence", "cleared_by"]
    suspects = pd.DataFrame(listed, columns=columns)
    return ListDay(date, suspects, table, pd.DataFrame(values or {}).T)


def moves(
    before: ListDay,
    now: ListDay,
    visits: dict[str, tuple[dt.date, str]] | None = None,
    closed: tuple[str, ...] = (),
) -> dict[str, ListMove]:
    told = [
        {"account_id": account, "day": day_number(on), "outcome": outcome}
        for account, (on, outcome) in (visits or {}).items()
    ]
    frame = pd.DataFrame(told, columns=["account_id", "day", "outcome"])
    found = list_moves(before, now, Meanwhile(frame, frozenset(closed), THRESHOLD, 75))
    return {one.account_id: one for one in found}


def test_who_moved_and_in_which_order() -> None:
    before = day(BEFORE, [row(name, rank, 0.9) for rank, name in enumerate("ABCDE", 1)])
    now = day(NOW, [row(name, rank, 0.9) for rank, name in enumerate("FACBE", 1)])
    found = moves(before, now)
    assert [(one, found[one].move) for one in found] == [
        ("F", Move.CAME),
        ("A", Move.FELL),
        ("B", Move.FELL),
        ("D", Move.WENT),
    ]
    assert all(1 <= len(one.reasons) <= 2 for one in found.values())
    assert found["A"].reasons == ("Others moved; its own score is what it was.",)


def test_new_evidence_crossed_its_threshold() -> None:
    low, high = FIRST.threshold / 2, FIRST.threshold * 2
    before = day(BEFORE, [], {"A": 0.2}, {"A": {FIRST.name: low, SECOND.name: 0.0}})
    evidence = [piece(FIRST.name), piece(SECOND.name)]
    now = day(
        NOW,
        [row("A", 1, 0.8, evidence=evidence)],
        values={"A": {FIRST.name: high, SECOND.name: 0.0}},
    )
    reasons = moves(before, now)["A"].reasons
    assert reasons[0].startswith(f"New evidence: {feature_label(FIRST)}, ")
    assert reasons[1:] == ("Its score rose from 0.20 to 0.80.",)


def test_evidence_gone_and_explained() -> None:
    before = day(
        BEFORE,
        [row("B", 1, 0.9), row("A", 2, 0.8, evidence=[piece(FIRST.name)])],
        values={"A": {FIRST.name: FIRST.threshold}},
    )
    now = day(
        NOW,
        [
            row("C", 1, 0.9),
            row("D", 2, 0.9),
            row("A", 3, 0.6, cleared_by=[test_of("vacancy", "applies")]),
        ],
        values={"A": {FIRST.name: FIRST.threshold * 0.9}},
    )
    reasons = moves(before, now)["A"].reasons
    assert reasons[0] == "Vacancy may explain it now."
    assert reasons[1].startswith(f"No evidence any more: {feature_label(FIRST)}, ")


def test_displaced_evidence_is_no_reason() -> None:
    """It is as strong as it was, but five others are stronger: nothing happened to it."""
    before = day(
        BEFORE,
        [row("A", 1, 0.8, evidence=[piece(FIRST.name)])],
        values={"A": {FIRST.name: FIRST.threshold * 2}},
    )
    now = day(
        NOW,
        [row("B", 1, 0.9), row("A", 2, 0.8)],
        values={"A": {FIRST.name: FIRST.threshold * 2}},
    )
    assert moves(before, now)["A"].reasons == ("Others moved; its own score is what it was.",)


@pytest.mark.parametrize(
    ("outcome", "peace"), [("clean", True), ("theft", False), ("no_access", False)]
)
def test_visited_since(outcome: str, peace: bool) -> None:
    before = day(BEFORE, [row("A", 1, 0.8)])
    now = day(NOW, [], {"A": 0.8})
    reasons = moves(before, now, visits={"A": (NOW, outcome)})["A"].reasons
    assert reasons[0] == f"Visited on 2026-03-11: {outcome.replace('_', ' ')}."
    assert (reasons[1:2] == ("Left in peace until 2026-05-25, unless there is new evidence.",)) is (
        peace
    )


def test_closed_refused_and_crowded_out() -> None:
    before = day(BEFORE, [row(name, rank, 0.8) for rank, name in enumerate("ABC", 1)])
    now = day(NOW, [], {"B": 0.8, "C": 0.8}, refused={"B": "no readings"})
    found = moves(before, now, closed=("A",))
    assert found["A"].reasons == ("The account is not supplied any more.",)
    assert found["B"].reasons == ("It cannot be judged any more: no readings.",)
    assert found["C"].reasons == (
        "Its score is high enough for the list, but others go before it.",
    )


def test_hand_over_to_the_learner() -> None:
    """By the measurements alone nothing changed: what visits taught lets it go."""
    before = day(BEFORE, [row("A", 1, 0.8)], values={"A": {COLD_START_SCORE: 0.8}})
    now = day(NOW, [], {"A": 0.3}, {"A": {COLD_START_SCORE: 0.8}})
    assert moves(before, now)["A"].reasons == (
        "What visits have taught moves its score: 0.30, by the measurements alone 0.80.",
        "Its score fell from 0.80 to 0.30.",
    )


def test_other_language_says_it_too() -> None:
    before = day(BEFORE, [row("A", 1, 0.8)])
    now = day(NOW, [], {"A": 0.2})
    with speaking(find_language("zh", None)):
        (reason,) = moves(before, now)["A"].reasons
    assert "0.80" in reason
    assert "score" not in reason


def test_same_lists_again_say_the_same() -> None:
    before = day(BEFORE, [row("A", 1, 0.8), row("B", 2, 0.7)])
    now = day(NOW, [row("B", 1, 0.75)], {"A": 0.4})
    assert moves(before, now) == moves(before, now)
    assert moves(now, now) == {}

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest

from features.registry import Explanation, Feature, FeatureTable
from models.evidence import (
    NOBODY,
    Quantity,
    evidence_labels,
    evidence_order,
    explanations_of,
    piece,
    pieces_of,
    reworded,
)
from pipeline.contract.vocabulary import Family
from pipeline.language import find_language, speaking

FIRST = dt.date(2026, 1, 1)


def test_near_proof_comes_first_whatever_the_contributions() -> None:
    order = evidence_order(
        contributions=np.array([[0.9, 0.5, 0.6]]),
        certainty=np.array([[0.0, 0.8, 0.0]]),
        degrees=np.array([[0.9, 0.5, 0.6]]),
    )
    assert order.tolist() == [[1, 0, 2]]


def test_faint_features_are_no_evidence() -> None:
    weak = np.array([[0.1, 0.3]])
    assert evidence_order(weak, np.zeros((1, 2)), weak).tolist() == [[1, NOBODY]]


def test_at_most_five_pieces() -> None:
    strong = np.full((1, 9), 0.8)
    assert evidence_order(strong, np.zeros((1, 9)), strong).tolist() == [[0, 1, 2, 3, 4]]


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (0.4567, "0.46"), (12.345, "12.3"), (54321.9, "54,322"), (np.nan, "unknown")],
)
def test_number_is_written_with_few_digits(value: float, text: str) -> None:
    assert f"{Quantity(value)}" == text


def test_share_is_written_as_per_cent() -> None:
    assert f"{Quantity(0.456, 'share')} {Quantity(0.0123, 'share')}" == "46 % 1.2 %"


def test_sentence_may_say_how_to_write_a_number() -> None:
    assert f"{Quantity(0.456):.0%}" == "46%"


def test_piece_is_filled_in(make_feature: Callable[..., Feature]) -> None:
    found = piece(make_feature("share_lost", Family.CURRENT_SHUNT), 0.25, np.nan, FIRST)
    assert found == {
        "feature": "share_lost",
        "value": 0.25,
        "baseline": None,
        "unit": "share",
        "text": "It is 25 % against unknown since 2026-01-01.",
    }


def test_pieces_follow_the_order(
    make_feature: Callable[..., Feature], make_table: Callable[..., FeatureTable]
) -> None:
    table = make_table(
        {
            make_feature("one", Family.REGISTER): [0.1, 0.4],
            make_feature("two", Family.REGISTER): [0.0, 0.9],
        }
    )
    assert [p["feature"] for p in pieces_of(table, 1, [1, 0, NOBODY], FIRST)] == ["two", "one"]


def test_explanations_tell_how_they_came_out() -> None:
    tested = Explanation(
        "outage",
        "The neighbours were out too.",
        "The neighbours were live.",
        np.array([True, True, False]),
        np.array([True, False, False]),
    )
    outcomes = [explanations_of([tested], account)[0] for account in range(3)]
    assert [outcome["outcome"] for outcome in outcomes] == ["applies", "rejected", "not testable"]
    assert outcomes[1]["text"] == "The neighbours were live."


def test_written_row_is_reworded_with_its_own_figures(
    make_feature: Callable[..., Feature], make_table: Callable[..., FeatureTable]
) -> None:
    table = make_table({make_feature("one", Family.REGISTER): [0.1, 0.4]})
    old = {"feature": "one", "value": 0.25, "baseline": None, "unit": "share", "text": "old"}
    gone = old | {"feature": "gone"}
    row = {"account_id": "A", "evidence": [old, gone], "cleared_by": None}
    with speaking(find_language("zh")):
        found = reworded(table, 1, row, FIRST)
    assert found["evidence"][0]["text"].startswith("It is 25% against 未知")
    assert found["evidence"][0]["value"] == 0.25
    assert found["evidence"][1] == gone
    assert found["cleared_by"] == []


def test_labels_are_those_of_the_registry(
    make_feature: Callable[..., Feature], make_table: Callable[..., FeatureTable]
) -> None:
    feature = make_feature("one_share", Family.REGISTER)
    table = make_table({feature: [0.1]})
    labels = evidence_labels(table, [{"feature": "one_share"}, {"feature": "gone"}])
    assert labels == {"one_share": feature.label or "one share"}

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest

from pipeline.case import Case, Claim, Span
from pipeline.exports.loss_words import claim_words, interval_words

MARCH = dt.date(2026, 3, 10)


@pytest.fixture
def case() -> Case:
    row = {"account_id": "A", "recoverable_kwh": 9.0, "recoverable_amount": 40.0}
    return Case(row, {}, (MARCH,), np.array([1.0]), np.array([1.0]))


@pytest.fixture
def claimed(case: Case) -> Callable[[Claim], tuple[str, ...]]:
    return lambda claim: claim_words(dataclasses.replace(case, claim=claim), "CNY")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (None, ""),
        (Span(MARCH, MARCH), ""),
        (Span(MARCH, dt.date(2026, 3, 14)), "between 2026-03-10 and 2026-03-14"),
        (Span(MARCH, MARCH, dt.date(2026, 4, 2)), "until 2026-04-02"),
    ],
)
def test_onset_is_told_as_an_interval(span: Span | None, words: str) -> None:
    assert interval_words(span) == words


def test_back_bill_and_penalty_are_told_apart(claimed: Callable[..., tuple[str, ...]]) -> None:
    told = claimed(Claim("china_1996", 180.0, 1000.0, 500.0, 1500.0))
    assert told == (
        "500 CNY and a penalty of 1,500 CNY",
        "180 days by the rule China 1996",
    )


def test_no_penalty_is_no_word_of_it(claimed: Callable[..., tuple[str, ...]]) -> None:
    told = claimed(Claim("actual_days", 10.0, 50.0, 25.0, 0.0))
    assert told == ("25 CNY", "10 days by the rule actual days")


def test_without_a_price_the_days_are_told(claimed: Callable[..., tuple[str, ...]]) -> None:
    told = claimed(Claim("actual_days", 10.0, 50.0, None, None))
    assert told == ("10 days by the rule actual days",)


def test_nothing_known_is_nothing_said(claimed: Callable[..., tuple[str, ...]]) -> None:
    assert claimed(Claim("actual_days", None, None, None, None)) == ()


def test_a_list_without_a_claim_still_shows_its_amount(case: Case) -> None:
    assert claim_words(case, "CNY") == ("40 CNY",)

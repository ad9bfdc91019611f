"""Figures of an evaluation in words."""

from __future__ import annotations

import pytest

from pipeline.exports.evaluation.words import sentence, span_words, value_words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.4218, "share", "42 %"),
        (0.0346, "share", "3.5 %"),
        (0.04, "share", "4 %"),
        (0.996, "share", "99.6 %"),
        (1.0, "share", "100 %"),
        (0.0, "share", "0 %"),
        (0.93411, "score", "0.934"),
        (9.6667, "times", "9.7 times"),
        (1.034, "ratio", "1.03 times"),
        (1.0, "days", "1 day"),
        (40.5, "days", "40.5 days"),
        (132.4, "days", "132 days"),
        (3.0, "count", "3"),
        (None, "share", "–"),
        (float("nan"), "days", "–"),
    ],
)
def test_value(value: float | None, unit: str, words: str) -> None:
    assert value_words(value, unit) == words


def test_span_names_its_unit_once() -> None:
    assert span_words({"low": 0.31, "high": 0.55}, "share") == "31 to 55 %"
    assert span_words({"low": 0.9, "high": 0.9512}, "score") == "0.900 to 0.951"
    assert span_words({"low": None, "high": 0.5}, "share") == ""


def test_a_note_becomes_a_sentence() -> None:
    assert sentence("3 accounts were left out") == "3 accounts were left out."
    assert sentence("there is no thief.") == "There is no thief."
    assert sentence("44 % of them") == "44\N{NO-BREAK SPACE}% of them."

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.exports import figures


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (12345.678, "12,346"),
        (99.96, "100"),
        (3.2749, "3.27"),
        (2.0, "2"),
        (0.00123, "0.00123"),
        (-0.2, "-0.2"),
        (None, "–"),
        (math.nan, "–"),
        (math.inf, "–"),
    ],
)
def test_number_shows_about_three_digits(value: float | None, text: str) -> None:
    assert figures.number(value) == text


@given(st.floats(1e-3, 1e9))
def test_number_stays_within_half_a_per_cent(value: float) -> None:
    assert float(figures.number(value).replace(",", "")) == pytest.approx(value, rel=0.0051)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.42, "share", "42 %"),
        (3.0, "count", "3"),
        (2.5, "", "2.5"),
        (310.0, "kWh/day", "310 kWh/day"),
        (1.0, None, "1"),
        (None, "kWh", "–"),
    ],
)
def test_quantity_names_the_unit(value: float | None, unit: str | None, text: str) -> None:
    assert figures.quantity(value, unit) == text


def test_score_never_reads_one_unless_it_is() -> None:
    assert figures.score(0.99999) == "0.99"
    assert figures.score(1.0) == "1.00"
    assert figures.score(None) == "–"


def test_amount_names_the_currency_where_there_is_one() -> None:
    assert figures.amount(7410.37, "CNY") == "7,410 CNY"
    assert figures.amount(7410.37, "") == "7,410"
    assert figures.amount(None, "CNY") == "–"


def test_range_needs_both_bounds() -> None:
    assert figures.energy_range(300.0, 520.0) == "300 to 520"
    assert figures.energy_range(None, 520.0) == ""


def test_day_is_iso() -> None:
    assert figures.day(dt.date(2026, 3, 1)) == "2026-03-01"
    assert figures.day(None) == "–"

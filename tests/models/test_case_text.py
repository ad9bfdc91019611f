from __future__ import annotations

import dataclasses
import datetime as dt
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.case_text import case_text, read_case_text
from pipeline.case import Case, Claim, Mark, Signal, Span, Weight

DAY = dt.date(2026, 3, 1)


def _case(daily: np.ndarray) -> Case:
    return Case(
        suspect={
            "run_date": DAY,
            "rank": np.int32(1),
            "account_id": "A1",
            "onset": DAY,
            "score": 0.123456789,
            "probability": np.nan,
            "evidence": [{"feature": "f", "value": 1.0, "baseline": None, "text": "<b>"}],
        },
        account={
            "account_id": "A1",
            "longitude": 116.397428,
            "has_pv": np.bool_(True),
            "valid_from": dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
        },
        dates=tuple(DAY + dt.timedelta(days=k) for k in range(len(daily))),
        daily_kwh=daily,
        peer_kwh=daily * 2,
        signals=(Signal("f", "a label", "kWh", daily / 3, 0.5),),
        marks=(Mark(DAY, "event", "seal broken"),),
        sister_accounts=("A2",),
        labels={"f": "a label"},
        loss_span=Span(DAY, DAY, None),
        claim=Claim("actual_days", 10.0, None, 3.5, 0.0),
        families={"register": 0.7, "consumption": 0.3},
        weights={"f": Weight(0.25, 1.0)},
    )


def _same(one: np.ndarray, other: np.ndarray) -> None:
    np.testing.assert_allclose(one, other, rtol=1e-4, equal_nan=True)


@given(arrays(np.float64, st.integers(0, 40), elements=st.floats(-1e12, 1e12) | st.just(np.nan)))
def test_a_case_comes_back_from_its_text(daily: np.ndarray) -> None:
    case = _case(daily)
    again = read_case_text(case_text(case))
    _same(again.daily_kwh, case.daily_kwh)
    _same(again.peer_kwh, case.peer_kwh)
    _same(again.signals[0].values, case.signals[0].values)
    for name in ("dates", "marks", "sister_accounts", "labels", "loss_span", "claim", "weights"):
        assert getattr(again, name) == getattr(case, name), name
    assert list(again.families) == list(case.families), "largest first"
    assert again.account == case.account, "coordinates lose no digit"
    assert again.suspect == {**case.suspect, "probability": None}


def test_the_text_is_plain_json_and_steady() -> None:
    case = _case(np.array([1.0, np.nan, 1234.5678]))
    text = case_text(case)
    assert json.loads(text)["daily_kwh"] == [1, None, 1234.6]
    assert case_text(read_case_text(text)) == text


def test_what_is_not_known_stays_unknown() -> None:
    bare = dataclasses.replace(_case(np.empty(0)), loss_span=None, claim=None)
    again = read_case_text(case_text(bare))
    assert (again.loss_span, again.claim, again.dates) == (None, None, ())


def test_a_number_that_json_cannot_tell_is_refused() -> None:
    broken = dataclasses.replace(_case(np.ones(1)), families={"register": np.inf})
    with pytest.raises(ValueError, match="JSON"):
        case_text(broken)

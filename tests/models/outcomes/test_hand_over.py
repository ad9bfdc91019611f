from __future__ import annotations

import dataclasses
import datetime as dt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from models.outcomes.hand_over import hand_over
from models.scoring import Scored
from pipeline.contract import family_column
from pipeline.contract.vocabulary import Family
from tests.models.outcomes.small_utility import NAMES, make
from tests.models.outcomes.test_model import MODEL

COUNT = 40


@pytest.fixture
def scored() -> Scored:
    accounts = make(COUNT, seed=2)
    frame = pd.DataFrame(
        {
            "run_date": np.full(COUNT, dt.date(2026, 5, 1), dtype=object),
            "account_id": accounts.account_id.astype(object),
            "score": accounts.score,
            "probability": np.full(COUNT, np.nan),
            **{
                family_column(family).name: accounts.family_scores[:, place]
                for place, family in enumerate(Family)
            },
            "disqualified": [None] * (COUNT - 1) + ["too few days"],
        }
    )
    table: Any = SimpleNamespace(
        features=[SimpleNamespace(name=name) for name in NAMES],
        matrix=lambda: accounts.values.astype(np.float64),
    )
    nothing: Any = None
    return _scored(frame, table, nothing)


def _scored(frame: pd.DataFrame, table: Any, nothing: Any) -> Scored:
    """Return scores without what stands behind them, whatever fields that has."""
    fields = {field.name: nothing for field in dataclasses.fields(Scored)}
    return Scored(**{**fields, "scores": frame, "table": table})


def test_without_a_model_nothing_changes(scored: Scored) -> None:
    assert hand_over(scored, None) is scored


def test_scores_are_blended_and_probabilities_filled(scored: Scored) -> None:
    accounts = make(COUNT, seed=2)
    seen = (accounts.values, accounts.names, accounts.family_scores, accounts.score)
    found = hand_over(scored, MODEL).scores
    assert np.allclose(found["score"][:-1], MODEL.blended(*seen)[:-1])
    assert np.allclose(found["probability"][:-1], MODEL.probabilities(*seen)[:-1, 0])
    assert not np.allclose(found["score"], scored.scores["score"])


def test_who_cannot_be_judged_stays_as_he_is(scored: Scored) -> None:
    last = hand_over(scored, MODEL).scores.iloc[-1]
    assert last["score"] == scored.scores["score"].iloc[-1]
    assert np.isnan(last["probability"])


def test_the_scores_that_came_in_are_left_alone(scored: Scored) -> None:
    before = scored.scores.copy()
    after = hand_over(scored, MODEL)
    pd.testing.assert_frame_equal(scored.scores, before)
    assert after.scores.columns.tolist() == before.columns.tolist()
    assert after.table is scored.table

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from features.registry import Feature, FeatureTable, Measured
from features.window import Window
from models.case_loss import claims_of, loss_span
from models.scoring import Scored, score
from pipeline.case import Claim, Span
from pipeline.contract.vocabulary import Family, Means
from pipeline.settings.recovery import RecoverySettings


@pytest.fixture
def scored(
    make_window: Callable[..., Window],
    make_feature: Callable[..., Feature],
    make_table: Callable[..., FeatureTable],
) -> Scored:
    """A's register went back on day 20, after two days without readings; B is innocent."""
    kwh = np.full((2, 30), 10.0)
    kwh[0, 18:20] = np.nan
    feature = make_feature("fall", Family.REGISTER, means=Means.REGISTER_ROLLBACK)
    fallen = Measured.of(
        np.array([3.0, 0.0]),
        onset=np.array([20, -1], dtype=np.int32),
        kwh_per_day=np.array([4.0, np.nan]),
    )
    return score(make_window(["A", "B"], kwh=kwh), make_table({feature: fallen}), 1)


def test_onset_is_an_interval_that_holds_the_gap_before_it(scored: Scored) -> None:
    assert loss_span(scored, 0) == Span(dt.date(2026, 1, 19), dt.date(2026, 1, 21))
    assert loss_span(scored, 1) is None


def test_claim_keeps_energy_back_bill_and_penalty_apart(scored: Scored) -> None:
    master = pd.DataFrame({"tariff_per_kwh": [0.5, 0.5]})
    rule = RecoverySettings.model_validate({"rule": "india_2003"})
    guilty, innocent = claims_of(scored, np.arange(2), master, rule)
    assert guilty == Claim("india_2003", 10.0, 40.0, 20.0, 20.0)
    assert innocent.kwh is None
    assert innocent.back_bill is None

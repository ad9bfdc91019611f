from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.scoring import Scored
from models.visits.gain import Gain, Probability, combined_bounds, expected_gain, theft_probability
from pipeline.settings import Settings
from pipeline.settings.visits import VisitSettings

UNKNOWN = np.array([np.nan])


def _gain(scored: Scored, tariff: list[float | None], **settings: object) -> Gain:
    master = pd.DataFrame({"tariff_per_kwh": pd.array(tariff, dtype="Float64")})
    rows = np.arange(len(tariff))
    return expected_gain(scored, rows, master, Settings.model_validate(settings))


def test_score_is_shrunk_by_the_base_rate() -> None:
    score = np.array([0.0, 0.5, 0.95, 1.0])
    found = theft_probability(score, np.full(4, np.nan), VisitSettings(base_rate=0.05))
    # Odds of 19 times odds of 1 to 19 are even.
    np.testing.assert_allclose(found.value, [0.0, 0.05, 0.5, 0.9], atol=1e-6)
    np.testing.assert_allclose([found.low[2], found.high[2]], [0.25, 0.75])
    assert found.is_assumed.all()


def test_calibrated_probability_stands() -> None:
    found = theft_probability(np.array([0.9]), np.array([0.2]), VisitSettings())
    assert found.value[0] == 0.2
    assert not found.is_assumed[0]
    assert 0.13 < found.low[0] < 0.2 < found.high[0] < 0.3


@given(
    score=st.floats(0, 1),
    calibrated=st.one_of(st.just(np.nan), st.floats(0, 1)),
    energy=st.floats(0, 1e6),
    spread=st.tuples(st.floats(0, 1), st.floats(1, 10)),
)
def test_bounds_lie_around_the_value(
    score: float, calibrated: float, energy: float, spread: tuple[float, float]
) -> None:
    probability = theft_probability(np.array([score]), np.array([calibrated]), VisitSettings())
    middle = np.array([energy])
    low, high = combined_bounds(probability, middle, middle * spread[0], middle * spread[1])
    value = probability.value * middle
    slack = 1e-9 * (1 + value)
    assert 0 <= low[0] <= (value + slack)[0]
    assert (high + slack)[0] >= value[0]
    assert np.isfinite(high[0])
    # No wider than both errors at their worst together.
    assert (high - slack)[0] <= (probability.high * middle * spread[1])[0] * (1 + 1e-9)


def test_errors_add_in_quadrature_on_the_log_scale() -> None:
    probability = Probability(*(np.array([one]) for one in (0.1, 0.05, 0.2)), np.array([True]))
    low, high = combined_bounds(probability, np.array([100.0]), np.array([50.0]), np.array([200.0]))
    np.testing.assert_allclose([low[0], high[0]], [10 / 2**2**0.5, 10 * 2**2**0.5])


def test_gain_is_probability_times_energy_times_price(make_scored: Callable[..., Scored]) -> None:
    scored = make_scored(["A", "B"], [0.95, 0.95], [5.0, 5.0])
    found = _gain(scored, [0.6, None], visits={"price_per_kwh": 2.0})
    np.testing.assert_allclose(found.kwh, 0.5 * 5 * 10)
    np.testing.assert_allclose(found.amount, [25 * 0.6, 25 * 2.0])
    assert not found.energy_is_assumed.any()
    assert (found.kwh_low < found.kwh).all()
    assert (found.kwh_high > found.kwh).all()


def test_penalty_counts(make_scored: Callable[..., Scored]) -> None:
    scored = make_scored(["A"], [0.95], [5.0])
    with_penalty = _gain(scored, [0.6], recovery={"penalty_multiple": 3.0})
    assert with_penalty.amount[0] == pytest.approx(4 * _gain(scored, [0.6]).amount[0])


def test_without_an_estimate_a_usual_share_of_the_use_is_assumed(
    make_scored: Callable[..., Scored],
) -> None:
    kwh = np.full((3, 30), 10.0)
    kwh[1] = 0.0
    kwh[2] = 40.0
    scored = make_scored(["A", "B", "C"], [0.95] * 3, [np.nan] * 3, kwh=kwh)
    found = _gain(scored, [1.0] * 3)
    # B stands still, so that what is usual in its class counts: the median of 0, 10 and 40.
    np.testing.assert_allclose(found.kwh, 0.5 * 30 * 0.3 * np.array([10.0, 10.0, 40.0]))
    assert found.energy_is_assumed.all()

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.exports.charts.scale import day_scale, instant_scale, value_scale

finite = st.floats(-1e9, 1e9)


@given(st.lists(st.one_of(finite, st.just(np.nan)), max_size=20), st.booleans())
def test_value_scale_holds_all_values_within_few_ticks(
    values: list[float], with_zero: bool
) -> None:
    series = np.array(values, dtype=np.float64)
    scale = value_scale(series, with_zero=with_zero)
    known = series[np.isfinite(series)]
    if known.size:
        slack = 1e-6 * (scale.high - scale.low)
        assert scale.low - slack <= known.min()
        assert known.max() <= scale.high + slack
    assert 2 <= len(scale.ticks) <= 8
    assert len({label for _, label in scale.ticks}) == len(scale.ticks)


@pytest.mark.parametrize(
    ("high", "labels"),
    [
        (1980.0, ["0", "500", "1,000", "1,500", "2,000"]),
        (1.0, ["0.00", "0.25", "0.50", "0.75", "1.00"]),
        (0.0, ["0.00", "0.25", "0.50", "0.75", "1.00"]),
        (9.5, ["0.0", "2.5", "5.0", "7.5", "10.0"]),
    ],
)
def test_ticks_are_round(high: float, labels: list[str]) -> None:
    assert [label for _, label in value_scale(np.array([0.0, high])).ticks] == labels


def test_negative_values_are_below_zero() -> None:
    scale = value_scale(np.array([-5.0, 10.0]))
    assert scale.low == -5.0
    assert 0 < scale.share(0.0) < 1


@pytest.mark.parametrize("count", [1, 7, 45, 91, 400])
def test_day_ticks_are_few_iso_month_days(count: int) -> None:
    first = dt.date(2026, 1, 15)
    scale = day_scale(tuple(first + dt.timedelta(days=k) for k in range(count)))
    assert 1 <= len(scale.ticks) <= 5
    assert scale.ticks[0][1] == "01-15"
    assert (scale.low, scale.high) == (first.toordinal(), first.toordinal() + count)


def test_no_days_make_an_empty_scale() -> None:
    assert day_scale(()).ticks == ()
    assert instant_scale(np.array([], dtype="datetime64[us]")).ticks == ()


def test_instants_of_a_week_are_ticked_at_midnights() -> None:
    instants = np.arange("2026-03-09T00:15", "2026-03-16T00:15", 15, dtype="datetime64[m]")
    labels = [label for _, label in instant_scale(instants.astype("datetime64[us]")).ticks]
    assert labels
    assert len(labels) <= 5
    assert all(label.startswith("03-") for label in labels)


def test_instants_of_a_day_are_ticked_at_hours() -> None:
    instants = np.arange("2026-03-09T00:15", "2026-03-10T00:15", 15, dtype="datetime64[m]")
    labels = [label for _, label in instant_scale(instants.astype("datetime64[us]")).ticks]
    assert labels == ["06:00", "12:00", "18:00", "03-10"]

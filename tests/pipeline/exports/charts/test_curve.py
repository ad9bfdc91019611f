import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from pipeline.exports.charts.curve import bars_path, broken, line_path, thinned

curves = hnp.arrays(
    np.float64, st.integers(1, 400), elements=st.one_of(st.floats(0, 1000), st.just(np.nan))
)


@given(curves, st.integers(1, 30))
def test_thinning_keeps_extremes_ends_and_gaps(y: np.ndarray, buckets: int) -> None:
    x = np.arange(y.size, dtype=np.float64)
    thin_x, thin_y = thinned(x, y, buckets)
    assert thin_y.size <= max(5 * buckets, y.size if y.size <= 4 * buckets else 0)
    assert np.all(np.diff(thin_x) > 0)
    assert thin_x[0] == 0
    assert thin_x[-1] == y.size - 1
    assert np.isnan(thin_y).any() == np.isnan(y).any()
    if np.isfinite(y).any():
        assert np.nanmax(thin_y) == np.nanmax(y)
        assert np.nanmin(thin_y) == np.nanmin(y)


def absolute(path: str) -> list[list[tuple[int, int]]]:
    """Points of each piece of a path of moves and relative lines."""
    pieces = []
    for start, steps in re.findall(r"M([-\d ]+)l([-\d ]+)", path):
        numbers = [int(one) for one in re.findall(r"-?\d+", steps)]
        points = [tuple(int(one) for one in start.split())]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            points.append((points[-1][0] + dx, points[-1][1] + dy))
        pieces.append(points)
    return pieces


@given(curves)
def test_path_goes_through_every_known_point(y: np.ndarray) -> None:
    x = np.arange(y.size, dtype=np.float64) * 2
    points = [point for piece in absolute(line_path(x, y)) for point in piece]
    for place in np.flatnonzero(np.isfinite(y)):
        assert (round(x[place]), round(1000 - y[place])) in points or any(
            abs(a - x[place]) < 1 and abs(b - (1000 - y[place])) <= 0.5 for a, b in points
        )


def test_path_breaks_at_gaps_and_shows_lone_points() -> None:
    y = np.array([0.0, 100.0, np.nan, 500.0, np.nan])
    assert line_path(np.arange(5.0) * 10, y) == "M0 1000l10-100M30 500l3 0"


def test_unknown_series_draw_nothing() -> None:
    nothing = np.full(3, np.nan)
    assert line_path(np.arange(3.0), nothing) == ""
    assert bars_path(np.arange(3.0), 1.0, np.zeros(3), nothing) == ""


def test_bars_stand_on_the_base() -> None:
    assert (
        bars_path(np.array([10.0]), 5.0, np.array([0.0]), np.array([250.0]))
        == "M10 1000V750h5V1000z"
    )


def test_curve_breaks_where_readings_are_missing_or_absent() -> None:
    x = np.array([0.0, 1.0, 2.0, 7.0, 8.0, 9.0, 10.0])
    y = np.array([1.0, 1.0, 1.0, 2.0, np.nan, 3.0, 3.0])
    found_x, found_y = broken(x, y)
    np.testing.assert_array_equal(found_x, [0, 1, 2, 7, 7, 9, 9, 10])
    np.testing.assert_array_equal(found_y, [1, 1, 1, np.nan, 2, np.nan, 3, 3])


def test_rare_readings_between_frequent_instants_stay_a_line() -> None:
    x = np.arange(61.0)
    y = np.where(x % 15 == 0, x, np.nan)
    np.testing.assert_array_equal(broken(x, y)[1], [0, 15, 30, 45, 60])


def test_one_reading_stays_one_reading() -> None:
    assert broken(np.arange(3.0), np.array([np.nan, 4.0, np.nan]))[1].tolist() == [4.0]

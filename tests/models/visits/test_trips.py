from __future__ import annotations

import numpy as np

from models.visits.trips import Places, trips_of, visit_costs

NOWHERE = np.nan


def _places(district: list[int], latitude: list[float], longitude: list[float]) -> Places:
    return Places(np.array(district, dtype=np.int32), np.array(latitude), np.array(longitude))


def test_one_district_is_one_trip() -> None:
    nowhere = [NOWHERE] * 5
    assert trips_of(_places([3, 4, 3, -1, -1], nowhere, nowhere), 1.0).tolist() == [0, 1, 0, 2, 3]


def test_within_reach_is_one_trip_whatever_the_district() -> None:
    # 0.01 degrees of latitude are 1.1 km; of longitude at 60 degrees north half of that.
    latitude, longitude = [60.0, 60.01, 60.0, 60.0], [10.0, 10.0, 10.01, 10.05]
    assert trips_of(_places([0, 1, 2, 3], latitude, longitude), 1.0).tolist() == [0, 1, 0, 2]


def test_trip_does_not_grow_beyond_the_reach_of_its_first_visit() -> None:
    latitude = [50.0, 50.006, 50.012]
    assert trips_of(_places([0, 1, 2], latitude, [8.0] * 3), 1.0).tolist() == [0, 0, 1]


def test_date_line_is_no_distance() -> None:
    longitude = [179.9999, -179.9999]
    assert trips_of(_places([0, 1], [0.0, 0.0], longitude), 1.0).tolist() == [0, 0]


def test_first_visit_of_a_trip_costs_the_whole() -> None:
    costs = visit_costs(np.array([0, 1, 0, 0, 1], dtype=np.int32), 100.0, 0.25)
    assert costs.tolist() == [100, 100, 75, 75, 75]

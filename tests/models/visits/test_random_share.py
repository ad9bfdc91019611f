from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.visits.random_share import chances, divisions, draw, generator, pick, targets

ZONES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 300), min_size=1)
TOTALS = st.floats(0, 20)
LIMITS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 5))


@given(total=TOTALS, accounts=ZONES, most=LIMITS)
def test_targets_keep_to_accounts_and_limits(
    total: float, accounts: dict[str, int], most: dict[str, int]
) -> None:
    found = targets(total, accounts, most)
    room = {zone: min(count, most.get(zone, count)) for zone, count in accounts.items()}
    assert set(found) == set(accounts)
    assert all(0 <= found[zone] <= room[zone] + 1e-9 for zone in accounts)
    assert sum(found.values()) == pytest.approx(min(total, sum(room.values())))


def test_targets_are_in_proportion_and_pass_on_what_does_not_fit() -> None:
    assert targets(2.0, {"a": 300, "b": 100}, {}) == {"a": 1.5, "b": 0.5}
    assert targets(2.0, {"a": 300, "b": 100}, {"a": 1}) == {"a": 1.0, "b": 1.0}


@given(total=TOTALS, accounts=ZONES, most=LIMITS)
def test_divisions_keep_the_mean_of_each_zone(
    total: float, accounts: dict[str, int], most: dict[str, int]
) -> None:
    expected = targets(total, accounts, most)
    ways = divisions(expected)
    assert sum(way.probability for way in ways) == pytest.approx(1.0)
    for zone, mean in expected.items():
        counts = [way.by_zone.get(zone, 0) for way in ways]
        shares = [way.probability for way in ways]
        assert np.dot(shares, counts) == pytest.approx(mean, abs=1e-6)
        assert {*counts} <= {int(np.floor(mean + 1e-6)), int(np.ceil(mean - 1e-6))}
    sums = [sum(way.by_zone.values()) for way in ways]
    assert max(sums) - min(sums) <= 1


def test_half_a_visit_a_day_comes_every_second_day() -> None:
    ways = divisions(targets(0.5, {"a": 100}, {}))
    drawn = [sum(ways[pick(ways, generator(1, day))].by_zone.values()) for day in range(400)]
    assert Counter(drawn).keys() == {0, 1}
    assert np.mean(drawn) == pytest.approx(0.5, abs=0.08)


def test_draws_come_as_often_as_the_chances_say() -> None:
    zones = np.array(["a"] * 6 + ["b"] * 3)
    pool = np.array([0, 1, 2, 3, 6, 7, 8])
    ways = divisions({"a": 1.5, "b": 0.75})
    others = {"a": 4, "b": 3}
    stated = {
        zone: sum(way.probability * chances(way, others)[zone] for way in ways) for zone in others
    }
    hits = np.zeros(9)
    for seed in range(4000):
        rng = generator(seed, 1)
        hits[draw(ways[pick(ways, rng)], zones, pool, rng)] += 1
    assert stated == {"a": pytest.approx(1.5 / 4), "b": pytest.approx(0.75 / 3)}
    np.testing.assert_allclose(hits[pool] / 4000, [stated[zone] for zone in zones[pool]], atol=0.03)
    assert hits[[4, 5]].sum() == 0

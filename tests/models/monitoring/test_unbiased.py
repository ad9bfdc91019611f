"""Unbiased shares: right on average, and their intervals hold as often as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.monitoring.interval import LEVEL
from models.monitoring.unbiased import Sample, raised_weights, recall_of, theft_share

ACCOUNTS, DAYS, CHOSEN_A_DAY = 6_000, 20, 10
REPETITIONS = 300
# Three zones: accounts, how much theft against the mean, access.
SIZE = np.array([3_000, 1_800, 1_200])
THEFT = np.array([0.6, 1.0, 2.0])
ACCESS = np.array([0.95, 0.8, 0.6])
DAY = np.arange(DAYS)


class Utility:
    """Accounts of which some steal, with scores that know a little of it.

    On each day the ten highest that were not visited are chosen, and some of the others
    drawn in each zone; the list of the day is twice as long as the chosen.
    """

    def __init__(self, seed: int, base_rate: float) -> None:
        self.rng = np.random.default_rng(seed)
        self.zone = np.repeat(np.arange(3), SIZE)
        self.is_thief = self.rng.random(ACCOUNTS) < base_rate * THEFT[self.zone]
        score = self.rng.normal(size=ACCOUNTS) + 2.0 * self.is_thief
        self.order = np.argsort(-score, kind="stable")
        self.place = np.argsort(self.order, kind="stable")

    def is_chosen(self, rows: np.ndarray, day: np.ndarray) -> np.ndarray:
        return np.asarray(self.place[rows] // CHOSEN_A_DAY == day)

    def is_listed(self, rows: np.ndarray, day: np.ndarray) -> np.ndarray:
        behind = self.place[rows] - CHOSEN_A_DAY * day
        return (behind >= 0) & (behind < 2 * CHOSEN_A_DAY)

    def sample(self, draws: tuple[int, ...]) -> tuple[Sample, np.ndarray]:
        """The visits of all days, and which were to listed accounts."""
        rows = [self.order[: DAYS * CHOSEN_A_DAY]]
        days = [np.repeat(DAY, CHOSEN_A_DAY)]
        weights = [np.ones(DAYS * CHOSEN_A_DAY)]
        for zone, count in enumerate(draws):
            day = np.repeat(DAY, count)
            first = SIZE[:zone].sum()
            drawn = self.rng.integers(first, first + SIZE[zone], len(day))
            while (again := self.is_chosen(drawn, day)).any():
                drawn[again] = self.rng.integers(first, first + SIZE[zone], again.sum())
            chosen = self.zone[self.order[: DAYS * CHOSEN_A_DAY]].reshape(DAYS, -1) == zone
            rows.append(drawn)
            days.append(day)
            weights.append((SIZE[zone] - chosen.sum(axis=1))[day] / count)
        row, day = np.concatenate(rows), np.concatenate(days)
        has_result = self.rng.random(len(row)) < ACCESS[self.zone[row]]
        is_drawn = np.arange(len(row)) >= DAYS * CHOSEN_A_DAY
        theft = self.is_thief[row] & has_result
        zone = self.zone[row].astype(object)
        weight = np.concatenate(weights)
        return Sample(weight, is_drawn, has_result, theft, zone), self.is_listed(row, day)

    def recall(self) -> float:
        """The share of the thieves that a day's list names, mean over the days."""
        rows = np.arange(ACCOUNTS)
        listed = [(self.is_thief & self.is_listed(rows, day)).sum() for day in DAY]
        return float(np.mean(listed) / self.is_thief.sum())


@pytest.mark.parametrize("draws", [(8, 4, 3), (3, 4, 8)], ids=["equal", "unequal"])
@pytest.mark.parametrize("base_rate", [0.005, 0.02, 0.1])
def test_interval_covers_the_truth_as_often_as_it_says(
    base_rate: float, draws: tuple[int, ...]
) -> None:
    """300 visits drawn in 20 days; thefts and access differ by zone, the chances too or not."""
    held, recalled, errors = [], [], []
    for seed in range(REPETITIONS):
        utility = Utility(seed, base_rate)
        sample, is_listed = utility.sample(draws)
        truth = utility.is_thief.mean()
        found = theft_share(sample)
        held.append(found.low <= truth <= found.high)
        errors.append(found.value - truth)
        recall = recall_of(sample, is_listed)
        if np.isfinite(recall.value):
            recalled.append(recall.low <= utility.recall() <= recall.high)
    noise = 3 * (LEVEL * (1 - LEVEL) / REPETITIONS) ** 0.5
    # One theft more or less is much where 1.5 are expected: there an interval holds more often.
    assert LEVEL - noise < np.mean(held) < (0.995 if base_rate < 0.01 else LEVEL + 0.065)
    assert np.mean(recalled) > LEVEL - noise
    assert abs(np.mean(errors)) < 3.5 * np.std(errors) / REPETITIONS**0.5


def plain(theft: list[bool], drawn: list[bool], weight: list[float]) -> Sample:
    count = len(theft)
    return Sample(
        np.array(weight),
        np.array(drawn),
        np.ones(count, bool),
        np.array(theft),
        np.full(count, "", object),
    )


def test_what_is_chosen_stands_for_itself_and_what_is_drawn_for_many() -> None:
    """Two chosen thieves and one of ten drawn, each for 100: (2 + 100) of (2 + 1000)."""
    sample = plain([True] * 3 + [False] * 9, [False] * 2 + [True] * 10, [1.0] * 2 + [100.0] * 10)
    share = theft_share(sample)
    assert share.value == pytest.approx(102 / 1002)
    assert 2 / 1002 < share.low < share.value < share.high
    recall = recall_of(sample, np.array([True] * 2 + [False] * 10))
    assert recall.value == pytest.approx(2 / 102)


def test_nothing_is_known_without_a_drawn_result() -> None:
    chosen = plain([True, False], [False, False], [1.0, 1.0])
    assert np.isnan(theft_share(chosen).value)
    assert np.isnan(recall_of(chosen, np.array([True, False])).value)


def test_no_theft_leaves_an_upper_bound() -> None:
    share = theft_share(plain([False] * 200, [True] * 200, [50.0] * 200))
    assert share.value == share.low == 0
    # Mid-p: half of 0.9 ** ... the share at which none of 200 comes in one case of ten.
    assert share.high == pytest.approx(1 - 0.1 ** (1 / 200))


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.booleans(), st.floats(1, 1000)),
        min_size=1,
        max_size=40,
    )
)
def test_raised_weights_stand_for_all(rows: list[tuple[str, bool, float]]) -> None:
    zone, told, weight = (np.array(column) for column in zip(*rows, strict=True))
    sample = Sample(weight, np.ones(len(rows), bool), told, told, zone.astype(object))
    raised = raised_weights(sample)
    assert (raised[~told] == 0).all()
    if told.any():
        assert raised.sum() == pytest.approx(weight.sum())
    for one in set(zone):
        here = zone == one
        if all((told & (zone == other)).any() for other in set(zone)):
            assert raised[here].sum() == pytest.approx(weight[here].sum())

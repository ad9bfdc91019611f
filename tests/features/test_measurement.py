"""All families together: pure, quiet, deterministic, and honest about what they cannot judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.measurement import ALL_FEATURES, compute
from features.needs import WINDOW_FACTS
from features.window import Facts, Window
from pipeline.contract.facts import FACTS
from pipeline.contract.vocabulary import Family

WIRINGS = np.array(["1P2W", "3P3W", "3P4W", ""])


class Asked(Mapping[str, Facts]):
    """Facts that remember which of them were asked for."""

    def __init__(self, facts: Mapping[str, Facts]) -> None:
        self.facts = facts
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> Facts:
        self.names.add(name)
        return self.facts[name]

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return name in self.facts

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)


def random_window(build: Callable[..., Window], seed: int, n: int, d: int) -> Window:
    """A window of nonsense: every fact there is, a third of the values unknown."""
    rng = np.random.default_rng(seed)
    facts: dict[str, np.ndarray] = {}
    for name in WINDOW_FACTS:
        if name == "seen_slots":
            facts[name] = rng.integers(0, 1 << 48, (n, d))
            continue
        values = rng.choice([0.0, 1.0, 50.0, 1e4], (n, d)) * rng.random((n, d))
        facts[name] = np.where(rng.random((n, d)) < 0.3, np.nan, values)
    return build(
        n,
        d,
        facts=facts,
        kwh=np.where(rng.random((n, d)) < 0.2, np.nan, 10 * rng.random((n, d))),
        text={"wiring": WIRINGS[rng.integers(0, 4, n)].tolist()},
        valid=rng.random((n, d)) < 0.9,
        meter_changed=rng.random((n, d)) < 0.05,
        seam_gap_minutes=(2000 * rng.random((n, d))).astype(np.float32),
        seam_register_decrease_kwh=np.where(rng.random((n, d)) < 0.1, 5, np.nan).astype(np.float32),
        work_orders={"site_visit": rng.random((n, d)) < 0.05},
        has_pv=rng.random(n) < 0.2,
    )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**31), n=st.integers(1, 9), d=st.integers(1, 40))
def test_nonsense_gives_one_sided_values_and_no_warnings(
    build: Callable[..., Window], seed: int, n: int, d: int
) -> None:
    table = compute(random_window(build, seed, n, d))
    matrix = table.matrix()
    assert matrix.shape == (n, len(ALL_FEATURES))
    assert not np.isinf(matrix).any()
    assert np.all(matrix[np.isfinite(matrix)] >= 0)
    for measured in table.measured:
        assert np.all((measured.onset >= -1) & (measured.onset < d))
        known = np.isfinite(measured.kwh_per_day)
        assert np.all(measured.kwh_per_day[known] >= 0)
        assert np.all(measured.kwh_low[known] <= measured.kwh_high[known])
    for one in table.explanations:
        assert one.tested.shape == one.applies.shape == (n,)
        assert one.tested.dtype == one.applies.dtype == np.bool_


def test_same_window_gives_the_same_bytes(build: Callable[..., Window]) -> None:
    window = random_window(build, 5, 20, 60)
    first, second = compute(window), compute(window)
    assert first.matrix().tobytes() == second.matrix().tobytes()


def test_order_of_accounts_does_not_matter_to_a_quiet_district(
    build: Callable[..., Window],
) -> None:
    window = build(15, 60)
    turned = replace(
        window, kwh=window.kwh[::-1].copy(), history_kwh=window.history_kwh[::-1].copy()
    )
    found = compute(window).matrix(Family.CONSUMPTION)
    assert np.allclose(found, compute(turned).matrix(Family.CONSUMPTION)[::-1], equal_nan=True)


def test_input_is_left_as_it_was(build: Callable[..., Window]) -> None:
    window = random_window(build, 6, 10, 50)
    before = (window.kwh.copy(), window.history_kwh.copy(), window.facts["coverage"].copy())
    compute(window)
    for old, new in zip(
        before, (window.kwh, window.history_kwh, window.facts["coverage"]), strict=True
    ):
        assert np.array_equal(old, new, equal_nan=True)


def test_every_fact_that_is_asked_for_is_loaded(build: Callable[..., Window]) -> None:
    window = random_window(build, 7, 12, 40)
    asked = Asked(window.facts)
    window = replace(window, facts=asked)
    compute(window)
    for feature in ALL_FEATURES:
        if feature.signal is not None:
            assert feature.signal(window).shape == window.shape
    assert asked.names <= set(WINDOW_FACTS)
    assert set(WINDOW_FACTS) <= set(FACTS.names)


def test_declarations_are_complete() -> None:
    names = [feature.name for feature in ALL_FEATURES]
    assert len(set(names)) == len(names)
    for feature in ALL_FEATURES:
        assert feature.threshold > 0
        assert feature.direction == "high"
        assert (feature.rule_at is None) == (feature.error_rate is None)
        assert set(feature.channels) <= {*FACTS.names, "kwh"}
        feature.sentence.format(value=1.0, baseline=2.0, since="2026-03-01")


@pytest.mark.parametrize("days", [0, 13])
def test_too_few_days_disqualify_and_are_not_called_innocent(
    build: Callable[..., Window], days: int
) -> None:
    unread = np.ones((3, 60), dtype=bool)
    unread[:, 60 - days :] = False
    kwh = np.where(unread, np.nan, 10.0)
    window = build(3, 60, kwh=kwh, facts={"rows_count": np.where(unread, np.nan, 96)})
    table = compute(window)
    expected = "fewer than 14 days of readings" if days else "no readings in the window"
    assert table.disqualified.tolist() == [expected] * 3
    assert np.isnan(table.matrix()).all()
    # The days before the first reading of all do not count as unread.
    assert table.coverage == pytest.approx(1.0 if days else 0.0)


def test_a_young_lake_is_not_uncovered_but_a_late_account_is(build: Callable[..., Window]) -> None:
    unread = np.zeros((3, 60), dtype=bool)
    unread[:, :20] = True
    unread[1, :40] = True
    kwh = np.where(unread, np.nan, 10.0)
    window = build(3, 60, kwh=kwh, facts={"rows_count": np.where(unread, np.nan, 96)})
    assert compute(window).coverage == pytest.approx([1.0, 0.5, 1.0])


def test_coverage_counts_from_the_start_of_validity(build: Callable[..., Window]) -> None:
    valid = np.zeros((2, 60), dtype=bool)
    valid[:, 30:] = True
    kwh = np.where(valid, 10.0, np.nan)
    rows = np.where(valid, 96, np.nan)
    table = compute(build(2, 60, kwh=kwh, valid=valid, facts={"rows_count": rows}))
    assert table.coverage == pytest.approx(1.0)
    assert table.disqualified.tolist() == ["", ""]


def test_account_that_has_left_is_not_judged(build: Callable[..., Window]) -> None:
    valid = np.ones((2, 60), dtype=bool)
    valid[1, 50:] = False
    table = compute(build(2, 60, valid=valid))
    assert table.disqualified.tolist() == ["", "account not valid on the business date"]

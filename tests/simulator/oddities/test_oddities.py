"""What holds for every oddity."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.contract.vocabulary import Means
from simulator.happening import Label
from simulator.mixture import ODDITIES
from simulator.oddities.oddity import spells

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Find, World

ALONE = [one.build.kind for one in ODDITIES if one.befalls in {"customer", "owner"}]
FAULTS = {one.build.kind for one in ODDITIES if one.build.undercounts and one.build.kind in ALONE}
# The unusual is what was before, or all the time.
OTHERWISE_BEFORE = {
    "guests_left",
    "heating_season_end",
    "irrigation_end",
    "construction_end",
    "pv_after_clouds",
    "home_battery",
}


def test_kinds_and_names_are_honest_words_of_their_own() -> None:
    kinds = [one.build.kind for one in ODDITIES]
    assert len(kinds) == len(set(kinds)) == len({one.name for one in ODDITIES})
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", kind) for kind in kinds)
    assert not set(kinds) & {str(one) for one in Means}
    assert {one.build.label for one in ODDITIES} == {Label.CONFOUNDER}


@pytest.mark.parametrize("kind", ALONE)
def test_nothing_is_odd_before_the_onset(kind: str, find: Find) -> None:
    case = find(kind)
    first, last = case.one.spans[case.row]
    assert 0 <= first <= last < len(case.odd.days)
    if kind not in OTHERWISE_BEFORE:
        now, usual = case.kw()
        np.testing.assert_allclose(now[:first], usual[:first], rtol=0.03, atol=0.02)


@pytest.mark.parametrize("kind", sorted(set(ALONE) - FAULTS))
def test_the_honest_lose_nothing(kind: str, find: Find) -> None:
    case = find(kind)
    for row in case.one.spans:
        lost = case.odd.simulation.lost_kwh[row]
        true = case.odd.simulation.true_kwh[row]
        assert np.abs(lost).max() < 0.001 * true.mean() + 0.01


@pytest.mark.parametrize("kind", sorted(FAULTS))
def test_faults_lose_energy_in_their_span_alone(kind: str, find: Find) -> None:
    case = find(kind)
    lost = case.odd.simulation.lost_kwh[case.row]
    assert 0.01 < case.lost_share <= 1.01
    assert np.abs(lost[: case.span.start]).max(initial=0) < 0.05


def test_utility_without_oddities_has_none(plain: World) -> None:
    assert plain.simulation.happenings == []


def test_spells_alternate_and_keep_to_their_lengths() -> None:
    on = spells(np.random.default_rng(3), 96, (3, 5), (2, 7))
    edges = np.flatnonzero(np.diff(on.astype(int)))
    runs = np.diff(edges)
    assert len(on) == 96
    assert not on[0]
    of_on = runs[::2]  # between a rise and the fall after it
    assert set(of_on) <= {3, 4}
    assert set(runs[1::2]) <= {2, 3, 4, 5, 6}

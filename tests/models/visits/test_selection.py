from __future__ import annotations

import numpy as np
import pytest

from models.visits.choice import Candidates
from models.visits.random_share import generator
from models.visits.selection import Everybody, Selection, select
from models.visits.trips import Places
from pipeline.settings.visits import VisitSettings

DRAWS = 2000
ZONE = np.array(["north"] * 10 + ["south"] * 20)
CANDIDATES = np.arange(4, 16)
EVERYBODY = Everybody(ZONE, np.arange(1, 30), CANDIDATES)


def _select(seed: int, **settings: object) -> Selection:
    m = len(CANDIDATES)
    no, nowhere = np.zeros(m, dtype=bool), np.full(m, np.nan)
    candidates = Candidates(
        zone=ZONE[CANDIDATES],
        places=Places((CANDIDATES // 3).astype(np.int32), nowhere, nowhere),
        amount=np.random.default_rng(4).gamma(1.0, 30.0, m),
        has_alarm=no,
        has_tip=no,
        is_large=no,
        is_suspect=~no,
    )
    chosen = VisitSettings.model_validate(
        {"cost": 5.0, "tip_share": 0, "large_share": 0} | settings
    )
    return select(EVERYBODY, candidates, chosen, generator(seed, 1))


@pytest.mark.parametrize(
    "settings",
    [
        {"capacity": 8, "capacity_by_zone": {"north": 2}, "random_share": 0.3},
        {"capacity": 5, "random_share": 0.1},
        {"capacity": 20, "capacity_by_zone": {"north": 0, "south": 7}, "random_share": 0.2},
    ],
)
def test_logged_probability_is_how_often_an_account_is_planned(settings: dict[str, object]) -> None:
    plans = [_select(seed, **settings) for seed in range(DRAWS)]
    rows = np.concatenate([plan.rows for plan in plans])
    logged = np.concatenate([plan.probability for plan in plans])
    often = np.bincount(rows, minlength=30) / DRAWS
    # The same is logged whenever an account is planned.
    stated = np.zeros(30)
    stated[rows] = logged
    np.testing.assert_allclose(stated[rows], logged)
    np.testing.assert_allclose(often, stated, atol=0.045)
    assert (stated == 1.0).any()
    assert ((stated > 0) & (stated < 1)).sum() >= 10
    # Weighted by what was logged, the visits stand for all accounts that can be reached.
    assert (1 / logged).sum() / DRAWS == pytest.approx((stated > 0).sum(), rel=0.1)


def test_everybody_eligible_has_a_chance() -> None:
    plans = [_select(seed, capacity=10, random_share=0.5) for seed in range(300)]
    assert set(np.concatenate([plan.rows for plan in plans])) == set(range(1, 30))


def test_without_a_random_share_nothing_is_drawn() -> None:
    plan = _select(1, capacity=6, random_share=0.0)
    assert len(plan.rows) == 6
    assert set(plan.reasons) == {"suspect"}
    assert (plan.probability == 1.0).all()

"""A made-up population: who steals scores higher, and nothing is simulated."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.learning_curve.place import month_end
from benchmarks.learning_curve.population import FAMILIES, Population
from models.backtesting.visits import day_number
from pipeline.contract.vocabulary import Outcome

Made = Callable[..., Population]


@pytest.fixture(scope="session")
def made() -> Made:
    """Return the population of a month, of so many accounts; the same for the same month."""

    def population(month: int = 0, accounts: int = 500) -> Population:
        rng = np.random.default_rng(month)
        is_thief = rng.random(accounts) < 0.1
        is_vacant = ~is_thief & (rng.random(accounts) < 0.05)
        lift = 1.5 * is_thief + is_vacant
        values = np.clip(rng.normal(lift[:, None], 1.0, (accounts, 2)), 0, None)
        score = 1 / (1 + np.exp(3 - values.mean(axis=1)))
        finding = np.where(is_vacant, str(Outcome.VACANT), str(Outcome.CLEAN))
        ids = np.array([f"{month:02d}-{number:05d}" for number in range(accounts)])
        return Population(
            day=day_number(month_end(month)),
            account_id=ids,
            values=values.astype(np.float32),
            names=np.array(["consumption_drop_share", "hang_hours"]),
            family_scores=np.repeat(score[:, None], len(FAMILIES), axis=1),
            score=score,
            zone=np.array([f"zone-{number % 8}" for number in range(accounts)]),
            tariff_class=np.where(rng.random(accounts) < 0.8, "residential", "commercial"),
            meter_model=np.full(accounts, "X1"),
            customer_id=ids,
            is_tipped=rng.random(accounts) < 0.05,
            is_thief=is_thief,
            stolen_kwh=np.where(is_thief, 100.0, 0.0),
            finding=np.where(is_thief, str(Outcome.THEFT), finding).astype(str),
        )

    return population

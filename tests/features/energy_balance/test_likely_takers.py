"""Likely takers: small shares are seen through noise, and behind a larger thief."""

from __future__ import annotations

import numpy as np
import pytest

from features.energy_balance.likely_takers import District, likely_takers

DAYS, ACCOUNTS, ONSET = 60, 40, 30
HOURS = DAYS * 24
WEEKEND = np.arange(DAYS) % 7 >= 5
NOBODY = np.zeros(ACCOUNTS, dtype=bool)


def true_loads(seed: int = 8) -> np.ndarray:
    """Loads (k, T) of which each hour differs."""
    rng = np.random.default_rng(seed)
    day = 1.0 + 0.5 * np.sin(2 * np.pi * np.arange(HOURS) / 24)
    return 0.5 * day * rng.gamma(2.0, 0.5, (ACCOUNTS, HOURS))


def district(
    takes: dict[int, float], *, slow: float = 0.6, since: int = ONSET, wild: bool = False
) -> District:
    """A district in which accounts lead a share of their load past the meter since a day."""
    rng = np.random.default_rng(9)
    load = true_loads()
    left = np.ones((ACCOUNTS, HOURS))
    for account, share in takes.items():
        left[account, since * 24 :] = 1.0 - share
    noise, drift = rng.normal(size=HOURS), np.zeros(HOURS)
    for at in range(1, HOURS):
        drift[at] = 0.95 * drift[at - 1] + slow * noise[at]
    loss = 1.0 + drift + 0.3 * rng.normal(size=HOURS) + ((1.0 - left) * load).sum(axis=0)
    if wild:
        at = np.repeat(np.arange(DAYS) % 3 == 0, 24)
        loss += np.where(at, 20.0 * rng.gamma(1.0, 1.0, HOURS), 0.0)
    own = (left * load).astype(np.float32)
    by_day = own.reshape(ACCOUNTS, DAYS, 24).sum(axis=2).astype(np.float64)
    known = np.ones((ACCOUNTS, DAYS), dtype=bool)
    total = own.sum(axis=0).astype(np.float64)
    return District(loss, total, np.ones(HOURS, bool), own, by_day, known, NOBODY, NOBODY)


def test_who_began_to_take_a_share_stands_first() -> None:
    found = likely_takers(district({5: 0.5}), WEEKEND)
    assert found.argmax() == 5
    assert found[5] > 3.0


def test_nobody_is_likely_where_nobody_takes() -> None:
    assert likely_takers(district({}), WEEKEND).max() < 3.0


def test_who_only_uses_less_is_not_likely() -> None:
    one = district({5: 0.5})
    honest = one._replace(loss=district({}).loss)
    assert likely_takers(honest, WEEKEND)[5] < 0.0


def test_days_of_full_use_do_not_hide_a_share() -> None:
    one = district({5: 0.6})
    own, loss, days = one.own.copy(), one.loss.copy(), one.days.copy()
    for day in (36, 47, 55):
        hours = slice(day * 24, day * 24 + 24)
        loss[hours] -= 0.6 * true_loads()[5, hours]
        own[5, hours] = true_loads()[5, hours]
        days[5, day] = own[5, hours].sum()
    found = likely_takers(one._replace(own=own, loss=loss, days=days), WEEKEND)
    assert found.argmax() == 5


@pytest.mark.parametrize("other", [9, 30])
def test_a_larger_thief_does_not_hide_a_small_one(other: int) -> None:
    one = district({5: 0.5, other: 0.8}, since=ONSET)
    assert set(np.argsort(-likely_takers(one, WEEKEND))[:2]) == {5, other}


def test_wild_days_do_not_hide_what_calm_ones_say() -> None:
    assert likely_takers(district({5: 0.6}, wild=True), WEEKEND).argmax() == 5


def test_one_named_is_taken_out_and_says_nothing_more() -> None:
    one = district({5: 0.5})
    share = np.repeat(np.random.default_rng(2).gamma(1.0, 8.0, DAYS), 24)
    both = one._replace(loss=one.loss + share * one.own[9], is_named=np.arange(ACCOUNTS) == 9)
    found = likely_takers(both, WEEKEND)
    assert found[9] == 0.0
    assert found.argmax() == 5


def test_an_old_share_on_current_transformers_may_be_a_wrong_ratio() -> None:
    one = district({})
    old = one._replace(loss=one.loss + 1.0 * one.own[5])
    on_transformers = old._replace(is_on_transformers=np.arange(ACCOUNTS) == 5)
    assert likely_takers(old, WEEKEND)[5] > 10.0
    assert likely_takers(on_transformers, WEEKEND)[5] < 1.1


def test_too_few_hours_say_nothing() -> None:
    few = district({5: 0.5})._replace(known=np.arange(HOURS) < 100)
    assert (likely_takers(few, WEEKEND) == 0.0).all()

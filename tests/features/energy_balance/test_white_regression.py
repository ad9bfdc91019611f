"""White regression: shares are seen through noise that goes on from hour to hour."""

from __future__ import annotations

import numpy as np

from features.energy_balance.white_regression import District, white_regression

DAYS, ACCOUNTS = 60, 40
HOURS = DAYS * 24
WEEKEND = np.arange(DAYS) % 7 >= 5
NOBODY = np.zeros(ACCOUNTS, dtype=bool)


def district(takes: dict[int, float], *, slow: float = 0.0) -> District:
    """A district in which accounts take so many times what they count, under `slow` noise."""
    rng = np.random.default_rng(8)
    day = 1.0 + 0.5 * np.sin(2 * np.pi * np.arange(HOURS) / 24)
    own = 0.5 * day * rng.gamma(2.0, 0.5, (ACCOUNTS, HOURS))
    noise, drift = rng.normal(size=HOURS), np.zeros(HOURS)
    for at in range(1, HOURS):
        drift[at] = 0.95 * drift[at - 1] + slow * noise[at]
    loss = 1.0 + drift + 0.5 * rng.normal(size=HOURS)
    for account, slope in takes.items():
        loss += slope * own[account]
    return District(loss, own.sum(axis=0), np.ones(HOURS, dtype=bool), own)


def test_who_takes_stands_out_though_the_noise_goes_on_from_hour_to_hour() -> None:
    found = white_regression(district({5: 1.0}, slow=0.6), WEEKEND, NOBODY)
    assert found.argmax() == 5
    assert found[5] > 4.0


def test_nobody_stands_out_where_nobody_takes() -> None:
    assert white_regression(district({}, slow=0.6), WEEKEND, NOBODY).max() < 4.0


def test_one_named_who_takes_more_on_some_days_does_not_hide_another() -> None:
    one = district({5: 0.6})
    share = np.repeat(np.random.default_rng(2).gamma(1.0, 8.0, DAYS), 24)
    both = one._replace(loss=one.loss + share * one.own[9])
    named = NOBODY.copy()
    named[9] = True
    hidden = white_regression(both, WEEKEND, NOBODY)
    found = white_regression(both, WEEKEND, named)
    assert found[9] == 0.0
    assert found.argmax() == 5
    assert found[5] > hidden[5]


def test_too_few_hours_say_nothing() -> None:
    one = district({5: 1.0})
    few = one._replace(known=np.arange(HOURS) < 100)
    assert (white_regression(few, WEEKEND, NOBODY) == 0.0).all()

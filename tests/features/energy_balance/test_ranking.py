"""Ranking: evidence speaks for one who takes and against the honest twin."""

from __future__ import annotations

from typing import Any

import numpy as np

from features.energy_balance import heard as of
from features.energy_balance.attribution import Refusal, refusals
from features.energy_balance.bookkeeping import find_balance
from features.energy_balance.observation import observe
from features.energy_balance.ranking import evidence_of, hint_of

ACCOUNTS, DAYS, ONSET, ROW = 60, 63, 30, 9


def evidence(place: Any) -> np.ndarray:
    """(k,) of all accounts by their own number, nothing heard by the search."""
    window = place.window()
    balance = find_balance(window)
    assert balance is not None
    is_tried = (refusals(balance) == Refusal.TRIED.value) & ~balance.is_feeder
    seen = observe(window, balance, is_tried, is_tried[balance.node_of])
    heard, nobody = np.zeros((len(seen.account), of.COLUMNS)), np.zeros(len(seen.account), bool)
    out = np.zeros(ACCOUNTS)
    out[seen.account] = evidence_of(window, balance, seen, heard, nobody)
    return out


def test_who_began_to_take_half_stands_first_and_who_uses_half_does_not(town: Any) -> None:
    left = np.where(np.arange(DAYS) < ONSET, 1.0, 0.4)[:, None]
    place = town(accounts=ACCOUNTS, districts=3, days=DAYS, seed=11)
    place.loads[ROW] *= 3
    place.counted[ROW] = left * place.loads[ROW]
    theft = evidence(place)
    assert theft.argmax() == ROW
    assert theft[ROW] > 3.0
    place.loads[ROW] = place.counted[ROW]
    honest = evidence(place)
    assert honest[ROW] < 0.0


def test_a_hint_rises_with_the_evidence_and_is_a_half_where_nothing_speaks() -> None:
    hints = hint_of(np.array([-30.0, -1.0, 0.0, 1.0, 30.0]))
    assert (np.diff(hints) > 0).all()
    assert hints[2] == 0.5
    assert 0.0 <= hints[0] < hints[-1] <= 1.0

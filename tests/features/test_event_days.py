"""Events count for the account that has the device on that day, and for no other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.event_days import event_counts
from features.window import Window
from pipeline.contract.vocabulary import EventCode

N, D, INSTALLED = 4, 30, 12


def test_what_a_terminal_told_before_the_account_began_is_not_the_accounts(
    build: Callable[..., Window],
) -> None:
    told = np.zeros((N, D), dtype=np.float32)
    told[0, [INSTALLED - 1, INSTALLED]] = 1
    valid = np.ones((N, D), dtype=bool)
    valid[0, :INSTALLED] = False
    window = build(N, D, terminal_events={"ct_open": told}, valid=valid)
    counts = event_counts(window, (EventCode.CT_OPEN,))
    assert np.flatnonzero(counts[0]).tolist() == [INSTALLED]
    assert (
        event_counts(build(N, D, terminal_events={"ct_open": told}), (EventCode.CT_OPEN,)).sum()
        == 2
    )

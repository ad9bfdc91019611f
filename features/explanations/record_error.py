"""Explanation of a load on record under a transformer that does not feed it: nobody steals.

The district on record seems to give back energy, the true one to lose as much, and neither
is anybody's theft. The balance is computed with the suggested district, so that what is left
to suspect there is what the right mapping leaves; the records have to be put right.
"""

from __future__ import annotations

import numpy as np

from features.energy_balance.topology import MUTE_STATES
from features.registry import Effect, Explanation
from features.study import Study
from features.window import Flags


def of_records(study: Study) -> Explanation:
    """Test whether the account's energy shows in another district than the one on record."""
    accounts, _ = study.window.shape
    applies, sure = np.zeros(accounts, dtype=bool), np.zeros(accounts)
    if study.topology is not None:
        found = study.topology.accounts
        applies[found.unit] = True
        sure[found.unit] = found.confidence
    return Explanation(
        "wrong_district",
        "It is on record under a district whose losses miss its energy, and behaves as if fed by"
        " another one (sure to {number}): an error of the records. The balances are taken with"
        " that other district.",
        "Its energy does not show in the losses of another district.",
        _is_tested(study) | applies,
        applies,
        "Its district has no supply meter that can be judged.",
        number=sure,
        unit="share",
        effect=Effect.SUBTRACTED,
    )


def _is_tested(study: Study) -> Flags:
    balance = study.balance
    if balance is None:
        return np.zeros(study.window.shape[0], dtype=bool)
    is_heard = ~np.isin(balance.state, MUTE_STATES)
    return np.asarray((balance.node_of >= 0) & is_heard[balance.node_of])

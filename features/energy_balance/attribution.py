"""Attribution: who takes what a district loses, where two independent methods agree.

Methods: the mirror test, the regression (upheld by draws of days), the rank link. An account
is named only where two of them say the same of it and the energy fits what is lost; a node
whose balance cannot say so is refused, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from features.energy_balance import heard as of
from features.energy_balance.agreement import Agreement, find_agreement
from features.energy_balance.balance import Balance, NodeState
from features.energy_balance.every_district import compiled_search
from features.energy_balance.observation import Observation, observe
from features.robust import row_quantile
from features.window import Flags, Floats, Window

LEAST_DAYS, MOST_ACCOUNTS = 28, 500
# Of what was sent in, in the worst quarter of days: below this there is nothing to attribute.
LEAST_LOSS_SHARE = -0.02
DRAWS, SEED = 100, 20061024


class Refusal(StrEnum):
    """Why nobody below a node was tried; the empty text where they were."""

    TRIED = ""
    STATE = "its balance cannot be trusted"
    FEW_DAYS = "too few days of it are known"
    NOTHING_LOST = "nothing is lost that wires do not explain"
    ONE_ACCOUNT = "it feeds one account alone"
    TOO_MANY = "it feeds too many accounts"


@dataclass(frozen=True)
class Attribution:
    """What the balance says of n accounts below m nodes.

    refused: (m,) why nobody below a node was tried, `Refusal` values. agreement: what two
    methods agree on, of each account. seen, heard: what was searched and what was heard of
    each account, (n, COLUMNS); None where nobody was tried.
    """

    refused: NDArray[np.str_]
    tried: Flags
    agreement: Agreement
    seen: Observation | None = None
    heard: Floats | None = None


def attribute(window: Window, balance: Balance) -> Attribution:
    """Attribute the unexplained loss of each district to accounts; feeders are not tried.

    balance: of this window, best by the mapping that the topology suggests.
    """
    refused = refusals(balance)
    is_tried = refused == Refusal.TRIED.value
    node_of = np.where(balance.node_of >= 0, balance.node_of, 0)
    tried = (balance.node_of >= 0) & is_tried[node_of]
    heard = np.zeros((len(tried), of.COLUMNS))
    if not tried.any():
        return Attribution(refused, tried, find_agreement(window, balance, heard, tried))
    seen = observe(window, balance, is_tried, tried)
    heard[seen.account] = search_accounts(window, seen)
    return Attribution(refused, tried, find_agreement(window, balance, heard, tried), seen, heard)


def refusals(balance: Balance) -> NDArray[np.str_]:
    """(m,) why nobody below each node is tried, as a `Refusal` value."""
    placed = balance.node_of[balance.node_of >= 0]
    accounts = np.bincount(placed, minlength=len(balance.node_ids))
    worst = row_quantile(balance.unexplained, 0.75, 1)
    sent = row_quantile(balance.daily.sent, 0.5, 1)
    is_read = np.isfinite(balance.unexplained).sum(axis=1) >= LEAST_DAYS
    honest = (NodeState.BALANCED.value, NodeState.UNEXPLAINED.value)
    out = np.full(len(accounts), Refusal.TRIED.value, dtype="<U48")
    out[~(worst > LEAST_LOSS_SHARE * sent)] = Refusal.NOTHING_LOST.value
    out[accounts > MOST_ACCOUNTS] = Refusal.TOO_MANY.value
    out[accounts < 2] = Refusal.ONE_ACCOUNT.value
    out[~is_read] = Refusal.FEW_DAYS.value
    out[~np.isin(balance.state, honest) | balance.is_feeder] = Refusal.STATE.value
    return out


def _draws(days: int) -> Floats:
    """(b, d) how often each day is drawn, the same for every district."""
    rng = np.random.default_rng(SEED)
    return rng.multinomial(days, np.full(days, 1.0 / days), DRAWS).astype(np.float64)


def search_accounts(window: Window, seen: Observation) -> Floats:
    """(k, COLUMNS) what the search heard of the observed accounts, district by district."""
    return np.asarray(
        compiled_search()(
            seen.first,
            seen.loss,
            seen.total,
            seen.weight,
            seen.own,
            seen.own_known,
            seen.slot_loss,
            seen.slot_total,
            seen.slot_known,
            seen.slot_own,
            seen.has_slots,
            window.days_off,
            _draws(window.shape[1]),
        )
    )

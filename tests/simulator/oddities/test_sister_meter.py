from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Find


def test_what_one_account_loses_the_customers_other_gains(find: Find) -> None:
    case = find("sister_meter")
    giver, taker = case.one.stage.rows
    owner = case.odd.simulation.casting.customer_id
    assert owner[giver] == owner[taker]
    (gave, had), (took, used) = case.kw(giver), case.kw(taker)
    after = case.span
    assert gave[after].sum() < 0.5 * had[after].sum()
    np.testing.assert_allclose((gave + took)[after], (had + used)[after], rtol=0.02, atol=0.02)

from __future__ import annotations

import numpy as np
import pytest

from pipeline.contract.vocabulary import TariffClass, Wiring
from simulator.population import build_roster


@pytest.mark.parametrize("accounts", [4, 9, 30, 77, 500])
def test_ids_are_unique_and_every_transformer_feeds_somebody(accounts: int) -> None:
    roster = build_roster(accounts, 1)
    assert len(set(roster.account_id)) == len(set(roster.meter_id)) == accounts
    assert set(roster.transformer) == set(range(len(roster.network.feeder_of)))
    assert (np.diff(roster.transformer) >= 0).all()
    assert (np.diff(roster.network.feeder_of) >= 0).all()


def test_the_demo_has_ten_districts_and_ten_large_customers() -> None:
    network = build_roster(500, 1).network
    assert (~network.is_dedicated).sum() == 10
    assert network.is_dedicated.sum() == 10


def test_connection_follows_from_the_customer() -> None:
    roster = build_roster(2000, 4)
    homes = roster.is_class(TariffClass.RESIDENTIAL)
    assert (roster.wiring[homes] == Wiring.ONE_PHASE.value).all()
    high = roster.is_wired(Wiring.TWO_ELEMENT)
    assert high[roster.is_dedicated].mean() > 0.7
    assert not high[~roster.is_dedicated].any()
    assert (roster.pt_ratio[high] == 100).all()
    assert (roster.ct_ratio[~roster.is_ct_metered] == 1).all()


def test_current_transformers_fit_the_contract() -> None:
    roster = build_roster(2000, 4)
    measured = roster.is_ct_metered
    volts = np.where(roster.is_wired(Wiring.TWO_ELEMENT), 10_000, 380)
    amperes = roster.contract_kw * 1000 / (np.sqrt(3) * volts * 0.9) / roster.ct_ratio
    assert (amperes[measured] <= 5.0).mean() > 0.95
    assert (amperes[measured] > 0.3).all()


def test_shares_of_phases_add_up() -> None:
    roster = build_roster(200, 4)
    np.testing.assert_allclose(roster.phase_share.sum(axis=0), 1.0)

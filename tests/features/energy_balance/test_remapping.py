"""The balance by the suggested mapping: neither the foreign load nor the missing one is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from features.energy_balance.bookkeeping import find_balance
from features.energy_balance.remapping import corrected, remapped
from features.energy_balance.topology import find_wrong_mappings

Make = Callable[..., Any]


def test_balance_is_that_of_right_records(town: Make) -> None:
    place = town()
    wrong, right = place.window({0: 1, 6: 3}), place.window()
    balance, expected = find_balance(wrong), find_balance(right)
    assert balance is not None
    assert expected is not None
    topology = find_wrong_mappings(wrong, balance)
    found = corrected(wrong, balance, topology)
    np.testing.assert_array_equal(found.node_of, expected.node_of)
    np.testing.assert_allclose(found.daily.loss, expected.daily.loss, rtol=1e-6)
    assert np.nanmax(np.abs(balance.daily.loss - expected.daily.loss)) > 1.0
    moved = remapped(wrong, balance, topology)
    assert moved.text["transformer_id"].tolist() == right.text["transformer_id"].tolist()
    assert moved.text["feeder_id"].tolist() == right.text["feeder_id"].tolist()
    np.testing.assert_array_equal(
        moved.group["transformer_id"] == moved.group["transformer_id"][0],
        right.text["transformer_id"] == right.text["transformer_id"][0],
    )


def test_right_records_keep_their_balance(town: Make) -> None:
    window = town().window()
    balance = find_balance(window)
    assert balance is not None
    assert corrected(window, balance, find_wrong_mappings(window, balance)) is balance


def test_district_goes_to_its_feeder_with_all_its_accounts(town: Make) -> None:
    place = town(120, 8)
    wrong, right = place.window(wrong_feeder={3: 0}), place.window()
    balance = find_balance(wrong)
    assert balance is not None
    found = remapped(wrong, balance, find_wrong_mappings(wrong, balance))
    assert found.text["feeder_id"].tolist() == right.text["feeder_id"].tolist()


def test_account_of_a_feeder_alone_leaves_its_district(town: Make) -> None:
    window = town().window({0: 1})
    assert window.supplied is not None
    silent = window.supplied.node_ids == "T0"
    window.supplied.kwh[silent] = np.nan
    window.supplied.hour_kwh[silent] = np.nan
    window.supplied.coverage[silent] = 0.0
    balance = find_balance(window)
    assert balance is not None
    found = remapped(window, balance, find_wrong_mappings(window, balance))
    assert found.text["transformer_id"][0] == ""
    assert found.text["feeder_id"][0] == "F0"
    assert found.group["transformer_id"][0] == -1

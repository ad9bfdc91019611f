"""Line loss of a small town with supply meters: divisions, sweeps and record errors."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from features.energy_balance.balance import NodeState
from features.energy_balance.bookkeeping import find_balance
from features.energy_balance.books import Books, keep_books
from features.energy_balance.remapping import corrected
from features.energy_balance.topology import find_wrong_mappings
from features.window import Window
from models.line_loss import line_losses
from models.node_days import node_days, node_hours
from models.record_errors import record_errors
from pipeline.contract import LINE_LOSSES, RECORD_ERRORS
from pipeline.contract.line_loss import NODE_STATES
from pipeline.settings.line_loss import LineLossSettings

FEATURES = Path(__file__).parents[1] / "features"
NOBODY = pd.DataFrame({"account_id": [], "kwh_per_day": []})


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.parent.name + "_made", path)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.fixture(scope="module")
def make() -> Any:
    build = module(FEATURES / "conftest.py").make_window
    town = module(FEATURES / "energy_balance" / "conftest.py").Town
    return lambda: town(build, 80, 4, 42, 5)


def books_of(window: Window) -> Books:
    balance = find_balance(window)
    assert balance is not None
    topology = find_wrong_mappings(window, balance)
    return keep_books(balance, topology, corrected(window, balance, topology))


def told(window: Window, suspects: pd.DataFrame = NOBODY) -> pd.DataFrame:
    frame = line_losses(window, books_of(window), suspects, LineLossSettings())
    return frame.set_index(["division", "node_id"])


def robbed(make: Any) -> Window:
    """A town in which account 1, of district T1, counts half of what it draws."""
    town = make()
    town.loads[1] *= 12.0
    town.counted = town.loads.copy()
    town.counted[1, 15:] *= 0.2
    window: Window = town.window()
    return window


def test_states_are_those_of_the_balance() -> None:
    assert set(NODE_STATES) == {state.value for state in NodeState}


def test_what_divisions_lose_adds_up(make: Any) -> None:
    window = make().window(text={"zone": ["North", "South"] * 40})
    frame = told(window)
    districts = frame.loc["district"]
    assert frame.loc[("voltage", "low"), "loss_kwh"] == pytest.approx(districts["loss_kwh"].sum())
    feeders = frame.loc["feeder"]
    total = frame.loc["feeder_total"]
    assert total["loss_kwh"].sum() == pytest.approx(
        districts["loss_kwh"].sum() + feeders["loss_kwh"].sum()
    )
    assert frame.loc["zone"]["loss_kwh"].sum() == pytest.approx(total["loss_kwh"].sum())
    assert frame.loc["zone"]["supplied_kwh"].sum() == pytest.approx(total["supplied_kwh"].sum())
    assert set(districts["days"]) == {30}
    assert frame["sweep_rank"].isna().all()


def test_a_district_that_loses_is_swept_unless_a_suspect_explains_it(make: Any) -> None:
    window = robbed(make)
    alone = told(window)
    assert alone.loc[("district", "T1"), "state"] == "unexplained"
    assert alone.loc[("district", "T1"), "sweep_rank"] == 1
    lost = alone.loc[("district", "T1"), "unexplained_kwh_per_day"]
    listed = pd.DataFrame({"account_id": [window.account_ids[1]], "kwh_per_day": [lost]})
    known = told(window, listed)
    assert known.loc[("district", "T1"), "listed_kwh_per_day"] == pytest.approx(lost)
    assert known["sweep_rank"].isna().all()


def test_a_wrong_record_is_told_as_such_and_not_swept(make: Any) -> None:
    town = make()
    town.loads[0] *= 8.0
    town.counted = town.loads.copy()
    window = town.window({0: 1})
    errors = record_errors(window, books_of(window))
    wrong = errors[errors["kind"] == "wrong_district"]
    assert wrong[["account_id", "recorded", "suggested"]].to_numpy().tolist() == [
        [window.account_ids[0], "T1", "T0"]
    ]
    frame = told(window)
    assert frame.loc[("district", "T0"), "remapped_state"] == "balanced"
    assert "With the suggested records" in str(frame.loc[("district", "T0"), "reason"])
    assert frame["sweep_rank"].isna().all()


def test_tables_have_the_contracts_columns_and_are_the_same_again(make: Any) -> None:
    window = robbed(make)
    books = books_of(window)
    one, two = (line_losses(window, books, NOBODY, LineLossSettings()) for _ in range(2))
    assert tuple(one.columns) == LINE_LOSSES.names
    pd.testing.assert_frame_equal(one, two)
    assert tuple(record_errors(window, books).columns) == RECORD_ERRORS.names
    assert not len(record_errors(window, None))


def test_balances_by_day_and_hour_agree(make: Any) -> None:
    window = make().window()
    balance = find_balance(window)
    assert balance is not None
    days, hours = node_days(window, balance), node_hours(window, balance)
    assert len(days) == 6 * 42
    assert len(hours) == len(days) * 24
    key = ["node_id", "date"]
    by_hour = hours.groupby(key)["supplied_kwh"].sum()
    np.testing.assert_allclose(by_hour, days.set_index(key).sort_index()["supplied_kwh"], rtol=1e-5)
    assert (days["unexplained_low_kwh"] <= days["unexplained_high_kwh"]).all()

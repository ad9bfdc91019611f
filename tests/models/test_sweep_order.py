"""Sweep order: the thief of a district worth a sweep is looked at first, as in the whole town."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from features.energy_balance.attribution import attribute
from features.energy_balance.balance import Balance
from features.energy_balance.bookkeeping import find_balance
from features.energy_balance.books import Books, keep_books
from features.energy_balance.remapping import corrected
from features.energy_balance.suspicion_order import suspicion_order
from features.energy_balance.topology import find_wrong_mappings
from features.window import Window
from models import sweep_order
from models.line_loss import line_losses
from models.sweep_order import FIRST, add_look_first, look_first
from pipeline.contract.line_loss import LOOK_FIRST_BREAK
from pipeline.settings.line_loss import LineLossSettings

FEATURES = Path(__file__).parents[1] / "features"
NOBODY = pd.DataFrame({"account_id": [], "kwh_per_day": []})
DAYS, ONSET, THIEF = 63, 30, 9


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.parent.name + "_swept", path)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def town(wrong: dict[int, int]) -> Window:
    """Three districts; account 9, fed by T0, takes 70 % of a large load since day 30."""
    build = module(FEATURES / "conftest.py").make_window
    made: Any = module(FEATURES / "energy_balance" / "conftest.py").Town(build, 60, 3, DAYS, 11)
    made.loads[THIEF] *= 4
    made.counted = made.loads.copy()
    made.counted[THIEF] *= np.where(np.arange(DAYS) < ONSET, 1.0, 0.3)[:, None]
    window: Window = made.window(wrong)
    return window


def books_of(window: Window) -> tuple[Books, Balance]:
    """The books, and the whole balance by the suggested mapping."""
    balance = find_balance(window)
    assert balance is not None
    topology = find_wrong_mappings(window, balance)
    suggested = corrected(window, balance, topology)
    return keep_books(balance, topology, suggested), suggested


@pytest.fixture(scope="module")
def robbed() -> tuple[Window, Books, Balance]:
    window = town({})
    return window, *books_of(window)


def test_the_thief_is_looked_at_first(robbed: tuple[Window, Books, Balance]) -> None:
    window, books, _ = robbed
    first = look_first(window, books, ["T0"])
    assert set(first) == {"T0"}
    assert first["T0"][0] == window.account_ids[THIEF]
    assert 1 <= len(first["T0"]) <= FIRST


def test_a_district_alone_is_ordered_as_in_the_whole_town(
    robbed: tuple[Window, Books, Balance],
) -> None:
    window, books, balance = robbed
    strength = suspicion_order(window, balance, attribute(window, balance))
    there = np.flatnonzero(balance.node_ids[balance.node_of] == "T0")
    order = there[np.lexsort((window.account_ids[there], -strength[there]))][:FIRST]
    first = look_first(window, books, ["T0"])["T0"]
    assert first == window.account_ids[order[: len(first)]].tolist()


def test_the_table_tells_it_of_sweeps_alone(robbed: tuple[Window, Books, Balance]) -> None:
    window, books, _ = robbed
    frame = line_losses(window, books, NOBODY, LineLossSettings())
    told = frame[frame["look_first"].notna()]
    assert told["node_id"].tolist() == ["T0"]
    assert told["sweep_rank"].notna().all()
    account = str(window.account_ids[THIEF])
    assert told["look_first"].iloc[0].split(LOOK_FIRST_BREAK)[0] == account


def test_no_more_districts_are_ordered_than_a_night_has_time_for(
    robbed: tuple[Window, Books, Balance], monkeypatch: pytest.MonkeyPatch
) -> None:
    window, books, _ = robbed
    frame = pd.DataFrame(
        {
            "division": ["feeder", "district", "district"],
            "node_id": ["F0", "T1", "T0"],
            "sweep_rank": pd.array([1, 3, 2], dtype="Int32"),
        }
    )
    monkeypatch.setattr(sweep_order, "MOST_DISTRICTS", 1)
    add_look_first(frame, window, books)
    assert frame["look_first"].notna().tolist() == [False, False, True]


def test_nothing_is_told_where_nothing_is_asked(robbed: tuple[Window, Books, Balance]) -> None:
    window, books, _ = robbed
    assert look_first(window, books, []) == {}
    assert look_first(window, books, ["nowhere"]) == {}

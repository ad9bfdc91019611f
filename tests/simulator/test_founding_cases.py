"""Both founding cases, as they must show in the files of the small world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

if TYPE_CHECKING:
    from tests.simulator.conftest import World

LOCAL = "Asia/Shanghai"


@pytest.fixture
def plant(world: World) -> pd.Series:
    """The account with the remote-controlled shunt."""
    thieves = world.thieves("ct_shunt").merge(world.accounts, on="account_id")
    return thieves[thieves["wiring"] == "3P3W"].iloc[0]


def test_remote_shunt_scales_power_and_current_alike_and_leaves_voltage(
    world: World, plant: pd.Series
) -> None:
    curve = world.curve(plant["account_id"])
    after = curve[curve.index >= plant["onset"].tz_localize(LOCAL)]
    # Neighbouring quarter hours of a plant seldom differ by half, and a shunt is deeper.
    steps = np.log(after[["p_kw", "q_kvar", "i_a", "u_a"]]).diff().dropna()
    edges = steps[(steps["i_a"].abs() > 0.8)]
    assert len(edges) > 10
    assert (edges["u_a"].abs() < 0.03).all()
    assert ((edges["p_kw"] - edges["i_a"]).abs() < 0.3).mean() > 0.9
    assert ((edges["q_kvar"] - edges["i_a"]).abs() < 0.4).mean() > 0.9


def test_remote_shunt_works_in_dear_hours_only(world: World, plant: pd.Series) -> None:
    curve = world.curve(plant["account_id"])
    since = plant["onset"].tz_localize(LOCAL)
    days = (curve.index - pd.Timedelta(minutes=1)).day_of_week
    workdays = curve[days < 5]
    hourly = workdays["i_a"].groupby([workdays.index >= since, workdays.index.hour]).median()
    change = hourly[True] / hourly[False]
    assert change.loc[9:10].max() < 0.6
    assert change.loc[1:5].min() > 0.7


def test_remote_shunt_is_seen_by_the_feeder_alone(world: World, plant: pd.Series) -> None:
    supply = pd.read_parquet(world.summary.out / "supply.parquet")
    assert plant["transformer_id"] not in set(supply["node_id"])
    assert plant["feeder_id"] in set(supply["node_id"])


def test_white_screens_are_one_customer_at_two_addresses(world: World) -> None:
    pair = world.thieves("meter_hang").merge(
        world.accounts.drop_duplicates("account_id"), on="account_id"
    )
    assert len(pair) == 2
    assert pair["customer_id"].nunique() == 1
    assert pair["transformer_id"].nunique() == 2
    assert pair["end"].iloc[0] < pair["onset"].iloc[1]


def test_first_white_screen_was_taken_for_a_fault(world: World) -> None:
    first = world.thieves("meter_hang").iloc[0]
    orders = pd.read_csv(world.summary.out / "work_orders.csv", parse_dates=["start"])
    visits = pd.read_csv(world.summary.out / "inspections.csv")
    mine = orders[orders["account_id"] == first["account_id"]]
    assert "meter_exchange" in set(mine["kind"])
    assert "fault" in set(visits[visits["account_id"] == first["account_id"]]["outcome"])
    meters = world.accounts[world.accounts["account_id"] == first["account_id"]]
    assert meters["meter_id"].nunique() == 2
    assert meters["valid_to"].iloc[0] == meters["valid_from"].iloc[1]
    later = world.readings[
        (world.readings["meter_id"] == meters["meter_id"].iloc[1])
        & (world.readings["source"] == "meter")
    ]
    assert later["ts"].min() > meters["valid_from"].iloc[1]
    assert later["register_kwh"].min() < 100


def test_white_screen_stops_the_register_while_the_terminal_counts_on(world: World) -> None:
    second = world.thieves("meter_hang").iloc[1]
    meter, terminal = (world.curve(second["account_id"], s) for s in ("meter", "terminal"))
    since = second["onset"].tz_localize(LOCAL)
    assert len(terminal) > 2000
    both = meter[["register_kwh"]].join(
        terminal[["register_kwh"]], suffixes=("", "_t"), how="inner"
    )
    before, after = both[both.index < since], both[both.index >= since]
    share = [
        (part["register_kwh"].iloc[-1] - part["register_kwh"].iloc[0])
        / (part["register_kwh_t"].iloc[-1] - part["register_kwh_t"].iloc[0])
        for part in (before, after)
    ]
    assert share[0] == pytest.approx(1.0, abs=0.03)
    assert share[1] < 0.85


def test_white_screen_ends_with_a_power_cycle_and_errors(world: World) -> None:
    second = world.thieves("meter_hang").iloc[1]
    meter = world.accounts.set_index("account_id").loc[second["account_id"], "meter_id"]
    mine = world.events[world.events["device_id"] == meter]
    counts = mine["code"].value_counts()
    assert counts["meter_restart"] >= 4
    assert counts["power_up"] >= counts["meter_restart"]
    assert {"processor_reset", "memory_error"} & set(counts.index)


def test_neighbours_of_a_white_screen_stay_live(world: World) -> None:
    second = world.thieves("meter_hang").iloc[1]
    accounts = world.accounts.drop_duplicates("account_id").set_index("account_id")
    meter, district = accounts.loc[second["account_id"], ["meter_id", "transformer_id"]]
    restarts = world.events[
        (world.events["device_id"] == meter) & (world.events["code"] == "meter_restart")
    ]
    neighbours = set(accounts[accounts["transformer_id"] == district]["meter_id"]) - {meter}
    rows = world.readings[world.readings["meter_id"].isin(neighbours)]
    seen = rows.groupby("ts")["meter_id"].nunique()
    for back in restarts["ts"]:
        while_hung = seen[(seen.index < back) & (seen.index > back - pd.Timedelta(hours=2))]
        assert while_hung.median() > 0.5 * len(neighbours)

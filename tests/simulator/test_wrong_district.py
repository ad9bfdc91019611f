from __future__ import annotations

import datetime as dt

import numpy as np

from simulator.records import accounts_frame
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from simulator.timeline import Timeline
from simulator.truth import truth_table

ACCOUNTS, DAYS = 200, 3


def _simulation(share: float) -> Simulation:
    scenario = Scenario.model_validate(
        {"region": {"wrong_district": share, "district_accounts": 20}}
    )
    timeline = Timeline(dt.date(2026, 3, 1), DAYS, "Asia/Shanghai")
    return Simulation(ACCOUNTS, timeline, 6, scenario)


def test_records_name_another_district_and_the_physics_keeps_its_own() -> None:
    simulation = _simulation(0.05)
    roster, recorded = simulation.roster, simulation.recorded_transformer
    moved = np.flatnonzero(recorded != roster.transformer)
    assert len(moved) == 10
    assert not roster.network.is_dedicated[recorded[moved]].any()
    feeder = roster.network.feeder_of
    assert (feeder[recorded[moved]] == roster.feeder[moved]).all()
    frame = accounts_frame(roster, roster.customer_id, [], recorded).set_index("account_id")
    row = frame.loc[roster.account_id[moved[0]]]
    assert row["transformer_id"] == roster.network.transformer_ids[recorded[moved[0]]]
    assert row["concentrator_id"] == "K" + str(
        roster.network.transformer_ids[roster.transformer[moved[0]]]
    )
    honest = _simulation(0.0)
    np.testing.assert_array_equal(
        simulation.deliver(0).supply.transformer_kwh, honest.deliver(0).supply.transformer_kwh
    )


def test_truth_calls_them_confounders_from_the_first_day() -> None:
    simulation = _simulation(0.05)
    truth = truth_table(
        simulation.roster,
        simulation.timeline,
        simulation.happenings,
        simulation.lost_kwh,
        simulation.true_kwh,
    )
    wrong = truth[truth["kind"] == "wrong_district"]
    assert len(wrong) == 10
    assert set(wrong["label"]) == {"confounder"}
    assert set(wrong["onset"]) == {"2026-03-01"}


def test_without_a_share_records_are_right() -> None:
    simulation = _simulation(0.0)
    np.testing.assert_array_equal(simulation.recorded_transformer, simulation.roster.transformer)

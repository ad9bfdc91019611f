from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from simulator.scenario import Scenario
from simulator.simulation import Simulation
from simulator.supply_rows import SupplyRows
from simulator.timeline import Timeline

DAYS = 3


def _supply(**supply: object) -> pd.DataFrame:
    """Three days over a clock change."""
    scenario = Scenario.model_validate({"region": {"supply": supply}})
    timeline = Timeline(dt.date(2026, 3, 28), DAYS, "Europe/Madrid")
    simulation = Simulation(30, timeline, 2, scenario)
    rows = SupplyRows(simulation)
    for index in range(DAYS):
        rows.add(simulation.deliver(index))
    return pd.DataFrame({name: np.asarray(values) for name, values in rows.columns().items()})


@pytest.mark.parametrize(("resolution", "times"), [(60, 24 + 23 + 24), ("daily", 3)])
def test_coarser_intervals_hold_the_same_energy(resolution: int | str, times: int) -> None:
    fine, coarse = _supply(resolution=15), _supply(resolution=resolution)
    assert set(coarse["node_id"].value_counts()) == {times}
    both = [one.groupby("node_id")["kwh"].sum() for one in (fine, coarse)]
    np.testing.assert_allclose(both[0], both[1], atol=0.2)
    assert set(coarse["ts"]) <= set(fine["ts"])


def test_some_hours_are_lost_in_pieces() -> None:
    whole, lossy = _supply(resolution=60), _supply(resolution=60, missing=0.2)
    assert 0.65 < len(lossy) / len(whole) < 0.92
    kept = whole.merge(lossy, on=["node_id", "ts"], suffixes=("", "_kept"))
    assert (kept["kwh"] == kept["kwh_kept"]).all()
    assert len(kept) == len(lossy)

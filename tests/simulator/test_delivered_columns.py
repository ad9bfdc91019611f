from __future__ import annotations

import numpy as np

from simulator.delivered_columns import FilledColumns, columns_of, readings_schema
from simulator.display import CURVES
from simulator.region import Delivered, Region

REGION = Region.model_validate(
    {
        "delivery": {
            "meter": {"energy": "interval", "channels": []},
            "3P4W": {"channels": ["p_kw", "u_a"]},
            "terminal": {"resolution": "none"},
        }
    }
)


def test_columns_follow_from_what_a_device_delivers() -> None:
    assert columns_of(Delivered()) == {"register_kwh", "export_register_kwh", *CURVES}
    assert columns_of(Delivered(energy="none", channels=("u_a",))) == {"u_a"}
    assert columns_of(Delivered(resolution="none")) == frozenset()


def test_tables_have_the_columns_that_anybody_fills() -> None:
    names = readings_schema(REGION).names
    assert names == [
        "meter_id",
        "source",
        "ts",
        "register_kwh",
        "export_register_kwh",
        "interval_kwh",
        "p_kw",
        "u_a",
    ]
    assert "interval_kwh" not in readings_schema(Region()).names


def test_a_device_shows_nothing_in_columns_of_others() -> None:
    filled = FilledColumns(REGION, ["1P2W", "3P4W"])
    row, values = np.array([0, 1, 1]), np.array([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(filled.masked("u_a", values, row), [np.nan, 2.0, 3.0])
    np.testing.assert_array_equal(filled.masked("interval_kwh", values, row), [1.0, np.nan, np.nan])
    assert np.isnan(filled.masked("i_a", values, row)).all()

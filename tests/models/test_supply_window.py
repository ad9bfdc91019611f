"""What supply meters sent in over a window: which nodes, how whole, and of what length."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from features.supplied import Supplied
from models.supply_window import read_supplied
from pipeline.contract import TABLES
from pipeline.lake import Lake
from pipeline.settings.line_loss import LineLossSettings

DAYS = 10
FIRST = dt.date(2026, 4, 1)
MINUTES = np.full(DAYS, 1440.0)
ACCOUNTS = pd.DataFrame(
    {"transformer_id": ["T1", "T1", "T2", None], "feeder_id": ["F1", "F1", "F1", None]}
)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A utility that has supply meters."""
    made = Lake(tmp_path / "lake")
    made.delta("supply").commit([])
    return made


def fine_day(node: str, day: int, step: float = 15, count: int = 96, **more: Any) -> dict[str, Any]:
    hours = {f"hour_{hour:02d}_kwh": 4.0 for hour in range(24)} if step <= 60 else {}
    row = {"node_id": node, "day": day, "intervals_count": count, "step_minutes": step}
    row |= {"coverage": min(count * step / 1440, 1), "kwh": 96.0, "still_minutes": 0}
    return row | {"zero_minutes": 0} | hours | more


def single(node: str, day: int, kwh: float = 24.0) -> dict[str, Any]:
    return {"node_id": node, "day": day, "intervals_count": 1, "kwh": kwh}


def put(lake: Lake, *rows: dict[str, Any]) -> None:
    schema = TABLES["supply_facts"].arrow_schema
    for day in sorted({row["day"] for row in rows}):
        date = FIRST + dt.timedelta(days=day)
        mine = sorted((row for row in rows if row["day"] == day), key=lambda row: row["node_id"])
        table = pa.Table.from_pylist(
            [{name: row.get(name) for name in schema.names} | {"date": date} for row in mine],
            schema,
        )
        lake.replace_partitions("supply_facts", {str(date): table})


def read(lake: Lake, **settings: Any) -> Supplied:
    found = read_supplied(lake, LineLossSettings(**settings), ACCOUNTS, FIRST, MINUTES)
    assert found is not None
    return found


def test_without_a_supply_table_there_is_none(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "bare")
    assert read_supplied(lake, LineLossSettings(), ACCOUNTS, FIRST, MINUTES) is None


def test_a_table_without_rows_of_these_days_gives_no_nodes(lake: Lake) -> None:
    found = read(lake)
    assert found.node_ids.tolist() == []
    assert found.kwh.shape == (0, DAYS)
    assert found.hour_kwh.shape == (0, DAYS, 24)


def test_nodes_that_no_account_names_are_told_and_left_out(lake: Lake) -> None:
    put(lake, *(fine_day(node, 3) for node in ("T1", "F1", "X9", "T0")))
    found = read(lake)
    assert found.node_ids.tolist() == ["F1", "T1"]
    assert found.unknown_ids == ("T0", "X9")


def test_facts_stand_in_their_day_and_the_rest_is_unread(lake: Lake) -> None:
    put(lake, fine_day("T1", 3, kwh=50.0, coverage=0.5, still_minutes=45, zero_minutes=30))
    found = read(lake)
    assert np.flatnonzero(np.isfinite(found.kwh[0])).tolist() == [3]
    assert (found.kwh[0, 3], found.coverage[0, 3], found.coverage[0, 4]) == (50, 0.5, 0)
    assert (found.hour_kwh[0, 3] == 4).all()
    assert np.isnan(found.hour_kwh[0, 4]).all()
    assert (found.still_minutes[0, 3], found.zero_minutes[0, 3]) == (45, 30)
    assert {found.kwh.dtype, found.coverage.dtype} == {np.dtype(np.float64)}
    thin = (found.hour_kwh, found.step_minutes, found.still_minutes, found.zero_minutes)
    assert {matrix.dtype for matrix in thin} == {np.dtype(np.float32)}


def test_an_hour_that_is_unknown_stays_so(lake: Lake) -> None:
    put(lake, fine_day("T1", 3, hour_07_kwh=None))
    assert np.flatnonzero(np.isnan(read(lake).hour_kwh[0, 3])).tolist() == [7]


def test_one_interval_a_day_is_the_day(lake: Lake) -> None:
    put(lake, *(single("T1", day, 24.0 + day) for day in range(DAYS) if day != 4))
    found = read(lake)
    assert np.flatnonzero(np.isnan(found.kwh[0])).tolist() == [4]
    assert np.flatnonzero(found.coverage[0] == 0).tolist() == [4]
    assert (found.kwh[0, 5], found.coverage[0, 5], found.step_minutes[0, 5]) == (29, 1, 1440)
    assert np.nansum(found.still_minutes) == np.nansum(found.zero_minutes) == 0
    assert np.isnan(found.hour_kwh).all()


def test_daily_values_that_repeat_are_still_and_zero_is_zero(lake: Lake) -> None:
    values = [20.0, 21.0, 7.0, 7.0, 22.0, 0.0, 19.0, 23.0, 18.0, 17.0]
    put(lake, *(single("T1", day, kwh) for day, kwh in enumerate(values)))
    found = read(lake)
    assert np.flatnonzero(found.still_minutes[0] == 1440).tolist() == [2, 3]
    assert np.flatnonzero(found.zero_minutes[0] == 1440).tolist() == [5]


def test_an_interval_of_several_days_is_spread_over_them(lake: Lake) -> None:
    put(lake, *(single("T1", day, 30.0 + day) for day in (2, 5, 8)))
    found = read(lake)
    assert found.kwh[0, :9] == pytest.approx(np.repeat([32 / 3, 35 / 3, 38 / 3], 3))
    assert np.isnan(found.kwh[0, 9])
    assert (found.coverage[0] == [1] * 9 + [0]).all()
    assert (found.step_minutes[0, :9] == 3 * 1440).all()


def test_a_gap_among_longer_intervals_is_not_bridged(lake: Lake) -> None:
    put(lake, *(single("T1", day, 30.0 + day) for day in (1, 3, 9)))
    found = read(lake)
    assert np.flatnonzero(found.coverage[0]).tolist() == [0, 1, 2, 3, 8, 9]


def test_the_only_interval_of_all_does_not_tell_its_length(lake: Lake) -> None:
    put(lake, single("T1", 4))
    found = read(lake)
    assert found.node_ids.tolist() == ["T1"]
    assert np.isnan(found.kwh).all()
    assert (found.coverage == 0).all()


def test_a_stray_interval_of_a_fine_node_is_not_a_day(lake: Lake) -> None:
    put(
        lake,
        *(fine_day("T1", day) for day in range(7)),
        single("T1", 7, 1.0),
        single("T1", 8, 0.0),
        fine_day("T1", 9, step=1365, count=2, kwh=2.0),
    )
    found = read(lake)
    assert found.coverage[0, 7:] == pytest.approx([15 / 1440, 15 / 1440, 30 / 1440])
    assert (found.step_minutes[0, 7:] == 15).all()
    assert found.zero_minutes[0, 7:9].tolist() == [0, 15]
    assert found.kwh[0, 7:].tolist() == [1, 0, 2]


def test_ratings_come_from_the_settings(lake: Lake) -> None:
    put(lake, fine_day("T1", 3), fine_day("T2", 3))
    assert read(lake).transformer_kva is None
    found = read(lake, transformer_kva={"T2": 400.0, "T7": 100.0}, iron_share=0.004)
    assert found.transformer_kva is not None
    np.testing.assert_array_equal(found.transformer_kva, [np.nan, 400.0])
    assert (found.iron_share, found.copper_share) == (0.004, 0.03)

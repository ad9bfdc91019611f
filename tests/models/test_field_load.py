import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from models.field_load import (
    COLUMNS,
    HOURS,
    load_before,
    load_of_late,
    read_field_facts,
    usual_load,
)
from pipeline.contract import TABLES
from pipeline.lake import Lake

FIRST = dt.date(2026, 1, 1)


def facts(days: int, **own: Any) -> pd.DataFrame:
    """Return days of one meter; a value may be a list, one a day."""
    columns = dict.fromkeys(COLUMNS, np.nan) | {"meter_id": "M"} | own
    frame = pd.DataFrame(columns, index=range(days))
    return frame.assign(date=[FIRST + dt.timedelta(days=n) for n in range(days)])


def test_hours_are_medians_over_the_days() -> None:
    load = usual_load(
        facts(3, register_kwh=24.0, **{f"hour_{h:02d}_kwh": [1, 2, 9] for h in range(24)})
    )
    assert load is not None
    assert load.is_by_hour
    assert load.kw.tolist() == [2.0] * HOURS


def test_a_daily_reading_is_spread_over_its_day() -> None:
    load = usual_load(facts(4, interval_kwh=48.0))
    assert load is not None
    assert not load.is_by_hour
    assert load.mean_kw == pytest.approx(2.0)


def test_nothing_read_is_nothing_known() -> None:
    assert usual_load(facts(4)) is None
    assert usual_load(facts(0)) is None


def test_before_ends_at_the_onset_and_wants_some_days() -> None:
    rows = facts(30, register_kwh=[24.0] * 20 + [2.4] * 10)
    onset = FIRST + dt.timedelta(days=20)
    before, late = load_before(rows, onset), load_of_late(rows, FIRST + dt.timedelta(29), onset)
    assert before is not None
    assert late is not None
    assert before.mean_kw == pytest.approx(1.0)
    assert late.mean_kw == pytest.approx(0.1)
    assert (before.days, late.days) == (20, 10)
    assert load_before(rows, FIRST + dt.timedelta(days=4)) is None
    assert load_before(rows, None) is None


def test_only_the_meters_asked_for_are_read(tmp_path: Path) -> None:
    lake, schema = Lake(tmp_path), TABLES["facts"].arrow_schema
    for number in range(3):
        day = FIRST + dt.timedelta(days=number)
        rows = [
            dict.fromkeys(schema.names) | {"meter_id": meter, "date": day, "register_kwh": number}
            for meter in ("M1", "M2")
        ]
        table = pa.Table.from_pylist(rows, schema)
        lake.replace_partitions("facts", {day.isoformat(): table})
    found = read_field_facts(lake, ["M2"], FIRST + dt.timedelta(days=1), FIRST + dt.timedelta(9))
    assert found[["meter_id", "register_kwh"]].to_numpy().tolist() == [["M2", 1.0], ["M2", 2.0]]
    assert found["date"].tolist() == [FIRST + dt.timedelta(days=n) for n in (1, 2)]

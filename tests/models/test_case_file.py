from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from features.registry import Feature, FeatureTable, Measured
from features.window import Window
from models.case_file import build_case, build_cases
from models.scoring import Scored, score
from models.suspect_list import list_arrow, make_list
from pipeline import Lake
from pipeline.contract import TABLES
from pipeline.contract.vocabulary import Family
from pipeline.settings import Settings

IDS = [f"A{k}" for k in range(12)]
SETTINGS = Settings(timezone="Asia/Shanghai")
ONSET_DAY = 20
ONSET = dt.date(2026, 1, 21)


def _signal(window: Window) -> np.ndarray:
    return window.kwh / 10.0


@pytest.fixture
def scored(
    make_window: Callable[..., Window],
    make_feature: Callable[..., Feature],
    make_table: Callable[..., FeatureTable],
) -> Scored:
    kwh = np.full((12, 30), 10.0)
    kwh[0, ONSET_DAY:] = 4.0
    kwh[0, 5] = np.nan
    events = np.zeros((12, 30), dtype=np.float32)
    events[0, ONSET_DAY] = 2
    orders = np.zeros((12, 30), dtype=bool)
    orders[0, 8:11] = True
    window = make_window(
        IDS,
        kwh=kwh,
        facts={"event_meter_cover_open_count": events},
        work_orders={"site_visit": orders},
    )
    value = Measured.of(np.r_[0.9, np.zeros(11)], onset=np.full(12, ONSET_DAY, dtype=np.int32))
    feature = make_feature("shunt_share", Family.CURRENT_SHUNT, signal=_signal)
    return score(window, make_table({feature: value}), 1)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path)
    accounts = [
        {"account_id": name, "meter_id": f"m{name}", "customer_id": f"c{k // 2}"}
        for k, name in enumerate(IDS)
    ]
    lake.replace("accounts", pa.Table.from_pylist(accounts, TABLES["accounts"].arrow_schema))
    lake.replace_partitions("readings", {str(day): _readings(day) for day in _days()})
    return lake


def _days() -> list[dt.date]:
    return [dt.date(2026, 1, 1) + dt.timedelta(days=k) for k in range(30)]


def _readings(day: dt.date) -> pa.Table:
    midnight = dt.datetime.combine(day, dt.time.min, dt.timezone(dt.timedelta(hours=8)))
    rows = [
        {"meter_id": f"m{name}", "source": source, "ts": midnight + dt.timedelta(hours=hour)}
        | {"p_kw": float(hour), "u_a": 220.0 if source == "meter" else None}
        for name in ("A0", "A1")
        for source in ("meter", "terminal")
        for hour in (6, 12, 24)
    ]
    return pa.Table.from_pylist(rows, TABLES["readings"].arrow_schema)


def test_case_of_a_suspect_on_the_list(lake: Lake, scored: Scored) -> None:
    nobody = TABLES["suspects"].arrow_schema.empty_table().to_pandas()
    found = make_list(scored, lake.frame("accounts"), nobody, SETTINGS, scored.date)
    lake.replace_partitions("suspects", {str(scored.date): list_arrow(found)})
    case = build_case(lake, SETTINGS, scored, "A0")
    assert (case.suspect["rank"], case.suspect["change"]) == (1, "new")
    assert case.suspect["evidence"][0]["feature"] == "shunt_share"
    assert case.account["meter_id"] == "mA0"
    assert "zone" not in case.account
    assert case.sister_accounts == ("A1",)
    assert (len(case.dates), case.dates[-1]) == (30, dt.date(2026, 1, 30))


def test_expected_energy_follows_the_peers(lake: Lake, scored: Scored) -> None:
    case = build_case(lake, SETTINGS, scored, "A0")
    assert case.peer_kwh.tolist() == pytest.approx([10.0] * 30)
    assert case.daily_kwh[-1] == 4.0


def test_signal_behind_the_evidence(lake: Lake, scored: Scored) -> None:
    (signal,) = build_case(lake, SETTINGS, scored, "A0").signals
    assert (signal.name, signal.unit, signal.baseline) == ("shunt_share", "share", None)
    assert signal.values[-1] == 0.4


def test_marks_name_what_happened(lake: Lake, scored: Scored) -> None:
    marks = build_case(lake, SETTINGS, scored, "A0").marks
    assert [(mark.date, mark.kind, mark.label) for mark in marks] == [
        (dt.date(2026, 1, 6), "gap", "no readings"),
        (dt.date(2026, 1, 9), "work_order", "site visit"),
        (ONSET, "event", "meter cover open (2 times)"),
        (ONSET, "onset", "suspected loss begins"),
    ]


def test_load_curve_is_local_and_lies_around_the_onset(lake: Lake, scored: Scored) -> None:
    curve = build_case(lake, SETTINGS, scored, "A0", raw_days=4).load_curve
    assert curve is not None
    assert curve.instants[0] == np.datetime64("2026-01-19T06:00")
    assert curve.instants[-1] == np.datetime64("2026-01-23T00:00")
    assert curve.channels["Active power (kW)"][:3].tolist() == [6.0, 12.0, 24.0]
    assert set(curve.channels) == {
        "Active power (kW)",
        "Voltage a (V)",
        "Terminal: active power (kW)",
    }


def test_unsuspected_account_shows_its_latest_days(lake: Lake, scored: Scored) -> None:
    case = build_case(lake, SETTINGS, scored, "A1")
    assert (case.suspect["rank"], case.suspect["score"]) == (None, 0.0)
    assert case.load_curve is not None
    assert case.load_curve.instants[-1] == np.datetime64("2026-01-31T00:00")


def test_cases_come_in_the_order_asked_for(lake: Lake, scored: Scored) -> None:
    cases = build_cases(lake, SETTINGS, scored, ["A5", "A0"])
    assert [case.suspect["account_id"] for case in cases] == ["A5", "A0"]
    assert cases[0].load_curve is None


def test_unknown_account_is_named(lake: Lake, scored: Scored) -> None:
    with pytest.raises(KeyError, match="'nobody'"):
        build_case(lake, SETTINGS, scored, "nobody")

"""Attacks laid over a small lake through the whole pipeline, without a trace in the lake."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from features.window import Window
from flows.steps.attacked_lake import AttackedLake, Victim, attacked_id
from flows.steps.fact_days import refresh_facts
from flows.steps.finished_runs import NotEnoughDataError
from flows.steps.injection import run_injection
from models.injection.draw import Case, InjectionPlan, Placement
from models.injection.registry import ATTACKS
from models.lake_window import read_window
from pipeline.contract import TABLES
from pipeline.lake import Lake
from pipeline.settings import Settings

LAST = dt.date(2026, 2, 11)
ONSET, DAYS = dt.date(2026, 1, 31), 12
PLAN = InjectionPlan(seed=3, victims=4)
BY_NAME = {attack.name: attack for attack in ATTACKS}


def digests(lake: Lake) -> dict[str, str]:
    """Every file of a lake with the digest of its bytes."""
    return {
        str(path.relative_to(lake.root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(lake.root.rglob("*"))
        if path.is_file()
    }


def test_the_lake_stays_as_it_is_and_the_seed_decides(stocked: Lake, settings: Settings) -> None:
    refresh_facts(stocked, settings, dt.date(2026, 1, 1), dt.date(2026, 1, 20))
    before = digests(stocked)
    versions = {name: stocked.version(name) for name in TABLES}
    told: list[tuple[str, int, int]] = []
    one = run_injection(stocked, settings, LAST, PLAN, lambda *step: told.append(step))
    same = run_injection(stocked, settings, LAST, PLAN)
    assert digests(stocked) == before
    assert {name: stocked.version(name) for name in TABLES} == versions
    assert one == same
    # Twenty days were known: the others were computed beside the lake.
    assert ("facts", 22, 22) in told
    assert told[-1] == ("rounds", 4, 4)
    assert one.total.count == 4
    assert one.accounts == 12
    assert one.not_possible["ct_shunt_phase"].startswith("no currents")
    assert "jokar_h1" not in one.not_possible
    other = run_injection(stocked, settings, LAST, InjectionPlan(seed=4, victims=4))
    assert other.cases != one.cases


def test_too_few_days_are_refused_with_a_reason(
    tmp_path: Path, stock: Callable[[Lake, int], Lake], settings: Settings
) -> None:
    young = stock(Lake(tmp_path / "lake"), 15)
    with pytest.raises(NotEnoughDataError, match="0 of 12 accounts can be attacked on 2026-01-15"):
        run_injection(young, settings, dt.date(2026, 1, 15), PLAN)


def test_an_empty_lake_is_refused_with_a_reason(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(NotEnoughDataError, match="no account of the lake is valid"):
        run_injection(Lake(tmp_path), settings, LAST, PLAN)


@pytest.fixture(scope="module")
def exchanged(tmp_path_factory: pytest.TempPathFactory, stocked: Lake) -> Lake:
    """The stocked lake with events; A05 got the meter of A06 in the attack's fourth night."""
    lake = Lake(tmp_path_factory.mktemp("exchanged") / "lake")
    changed = dt.datetime(2026, 2, 2, 16, tzinfo=dt.UTC)
    rows = {row["account_id"]: row for row in stocked.read("accounts").to_pylist()}
    del rows["A06"]
    second = rows["A05"] | {"meter_id": "m06", "valid_from": changed}
    rows["A05"]["valid_to"] = changed
    accounts = pa.Table.from_pylist([*rows.values(), second], TABLES["accounts"].arrow_schema)
    lake.replace("accounts", accounts)
    readings = stocked.read("readings")
    days = {str(day): part for day, part in _by_day(readings).items()}
    lake.replace_partitions("readings", days)
    event = {
        "device_id": "m05",
        "ts": dt.datetime(2026, 2, 1, tzinfo=dt.UTC),
        "profile": "canonical",
    }
    known = [event | {"code": "power_up"}, event | {"code": "clock_set", "device_id": "m01"}]
    events = pa.Table.from_pylist(known, TABLES["events"].arrow_schema)
    lake.replace_partitions("events", {"2026-02-01": events})
    return lake


def _by_day(readings: pa.Table) -> dict[dt.date, pa.Table]:
    dates = sorted(set(readings["date"].to_pylist()))
    return {date: readings.filter(pa.compute.equal(readings["date"], date)) for date in dates}


def attacked_window(
    lake: Lake, settings: Settings, folder: Path, names: dict[str, str], codes: frozenset[str]
) -> Window:
    """Window of accounts (account to attack) after their attacks, in that order."""
    victims = [
        Victim(
            account,
            Placement(
                0, 0, Case(BY_NAME[name], BY_NAME[name].strengths[-1]), ONSET, DAYS, 5, False
            ),
        )
        for account, name in names.items()
    ]
    attacked = Lake(folder / "attacked")
    writer = AttackedLake(lake, settings.timezone, codes)
    hidden = writer.write(attacked, victims, dt.date(2026, 1, 1), LAST)
    assert ((hidden > 0.05) & (hidden <= 1)).all()
    refresh_facts(attacked, settings, dt.date(2026, 1, 1), LAST)
    return read_window(attacked, settings, LAST)


def test_attacked_accounts_keep_their_days_before_and_their_exchanged_meters(
    exchanged: Lake, settings: Settings, tmp_path: Path
) -> None:
    refresh_facts(exchanged, settings, dt.date(2026, 1, 1), LAST)
    own = read_window(exchanged, settings, LAST)
    names = {"A05": "jokar_h1", "A01": "zero_use"}
    window = attacked_window(exchanged, settings, tmp_path, names, frozenset())
    assert window.account_ids.tolist() == [attacked_id(0), attacked_id(1)]
    fifth, first = own.account_ids.tolist().index("A05"), own.account_ids.tolist().index("A01")
    for name, values in window.facts.items():
        assert np.array_equal(values[0, :-DAYS], own.facts[name][fifth, :-DAYS], equal_nan=True), (
            name
        )
        assert np.array_equal(values[1, :-DAYS], own.facts[name][first, :-DAYS], equal_nan=True), (
            name
        )
    assert (
        window.meter_changed[0].nonzero()[0].tolist()
        == own.meter_changed[fifth].nonzero()[0].tolist()
    )
    left = window.kwh[0, -DAYS:] / own.kwh[fifth, -DAYS:]
    assert left[np.isfinite(left)] == pytest.approx(0.1, abs=0.01)
    assert np.isfinite(left).sum() >= DAYS - 1
    assert window.kwh[1, -DAYS:] == pytest.approx(np.zeros(DAYS), abs=1e-6)


def test_own_events_come_along_and_new_ones_where_the_utility_knows_the_code(
    exchanged: Lake, settings: Settings, tmp_path: Path
) -> None:
    names = {"A05": "white_screen_silent", "A01": "white_screen_silent"}
    codes = frozenset({"meter_restart"})
    window = attacked_window(exchanged, settings, tmp_path, names, codes)
    assert window.facts["event_power_up_count"].sum(axis=1).tolist() == [1, 0]
    assert window.facts["event_clock_set_count"].sum(axis=1).tolist() == [0, 1]
    restarts = window.facts["event_meter_restart_count"]
    assert restarts[:, :-DAYS].sum() == 0
    assert (restarts[:, -DAYS:].sum(axis=1) >= 3).all()
    assert window.fact("event_power_down_count").sum() == 0

from __future__ import annotations

import datetime as dt

import pandas as pd

from models.account_master import accounts_on

ZONE = "Asia/Shanghai"


def _accounts(*rows: tuple[str, str, str | None, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["account_id", "meter_id", "valid_from", "valid_to"])
    for name in ("valid_from", "valid_to"):
        local = pd.to_datetime(frame[name]).dt.tz_localize(ZONE)
        frame[name] = local.dt.tz_convert("UTC")
    return frame


def test_meter_of_the_day_is_chosen() -> None:
    accounts = _accounts(("A", "old", None, "2026-03-10"), ("A", "new", "2026-03-10", None))
    assert accounts_on(accounts, dt.date(2026, 3, 9), ZONE).loc["A", "meter_id"] == "old"
    assert accounts_on(accounts, dt.date(2026, 3, 10), ZONE).loc["A", "meter_id"] == "new"


def test_meter_that_came_during_the_day_counts() -> None:
    accounts = _accounts(
        ("A", "new", "2026-03-10 14:00", None), ("A", "old", None, "2026-03-10 14:00")
    )
    assert accounts_on(accounts, dt.date(2026, 3, 10), ZONE).loc["A", "meter_id"] == "new"


def test_future_rows_are_unknown() -> None:
    accounts = _accounts(("A", "new", "2026-03-11", None))
    assert accounts_on(accounts, dt.date(2026, 3, 10), ZONE).empty


def test_closed_account_keeps_its_last_row() -> None:
    accounts = _accounts(("A", "m1", None, "2026-01-01"), ("A", "m2", "2026-01-01", "2026-02-01"))
    assert accounts_on(accounts, dt.date(2026, 3, 10), ZONE).loc["A", "meter_id"] == "m2"

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pandas as pd

from models.scoring import Scored
from models.visits.records import Records
from models.visits.tracking import watched_accounts
from pipeline.settings.visits import VisitSettings

# Accounts of one district; the first is under watch since a theft was found 60 days ago.
N, DAYS = 40, 150
IDS = [f"A{k:02d}" for k in range(N)]
TODAY = dt.date(2026, 1, 30)
VISIT = ("A00", 60, "theft")


def _use() -> np.ndarray:
    rng = np.random.default_rng(1)
    weather = 1 + 0.2 * np.sin(np.arange(DAYS) / 9)
    kwh: np.ndarray = rng.uniform(5, 20, (N, 1)) * weather * rng.lognormal(0, 0.15, (N, DAYS))
    kwh[0, : DAYS - 60] *= 0.5
    return kwh


def _watched(make_scored: Callable[..., Scored], kwh: np.ndarray, records: Records) -> pd.DataFrame:
    scored = make_scored(IDS, [0.1] * N, history_kwh=kwh)
    return watched_accounts(scored, records, VisitSettings(tracking_days=90))


def test_account_that_recovered_is_under_watch_without_alarm(
    make_scored: Callable[..., Scored], make_records: Callable[..., Records]
) -> None:
    found = _watched(make_scored, _use(), make_records([VISIT]))
    (row,) = found.to_dict("records")
    assert row["account_id"] == "A00"
    assert row["visited_on"] == TODAY - dt.timedelta(days=60)
    assert row["state"] == "recovered"
    assert row["alarm_on"] is None
    assert row["level_after"] > 1.6 * row["level_before"]


def test_recurrence_alarms(
    make_scored: Callable[..., Scored], make_records: Callable[..., Records]
) -> None:
    kwh = _use()
    kwh[0, -20:] *= 0.4
    (row,) = _watched(make_scored, kwh, make_records([VISIT])).to_dict("records")
    assert row["state"] == "falling_again"
    assert TODAY - dt.timedelta(days=20) < row["alarm_on"] < TODAY - dt.timedelta(days=9)
    assert row["level_now"] < 0.6 * row["level_after"]


def test_what_neighbours_share_is_no_alarm(
    make_scored: Callable[..., Scored], make_records: Callable[..., Records]
) -> None:
    vacancy, holiday = _use(), _use()
    vacancy[:, -20:] *= 0.4
    holiday[:, -20:-13] *= 0.3
    for kwh in (vacancy, holiday):
        (row,) = _watched(make_scored, kwh, make_records([VISIT])).to_dict("records")
        assert row["alarm_on"] is None


def test_watch_ends_with_its_time_or_with_a_clean_visit(
    make_scored: Callable[..., Scored], make_records: Callable[..., Records]
) -> None:
    kwh = _use()
    assert _watched(make_scored, kwh, make_records([("A00", 90, "theft")])).empty
    assert len(_watched(make_scored, kwh, make_records([("A00", 89, "theft")]))) == 1
    assert _watched(make_scored, kwh, make_records([VISIT, ("A00", 10, "clean")])).empty
    assert _watched(make_scored, kwh, make_records([("A00", 10, "no_access")])).empty


def test_watch_lasts_while_its_alarm_stands(
    make_scored: Callable[..., Scored], make_records: Callable[..., Records]
) -> None:
    kwh = _use()
    kwh[0, 50:90] *= 2
    kwh[0, -40:] *= 0.4
    found = _watched(make_scored, kwh, make_records([("A00", 100, "theft")]))
    assert found["state"].tolist() == ["falling_again"]
    kwh = _use()
    kwh[0, 50:90] *= 2
    kwh[0, -8:] *= 0.1
    # This alarm came after the watch had ended.
    assert _watched(make_scored, kwh, make_records([("A00", 100, "theft")])).empty


def test_months_read_as_one_tell_no_days(
    make_scored: Callable[..., Scored], make_records: Callable[..., Records]
) -> None:
    kwh = _use()
    kwh[0, -20:] *= 0.4
    scored = make_scored(
        IDS, [0.1] * N, history_kwh=kwh, kwh_is_spread=np.ones((N, 30), dtype=bool)
    )
    found = watched_accounts(scored, make_records([VISIT]), VisitSettings())
    assert found["state"].tolist() == ["quiet"]

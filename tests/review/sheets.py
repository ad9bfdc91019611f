"""Facts of a meter for inspection sheets, and an account whose sheet has everything."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
from fastapi.testclient import TestClient

from pipeline.contract import TABLES
from pipeline.lake import Lake
from review.case_keys import case_key, remember_keys
from review.office import Office
from tests.review.workbench import DAYS, account, arrow, suspect

ONSET = DAYS[1] - dt.timedelta(days=10)


def put_facts(lake: Lake, meter: str, *, days: int = 40, **own: Any) -> None:
    """Write daily facts: 1 kW at all hours and 2 A a phase, half of phase c since the onset."""
    schema = TABLES["facts"].arrow_schema
    tables = {}
    for back in range(days):
        day = DAYS[1] - dt.timedelta(days=back)
        since = day >= ONSET
        row = dict.fromkeys(schema.names) | {
            "meter_id": meter,
            "date": day,
            "register_kwh": 20.0 if since else 24.0,
            "register_last_kwh": 5000.0 - back,
            **{f"hour_{hour:02d}_kwh": 20 / 24 if since else 1.0 for hour in range(24)},
            **{f"i_{phase}_mean_a": 2.0 for phase in "ab"},
            "i_c_mean_a": 1.0 if since else 2.0,
            "u_a_mean_v": 219.0,
            "pf_mean": 0.9,
            **own,
        }
        tables[day.isoformat()] = pa.Table.from_pylist([row], schema)
    lake.replace_partitions("facts", tables)


def put_suspect(lake: Lake, account_id: str, **own: Any) -> None:
    """Put one account with ratio and voltage in the lake, alone on the last list."""
    master = account(account_id, 1) | {"rated_voltage_v": 220.0, "ct_ratio": 30.0}
    wanted = {name: own.pop(name) for name in list(own) if name in TABLES["accounts"].names}
    lake.replace("accounts", arrow("accounts", [master | wanted]))
    row = suspect(DAYS[1], 1, account_id, **{"onset": ONSET, **own})
    lake.replace_partitions("suspects", {DAYS[1].isoformat(): arrow("suspects", [row])})


def key_of(office: Office, account_id: str) -> str:
    remember_keys(office.engine, office.secret(), [account_id])
    return case_key(office.secret(), account_id)


def sheet_text(desk: TestClient, office: Office, account_id: str, query: str = "") -> str:
    answer = desk.get(f"/cases/{key_of(office, account_id)}/sheet{query}")
    assert answer.status_code == 200, answer.text
    return answer.text

"""A small utility written by hand, and browsers that look at its workbench."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.contract import TABLES

DAYS = (dt.date(2026, 3, 1), dt.date(2026, 3, 2))
PASSWORD = "correct horse battery"  # noqa: S105
ZONES = ("north", "south")


@dataclass
class StillClock:
    """An instant that stands until a test moves it."""

    now: dt.datetime = dt.datetime(2026, 3, 3, 7, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


def suspect(date: dt.date, rank: int, account_id: str, **own: Any) -> dict[str, Any]:
    """Return a row of table `suspects`."""
    evidence = {
        "feature": "terminal_deficit_share",
        "value": 0.4,
        "baseline": 0.01,
        "unit": "share",
        "text": "The terminal counted 40 % more than the meter.",
    }
    cleared = {"explanation": "outage", "outcome": "excluded", "text": "No outage was near."}
    return {
        "run_date": date,
        "rank": rank,
        "account_id": account_id,
        "customer_id": f"C-{account_id}",
        "meter_id": f"M-{account_id}",
        "zone": ZONES[rank % 2],
        "score": 1.0 - rank / 100,
        "means": "ct_shunt" if rank % 2 else "meter_hang",
        "onset": date - dt.timedelta(days=10),
        "kwh_per_day": 20.0 / rank,
        "kwh_per_day_low": 10.0 / rank,
        "kwh_per_day_high": 30.0 / rank,
        "recoverable_kwh": 200.0 / rank,
        "recoverable_amount": 30.0 / rank,
        "evidence": [evidence],
        "cleared_by": [cleared],
        "status": "new",
        "change": "new",
        **own,
    }


def arrow(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Return rows as table `name`; columns that are not given are null."""
    schema = TABLES[name].arrow_schema
    return pa.Table.from_pylist([dict.fromkeys(schema.names) | row for row in rows], schema)


def run_of(date: dt.date) -> dict[str, Any]:
    return {
        "run_date": date,
        "command": "run",
        "input_versions": "{}",
        "settings": "{}",
        "code_version": "0",
        "seed": 1,
        "summary": json.dumps({"accounts": 8, "suspects": 4}),
        "list_sha256": "0",
    }


def account(account_id: str, place: int) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "meter_id": f"M-{account_id}",
        "customer_id": f"C-{account_id}",
        "transformer_id": f"T{place % 2}",
        "feeder_id": "F0",
        "zone": ZONES[place % 2],
        "tariff_class": "commercial",
        "wiring": "3P4W",
        "latitude": 10.0 + place / 1000,
        "longitude": 20.0 + place / 1000,
        "valid_from": dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
    }


def browser(app: FastAPI) -> TestClient:
    """Return a browser of its own, without cookies."""
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


def token_of(client: TestClient, path: str = "/sign-in") -> str:
    """Return the token against forgery that the form on a page carries."""
    text = client.get(path).text
    return text.split('name="csrf" value="')[1].split('"')[0]


def signed_in(app: FastAPI, name: str) -> TestClient:
    """Return the browser of a user who has signed in."""
    client = browser(app)
    form = {"name": name, "password": PASSWORD, "csrf": token_of(client)}
    assert client.post("/sign-in", data=form).status_code == 303
    return client

"""A workbench on a small lake with two lists, and a clock that tests set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.lake import Lake
from pipeline.settings import Settings
from review import people
from review.app import create_app
from review.database import writing
from review.office import Office
from review.people import add_user
from review.roles import Role
from tests.review.workbench import (
    DAYS,
    PASSWORD,
    StillClock,
    account,
    arrow,
    browser,
    run_of,
    suspect,
)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords at the least cost; what it must cost is tested once, apart."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(people, "_HASHER", hasher)
    monkeypatch.setattr(people, "_NOBODYS_HASH", hasher.hash("nobody has this password"))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Eight accounts, two lists of four suspects."""
    made = Lake(tmp_path / "lake")
    ids = [f"A{place}" for place in range(1, 9)]
    made.replace("accounts", arrow("accounts", [account(a, p) for p, a in enumerate(ids, 1)]))
    for date, listed in zip(DAYS, (ids[:4], ids[1:5]), strict=True):
        rows = [suspect(date, rank, a) for rank, a in enumerate(listed, 1)]
        made.replace_partitions("suspects", {date.isoformat(): arrow("suspects", rows)})
        scores = [{"run_date": date, "account_id": a, "score": 0.5, "coverage": 1.0} for a in ids]
        made.replace_partitions("scores", {date.isoformat(): arrow("scores", scores)})
    made.replace("runs", arrow("runs", [run_of(date) for date in DAYS]))
    return made


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def app(lake: Lake, clock: StillClock) -> FastAPI:
    return create_app(lake, Settings(timezone="Europe/London", currency="GBP"), clock=clock)


@pytest.fixture
def office(app: FastAPI) -> Office:
    found: Office = app.state.office
    return found


@pytest.fixture
def desk(app: FastAPI) -> Iterator[TestClient]:
    """A browser at the open desk: nobody was added, so it may do everything."""
    with browser(app) as client:
        yield client


@pytest.fixture
def team(office: Office) -> None:
    """One user of each role, named after it; the viewer sees the north alone."""
    with writing(office.engine) as connection:
        for role in Role:
            zones = ["north"] if role is Role.VIEWER else None
            add_user(connection, role.value, PASSWORD, role, office.clock(), zones=zones)

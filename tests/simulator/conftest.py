"""One small simulated utility, shared by the tests that read its files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from simulator import SimulationSummary, simulate

ZONE = "Asia/Shanghai"


@dataclass(frozen=True)
class World:
    """A simulated utility as read back from its files."""

    summary: SimulationSummary
    accounts: pd.DataFrame
    readings: pd.DataFrame
    events: pd.DataFrame
    truth: pd.DataFrame

    def thieves(self, kind: str) -> pd.DataFrame:
        """Return the truth of one kind, by onset."""
        return self.truth[self.truth["kind"] == kind].sort_values("onset")

    def curve(self, account: str, source: str = "meter") -> pd.DataFrame:
        """Return an account's readings by local time, of its first meter."""
        rows = self.accounts[self.accounts["account_id"] == account]
        mine = self.readings["meter_id"] == rows["meter_id"].iloc[0]
        table = self.readings[mine & (self.readings["source"] == source)]
        table = table.drop_duplicates("ts").set_index("ts").sort_index()
        return table.tz_convert(ZONE)


def _sound(events: pd.DataFrame) -> pd.DataFrame:
    """Leave out events whose time no device can have meant."""
    ts = pd.to_datetime(events["ts"], errors="coerce", utc=True)
    return events.assign(ts=ts)[ts.dt.year == 2026]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A hundred accounts for 28 days."""
    out: Path = tmp_path_factory.mktemp("world") / "input"
    summary = simulate(out, accounts=100, days=28, seed=5, start=dt.date(2026, 3, 1))
    files = sorted((out / "readings").glob("*.parquet"))
    readings = pd.concat([pd.read_parquet(path) for path in files], ignore_index=True)
    return World(
        summary=summary,
        accounts=pd.read_parquet(out / "accounts.parquet"),
        readings=readings[
            (readings["ts"].dt.year == 2026)
            & (readings["u_a"] < 1e4)
            & (readings["register_kwh"] >= 0)
        ],
        events=_sound(pd.read_csv(out / "events.csv", dtype=str)),
        truth=pd.read_csv(summary.truth, parse_dates=["onset", "end"]),
    )

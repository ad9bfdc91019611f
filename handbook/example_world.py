"""The example world: one small simulated utility, from which every figure is drawn."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.dataset as ds

from simulator import simulate

_ACCOUNTS, _DAYS, _SEED = 700, 45, 1
ZONE = "Asia/Shanghai"
_COVER_CODES = ("meter_cover_open", "03300D00", "301B0200", "E200004E")


@dataclass(frozen=True)
class Example:
    """One account of the world around its onset.

    kind: word of the truth table. readings: rows of its meter, `day` counted from the onset
    (local, fractional). account: its row of `accounts`. event_days: days of cover events.
    """

    kind: str
    account: pd.Series
    readings: pd.DataFrame
    event_days: np.ndarray

    def daily_kwh(self) -> pd.Series:
        """Energy by day (primary kWh) from the register, by day from the onset."""
        whole = np.ceil(self.readings["day"] - 1e-9).astype(int) - 1
        last = self.readings["register_kwh"].groupby(whole).last()
        ratio = float(self.account["ct_ratio"] * self.account["pt_ratio"])
        return last.diff() * ratio


@dataclass(frozen=True)
class ExampleWorld:
    """The files of the world and its truth."""

    folder: Path
    truth: pd.DataFrame

    def example(self, kind: str, wiring: str = "", span: tuple[int, int] = (-10, 10)) -> Example:
        """Return the strongest account of a kind whose onset leaves room on both sides.

        LookupError where there is none.
        """
        accounts = pd.read_parquet(self.folder / "accounts.parquet").drop_duplicates("account_id")
        found = self.truth[self.truth["kind"] == kind].merge(accounts, on="account_id")
        onset = pd.to_datetime(found["onset"])
        first = pd.Timestamp("2026-04-06") - pd.Timedelta(days=span[0])
        last = pd.Timestamp("2026-04-06") + pd.Timedelta(days=_DAYS - span[1])
        found = found[onset.between(first, last) & found["wiring"].str.startswith(wiring)]
        if found.empty:
            raise LookupError(f"no {kind} {wiring} with days {span} in the example world")
        chosen = found.sort_values(["strength", "account_id"], ascending=[False, True]).iloc[0]
        return Example(kind, chosen, self._readings(chosen, span), self._covers(chosen))

    def neighbour(self, example: Example, span: tuple[int, int] = (-10, 10)) -> Example:
        """Return an account of the same wiring and transformer, over the same days.

        LookupError where the transformer feeds no other.
        """
        accounts = pd.read_parquet(self.folder / "accounts.parquet").drop_duplicates("account_id")
        same = accounts["account_id"] != example.account["account_id"]
        for name in ("transformer_id", "wiring"):
            same &= accounts[name] == example.account[name]
        if not same.any():
            raise LookupError(f"{example.account['account_id']} has no neighbour of its wiring")
        chosen = accounts[same].sort_values("account_id").iloc[0].copy()
        chosen["onset"] = example.account["onset"]
        return Example("neighbour", chosen, self._readings(chosen, span), self._covers(chosen))

    def _readings(self, account: pd.Series, span: tuple[int, int]) -> pd.DataFrame:
        source = ds.dataset(self.folder / "readings", format="parquet")
        wanted = (ds.field("meter_id") == account["meter_id"]) & (ds.field("source") == "meter")
        rows: pd.DataFrame = (
            source.to_table(filter=wanted).to_pandas().drop_duplicates("ts").sort_values("ts")
        )
        rows["day"] = _days(rows["ts"], account["onset"])
        inside: pd.DataFrame = rows[rows["day"].between(*span)]
        return inside.reset_index(drop=True)

    def _covers(self, account: pd.Series) -> np.ndarray:
        events = pd.read_csv(self.folder / "events.csv", dtype=str)
        opened = events["code"].isin(_COVER_CODES)
        own = events[(events["device_id"] == account["meter_id"]) & opened]
        days = _days(pd.to_datetime(own["ts"], utc=True, format="ISO8601"), account["onset"])
        return np.asarray(days.to_numpy(dtype=np.float64))


def _days(instants: pd.Series, onset: str) -> pd.Series:
    start = pd.Timestamp(dt.date.fromisoformat(str(onset)), tz=ZONE)
    return (instants - start).dt.total_seconds() / 86_400


@contextmanager
def example_world() -> Iterator[ExampleWorld]:
    """Simulate the world into a temporary folder; always the same one."""
    with tempfile.TemporaryDirectory() as folder:
        summary = simulate(
            Path(folder) / "input",
            scenario="development",
            accounts=_ACCOUNTS,
            days=_DAYS,
            seed=_SEED,
        )
        yield ExampleWorld(summary.out, pd.read_csv(summary.truth))

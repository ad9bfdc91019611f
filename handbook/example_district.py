"""The example districts: a few simulated ones with supply meters, balanced by our own code."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from features.energy_balance.balance import Balance
from features.energy_balance.bookkeeping import find_balance
from features.window import Window
from flows.steps.business_day import refresh_days
from models.lake_window import read_window
from pipeline.ingest import ingest
from pipeline.lake import Lake
from pipeline.settings import Settings, load_settings
from simulator import load_scenario, simulate

# All transformers of so small a scenario are of the smallest standard rating.
TRANSFORMER_KVA, MOST_DISTRICTS = 100.0, 12
SCENARIO = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class DistrictCase:
    """An account and its district, each (d,); day 0 is the onset; kWh a day.

    use: what the account's meter counts. loss: of the district. low, high: between them lies
    the technical loss, give or take two standard errors.
    """

    day: np.ndarray
    use: np.ndarray
    loss: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class ExampleDistricts:
    """The window of the districts, its balance and the truth."""

    window: Window
    balance: Balance
    truth: pd.DataFrame

    def case(self, kind: str) -> DistrictCase:
        """Return the account of a kind whose use is largest, without another's theft beside it.

        LookupError where there is none.
        """
        node = self.balance.node_of
        is_kind, is_theft = self.truth["kind"] == kind, self.truth["label"] == "theft"
        rows = self._rows(is_kind)
        thieves = self._rows(is_theft & ~is_kind)
        rows = rows[(node[rows] >= 0) & ~np.isin(node[rows], node[thieves])]
        if not len(rows):
            raise LookupError(f"no {kind} in the example districts")
        row = rows[np.nanmean(self.balance.own_kwh[rows], axis=1).argmax()]
        onset = dt.date.fromisoformat(str(self.truth.loc[is_kind, "onset"].iloc[0]))
        technical = self.balance.technical
        expected, sigma = technical.expected[node[row]], technical.sigma[node[row]]
        return DistrictCase(
            day=np.arange(self.window.shape[1]) - float((onset - self.window.first).days),
            use=self.balance.own_kwh[row],
            loss=self.balance.daily.loss[node[row]],
            low=expected * (1 - 2 * sigma),
            high=expected * (1 + 2 * sigma),
        )

    def _rows(self, chosen: pd.Series) -> np.ndarray:
        """Rows of the window of the accounts that are chosen in the truth."""
        named = self.truth.loc[chosen, "account_id"].to_numpy(dtype=np.str_)
        return np.flatnonzero(np.isin(self.window.account_ids, named))


def example_districts() -> ExampleDistricts:
    """Simulate the districts and balance them; always the same."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        summary = simulate(root / "input", scenario=str(SCENARIO))
        lake, settings = Lake(root / "lake"), _rated(load_settings(summary.out / "wattsleuth.toml"))
        scenario = load_scenario(SCENARIO)
        last = scenario.start + dt.timedelta(days=scenario.days - 1)
        received = dt.datetime.combine(last, dt.time(), dt.UTC) + dt.timedelta(days=2)
        ingest(lake, [summary.out], settings, received)
        refresh_days(lake, settings, last, last)
        window = read_window(lake, settings, last)
        balance = find_balance(window)
        if balance is None:
            raise LookupError("the example districts have no supply meter")
        return ExampleDistricts(window, balance, pd.read_csv(summary.truth))


def _rated(settings: Settings) -> Settings:
    """Settings that name the rating of every transformer."""
    ratings = {f"T{number:04d}": TRANSFORMER_KVA for number in range(1, MOST_DISTRICTS + 1)}
    known = settings.line_loss.model_copy(update={"transformer_kva": ratings})
    return settings.model_copy(update={"line_loss": known})

"""A simulated utility in a lake, beside its truth."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.oracle.balance import Balance, read_balance
from features.usual import Usual, usual_energy
from features.window import Flags, Floats, Window
from flows.steps.business_day import run_day
from models.evaluation.truth import Label
from models.lake_window import read_window
from pipeline.contract.facts import FACT_COLUMNS
from pipeline.ingest import ingest
from pipeline.lake import Lake
from pipeline.settings import load_settings
from pipeline.settings.settings import WindowSettings
from simulator import simulate

DELIVERED_AT = dt.datetime(2036, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, eq=False)
class World:
    """What the oracle sees: every fact of the whole time, and the truth.

    window: all facts that there are of the simulated days. usual: energy expected of
    each account. balance: of its district. truth: one row an account, in the order of the
    window. scores: (n,) of wattsleuth on the last day.
    """

    window: Window
    usual: Usual
    balance: Balance
    truth: pd.DataFrame
    scores: Floats

    @property
    def is_thief(self) -> Flags:
        """(n,) who steals at any time."""
        return (self.truth["label"] == Label.THEFT.value).to_numpy(dtype=np.bool_)


def simulated_world(scenario: str | Path, folder: Path) -> World:
    """Simulate a scenario and take it from files to scores, as a user would."""
    made = simulate(folder / "input", scenario=scenario)
    lake = Lake(folder / "lake")
    settings = load_settings(folder / "input" / "wattsleuth.toml")
    ingest(lake, [folder / "input"], settings, DELIVERED_AT)
    date = made.start + dt.timedelta(days=made.days - 1)
    run_day(lake, settings, date)
    return read_world(lake, made.truth, made.start, date)


def read_world(lake: Lake, truth_file: Path, start: dt.date, date: dt.date) -> World:
    """Read the world of a lake whose list of `date` is made; days count from `start`."""
    settings = lake.settings()
    # Facts are made of so long a past and no longer.
    days = min((date - start).days + 1, settings.window.history_days)
    whole = settings.model_copy(update={"window": WindowSettings(days=days)})
    window = read_window(lake, whole, date, tuple(column.name for column in FACT_COLUMNS))
    truth = pd.read_csv(truth_file, keep_default_na=False).set_index("account_id")
    scores = lake.frame("scores", first=date, last=date).set_index("account_id")["score"]
    return World(
        window=window,
        usual=usual_energy(window),
        balance=read_balance(lake, window, settings.timezone),
        truth=truth.loc[window.account_ids.tolist()],
        scores=scores.reindex(window.account_ids).fillna(0.0).to_numpy(dtype=np.float64),
    )

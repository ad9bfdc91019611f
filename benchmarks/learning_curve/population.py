"""The population of a month: what was measured on it, its cold start scores, and the truth."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.learning_curve.place import DAYS, SEED, month_end, place
from features.measurement import compute
from flows.steps.business_day import refresh_days
from models.lake_window import read_window
from models.scoring import Scored, score
from pipeline.contract import family_column
from pipeline.contract.vocabulary import Family, Outcome
from pipeline.ingest import ingest
from pipeline.lake import Lake
from pipeline.settings import load_settings
from pipeline.settings.settings import WindowSettings
from simulator import simulate
from simulator.findings import FITTING

Floats = NDArray[np.float64]
Texts = NDArray[np.str_]
Flags = NDArray[np.bool_]

FAMILIES = tuple(family.value for family in Family)
LOOKED_AT = ("zone", "tariff_class", "meter_model", "customer_id")


@dataclass(frozen=True, eq=False)
class Population:
    """n accounts on the last day of a month.

    values: (n, f) features, NaN not judged; names: (f,). family_scores: (n, k) in the order
    of `FAMILIES`. score: (n,) of the cold start. is_tipped: (n,) a report from the public.
    is_thief: (n,) steals that day; stolen_kwh: (n,) until then. finding: (n,) what a visit
    without error finds, of the contract's outcomes.
    """

    day: int
    account_id: Texts
    values: NDArray[np.float32]
    names: Texts
    family_scores: Floats
    score: Floats
    zone: Texts
    tariff_class: Texts
    meter_model: Texts
    customer_id: Texts
    is_tipped: Flags
    is_thief: Flags
    stolen_kwh: Floats
    finding: Texts

    def __len__(self) -> int:
        return len(self.account_id)


def population(month: int, accounts: int, kept: Path | None = None) -> Population:
    """Return the population of month `month`, from 0; taken from folder `kept` if it lies there.

    A kept one is of the code that made it: a folder serves one state of the code.
    """
    path = None if kept is None else kept / f"{accounts}-{month:02d}.npz"
    if path is not None and path.exists():
        return _read(path)
    with tempfile.TemporaryDirectory() as folder:
        made = _made(Path(folder), month, accounts)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, **{one.name: getattr(made, one.name) for one in fields(made)})
    return made


def _read(path: Path) -> Population:
    with np.load(path, allow_pickle=False) as arrays:
        known = {name: arrays[name] for name in arrays.files}
    return Population(**(known | {"day": int(known["day"])}))


def _made(folder: Path, month: int, accounts: int) -> Population:
    world = simulate(folder / "input", scenario=place(month, accounts))
    lake = Lake(folder / "lake")
    settings = load_settings(folder / "input" / "wattsleuth.toml").model_copy(
        update={"window": WindowSettings(days=DAYS, history_days=DAYS)}
    )
    date = month_end(month)
    delivered_at = dt.datetime.combine(date, dt.time(), dt.UTC) + dt.timedelta(days=30)
    ingest(lake, [folder / "input"], settings, delivered_at)
    refresh_days(lake, settings, date, date)
    window = read_window(lake, settings, date)
    scored = score(window, compute(window), SEED)
    truth = pd.read_csv(world.truth, keep_default_na=False)
    return _population(scored, lake, truth, month)


def _population(scored: Scored, lake: Lake, truth: pd.DataFrame, month: int) -> Population:
    ids = scored.window.account_ids.tolist()
    accounts = lake.frame("accounts").drop_duplicates("account_id", keep="last")
    about = accounts.set_index("account_id").loc[ids, list(LOOKED_AT)].fillna("").astype(str)
    tipped = lake.frame("tips")["account_id"]
    there = truth.set_index("account_id").loc[ids]
    is_thief = ((there["label"] == "theft") & (there["end"] == "")).to_numpy()
    date = month_end(month)
    onset = pd.to_datetime(there["onset"].where(is_thief, str(date)))
    stolen_days = (pd.Timestamp(date) - onset).dt.days.to_numpy() + 1
    names = [family_column(family).name for family in Family]
    return Population(
        day=(date - dt.date(1970, 1, 1)).days,
        # Another month's account of the same number is somebody else.
        account_id=np.array([f"{month:02d}-{one}" for one in ids]),
        values=scored.table.matrix().astype(np.float32),
        names=np.array([feature.name for feature in scored.table.features]),
        family_scores=scored.scores[names].to_numpy(dtype=np.float64),
        score=scored.scores["score"].to_numpy(dtype=np.float64),
        **{name: np.array(about[name].tolist()) for name in LOOKED_AT[:3]},
        customer_id=np.array([f"{month:02d}-{one}" for one in about["customer_id"]]),
        is_tipped=np.isin(ids, tipped.to_numpy(dtype=str)),
        is_thief=is_thief,
        stolen_kwh=np.where(is_thief, there["kwh_per_day"].to_numpy() * stolen_days, 0.0),
        finding=_findings(there, is_thief, date),
    )


def _findings(there: pd.DataFrame, is_thief: Flags, date: dt.date) -> Texts:
    """(n,) what is there to be found on `date`: what is over leaves nothing."""
    is_over = (there["end"] != "") & (there["end"] < str(date))
    fitting = [str(FITTING.get(kind, Outcome.CLEAN)) for kind in there["kind"]]
    found = np.where(is_over | (there["onset"] > str(date)), str(Outcome.CLEAN), fitting)
    return np.where(is_thief, str(Outcome.THEFT), found).astype(str)

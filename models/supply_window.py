"""What supply meters sent in over a window, from the stored supply facts."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from features.supplied import HOURS_A_DAY, Facts, Floats, Supplied
from models.coarse_supply import Intervals, fill_lengths
from models.stored_facts import Matrices, read_days, read_facts
from pipeline.contract import SUPPLY_FACTS
from pipeline.lake import Lake
from pipeline.settings.line_loss import LineLossSettings

NODE_COLUMNS = ("transformer_id", "feeder_id")
LENGTHS = ("intervals_count", "step_minutes", "coverage", "kwh", "still_minutes", "zero_minutes")
HOUR_COLUMNS = tuple(f"hour_{hour:02d}_kwh" for hour in range(HOURS_A_DAY))


def read_supplied(
    lake: Lake,
    settings: LineLossSettings,
    accounts: pd.DataFrame,
    first: dt.date,
    day_minutes: Floats,
) -> Supplied | None:
    """Return what came into the nodes that `accounts` name; None without any supply on record.

    accounts: rows of table `accounts` that are known on the business date. day_minutes: (d,)
    elapsed minutes of each local day from `first` on. Supply facts must be up to date. Nodes
    without supply in these days are left out; nodes with supply that no account names are
    told in `unknown_ids`.
    """
    if lake.version("supply") is None:
        return None
    last = first + dt.timedelta(days=len(day_minutes) - 1)
    came = _nodes_of(lake, first, last)
    named = {node for column in NODE_COLUMNS for node in accounts[column].dropna().unique()}
    node_ids = np.array(sorted(came & named), dtype=np.str_)
    stored = read_facts(
        lake,
        node_ids,
        first,
        last,
        (*LENGTHS, *HOUR_COLUMNS),
        doubles=("kwh",),
        table=SUPPLY_FACTS,
    )
    shape = (len(node_ids), len(day_minutes))
    found = _intervals(stored, shape)
    fill_lengths(found, day_minutes)
    return Supplied(
        node_ids=node_ids,
        kwh=found.kwh,
        coverage=np.where(np.isfinite(found.coverage), found.coverage, 0.0),
        hour_kwh=_hours(stored, shape),
        step_minutes=found.step_minutes.astype(np.float32),
        still_minutes=found.still_minutes.astype(np.float32),
        zero_minutes=found.zero_minutes.astype(np.float32),
        unknown_ids=tuple(sorted(came - named)),
        transformer_kva=_ratings(settings, node_ids),
        iron_share=settings.iron_share,
        copper_share=settings.copper_share,
    )


def _nodes_of(lake: Lake, first: dt.date, last: dt.date) -> set[str]:
    found = pa.array([], pa.string())
    for _, day in read_days(lake, SUPPLY_FACTS, first, last, ("node_id",)):
        # Most days bring no new node.
        new = pc.invert(pc.is_in(day["node_id"], value_set=found))
        found = pa.concat_arrays([found, day["node_id"].filter(new).combine_chunks()])
    return set(found.to_pylist())


def _intervals(stored: Matrices, shape: tuple[int, int]) -> Intervals:
    def known(name: str) -> Floats:
        matrix = stored.get(name)
        return np.full(shape, np.nan) if matrix is None else matrix.astype(np.float64)

    return Intervals(*(known(name) for name in LENGTHS))


def _hours(stored: Matrices, shape: tuple[int, int]) -> Facts:
    """Energy (m, d, 24) of hours; where none is known, a view of one number."""
    whole = (*shape, HOURS_A_DAY)
    if not any(name in stored for name in HOUR_COLUMNS):
        return np.broadcast_to(np.float32(np.nan), whole)
    hours = np.full(whole, np.nan, dtype=np.float32)
    for hour, name in enumerate(HOUR_COLUMNS):
        if name in stored:
            # Given up at once: all hours twice would not fit beside each other.
            hours[:, :, hour] = stored.pop(name)
    return hours


def _ratings(settings: LineLossSettings, node_ids: NDArray[np.str_]) -> Floats | None:
    if not settings.transformer_kva:
        return None
    known = settings.transformer_kva
    return np.array([known.get(node, np.nan) for node in node_ids.tolist()], dtype=np.float64)

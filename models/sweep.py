"""Sweeps: districts and feeders where somebody takes energy, and nobody on the list does."""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.energy_balance.balance import NodeState
from features.window import Floats
from pipeline.contract.line_loss import Division

LEAST_COVERAGE = 0.5
"""Share of the days that must have been read: a sweep costs a crew a day."""


def add_sweep(frame: pd.DataFrame) -> None:
    """Add `sweep_rank` and `expected_kwh_per_day` to table `line_losses`, in place.

    Worth a sweep is a feeder or district whose unexplained loss, less what the suspects below
    it are estimated to take, lies above zero with its whole interval; where customers are
    mapped to the wrong node, by the suggested mapping, whose low bound is column
    `remapped_low`. What a district beside it counts too much is taken off as well: customers
    may be on record there. Null for all others.
    """
    loss = frame["unexplained_kwh_per_day"].to_numpy(dtype=np.float64)
    remapped = frame["remapped_kwh_per_day"].to_numpy(dtype=np.float64)
    listed = np.nan_to_num(frame["listed_kwh_per_day"].to_numpy(dtype=np.float64))
    level = np.where(np.isfinite(remapped), remapped, loss)
    by_record = frame["unexplained_low"].to_numpy(dtype=np.float64)
    by_suggestion = frame["remapped_low"].to_numpy(dtype=np.float64)
    low = np.where(np.isfinite(remapped), by_suggestion, by_record)
    is_own = frame["division"].isin([Division.DISTRICT.value, Division.FEEDER.value]).to_numpy()
    state = frame["remapped_state"].where(frame["remapped_state"].notna(), frame["state"])
    known = listed + _counted_beside(frame, state, level, 2 * level - low)
    expected = level - known
    worth = is_own & (state == NodeState.UNEXPLAINED.value).to_numpy()
    worth &= (low - known > 0) & (frame["coverage"].to_numpy() >= LEAST_COVERAGE)
    frame["expected_kwh_per_day"] = np.where(worth, expected, np.nan)
    order = np.lexsort((frame["node_id"].astype(str), -np.where(worth, expected, -np.inf)))
    rank = np.empty(len(frame), dtype=np.int64)
    rank[order] = np.arange(1, len(frame) + 1)
    frame["sweep_rank"] = pd.array(np.where(worth, rank, 0), dtype="Int32")
    frame.loc[~worth, "sweep_rank"] = pd.NA


def _counted_beside(frame: pd.DataFrame, state: pd.Series, level: Floats, high: Floats) -> Floats:
    """Energy (k,) that a district under the same feeder counts too much, kWh a day.

    Each surplus is set against the one district beside it that may lose as much, by its upper
    bound `high` (k,), and whose loss `level` (k,) is nearest to it.
    """
    beside = np.zeros(len(frame))
    is_district = (frame["division"] == Division.DISTRICT.value).to_numpy()
    loses = is_district & (state == NodeState.UNEXPLAINED.value).to_numpy()
    of_feeder = frame.groupby("parent_id").indices
    for place in np.flatnonzero(is_district & (state == NodeState.NEGATIVE.value).to_numpy()):
        near = of_feeder.get(frame["parent_id"].iloc[place], np.zeros(0, dtype=np.intp))
        near = near[loses[near] & (high[near] >= -level[place])]
        if len(near):
            beside[near[np.abs(level[near] + level[place]).argmin()]] -= level[place]
    return beside

"""Sweeps: districts and feeders where somebody takes energy, and nobody on the list does."""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.energy_balance.balance import NodeState
from pipeline.contract.line_loss import Division

LEAST_COVERAGE = 0.5
"""Share of the days that must have been read: a sweep costs a crew a day."""


def add_sweep(frame: pd.DataFrame) -> None:
    """Add `sweep_rank` and `expected_kwh_per_day` to table `line_losses`, in place.

    Worth a sweep is a feeder or district whose unexplained loss, less what the suspects below
    it are estimated to take, lies above zero with its whole interval; where customers are
    mapped to the wrong node, by the suggested mapping, whose low bound is column
    `remapped_low`. Null for all others.
    """
    loss = frame["unexplained_kwh_per_day"].to_numpy(dtype=np.float64)
    remapped = frame["remapped_kwh_per_day"].to_numpy(dtype=np.float64)
    listed = np.nan_to_num(frame["listed_kwh_per_day"].to_numpy(dtype=np.float64))
    level = np.where(np.isfinite(remapped), remapped, loss)
    by_record = frame["unexplained_low"].to_numpy(dtype=np.float64)
    by_suggestion = frame["remapped_low"].to_numpy(dtype=np.float64)
    low = np.where(np.isfinite(remapped), by_suggestion, by_record)
    expected = level - listed
    is_own = frame["division"].isin([Division.DISTRICT.value, Division.FEEDER.value]).to_numpy()
    state = frame["remapped_state"].where(frame["remapped_state"].notna(), frame["state"])
    worth = is_own & (state == NodeState.UNEXPLAINED.value).to_numpy()
    worth &= (low - listed > 0) & (frame["coverage"].to_numpy() >= LEAST_COVERAGE)
    frame["expected_kwh_per_day"] = np.where(worth, expected, np.nan)
    order = np.lexsort((frame["node_id"].astype(str), -np.where(worth, expected, -np.inf)))
    rank = np.empty(len(frame), dtype=np.int64)
    rank[order] = np.arange(1, len(frame) + 1)
    frame["sweep_rank"] = pd.array(np.where(worth, rank, 0), dtype="Int32")
    frame.loc[~worth, "sweep_rank"] = pd.NA

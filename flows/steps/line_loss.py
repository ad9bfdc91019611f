"""Step: the line losses of a business date, and the records that its balances contradict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa

from features.energy_balance.bookkeeping import find_balance
from models.lake_window import read_window
from models.line_loss import line_losses
from models.node_days import daily_losses, node_days, node_hours, suspects_below
from models.record_errors import record_errors
from models.scoring import Scored
from pipeline.contract import LINE_LOSSES, RECORD_ERRORS, Table
from pipeline.contract.check import check_rows
from pipeline.contract.line_loss import Division
from pipeline.lake import Lake
from pipeline.language import speaking
from pipeline.line_loss import DailyLoss, LineLoss
from pipeline.settings import Settings


@dataclass(frozen=True)
class DayLosses:
    """Tables `line_losses` and `record_errors` of one business date; empty without supply."""

    losses: pa.Table
    errors: pa.Table

    @property
    def summary(self) -> dict[str, int]:
        """Counts for the run: districts judged, those with unexplained loss, errors, sweeps."""
        frame = self.losses.select(["division", "state", "sweep_rank"]).to_pandas()
        districts = frame[frame["division"] == Division.DISTRICT.value]
        if not len(frame) and not self.errors.num_rows:
            return {}
        return {
            "districts": len(districts),
            "districts_judged": int((districts["state"] != "unread").sum()),
            "districts_unexplained": int((districts["state"] == "unexplained").sum()),
            "record_errors": self.errors.num_rows,
            "sweeps": int(frame["sweep_rank"].notna().sum()),
        }


def day_losses(settings: Settings, scored: Scored, suspects: pd.DataFrame) -> DayLosses:
    """Return the line losses of a scored day; `suspects` is its list."""
    books, window = scored.table.books, scored.window
    with speaking(settings.speech()):
        losses = (
            pd.DataFrame(columns=list(LINE_LOSSES.names))
            if books is None
            else line_losses(window, books, suspects, settings.line_loss)
        )
        errors = record_errors(window, books)
    return DayLosses(_arrow(losses, LINE_LOSSES), _arrow(errors, RECORD_ERRORS))


def publish_losses(lake: Lake, found: DayLosses, key: str) -> None:
    """Write both tables as the partition `key` of the lake; one without rows leaves none."""
    for rows, table in ((found.losses, LINE_LOSSES), (found.errors, RECORD_ERRORS)):
        check_rows(rows, table)
        if rows.num_rows or lake.version(table.name) is not None:
            lake.replace_partitions(table.name, {key: rows})


def _arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    rows = pa.Table.from_pandas(frame, table.arrow_schema, preserve_index=False)
    return rows.replace_schema_metadata()


def line_loss_of(
    lake: Lake, settings: Settings, scored: Scored, date: dt.date, *, reword: bool = False
) -> LineLoss | None:
    """Return the line loss of a finished day for its export; None where nothing is known.

    Tables as they were written; series and suspects from the balances behind `scored`. reword:
    tables said anew, in the language of `settings`.
    """
    if reword:
        told = day_losses(settings, scored, lake.frame("suspects", first=date, last=date))
        losses, errors = told.losses, told.errors
    else:
        losses = lake.read(LINE_LOSSES.name, first=date, last=date)
        errors = lake.read(RECORD_ERRORS.name, first=date, last=date)
    books, window = scored.table.books, scored.window
    if not losses.num_rows and not errors.num_rows:
        return None
    daily: dict[str, DailyLoss] = {}
    below: dict[str, list[str]] = {}
    if books is not None:
        suspects = lake.frame("suspects", first=date, last=date, columns=["account_id", "rank"])
        daily = daily_losses(window, books, settings.line_loss.least_coverage)
        below = suspects_below(window, books, suspects)
    dates = tuple(window.date(day) for day in range(window.shape[1]))
    return LineLoss(losses.to_pylist(), errors.to_pylist(), dates, daily, below)


def balance_above(
    lake: Lake, date: dt.date, account: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Return the row of `line_losses` of the district that feeds an account, else its feeder's.

    account: names its transformer_id and feeder_id. None where neither has a supply meter.
    """
    rows = lake.read(LINE_LOSSES.name, first=date, last=date).to_pylist()
    known = {(row["division"], row["node_id"]): row for row in rows}
    for division, column in (("district", "transformer_id"), ("feeder", "feeder_id")):
        if found := known.get((division, account.get(column))):
            return dict(found)
    return None


def balance_rows(lake: Lake, settings: Settings, date: dt.date, *, hours: bool) -> pa.Table:
    """Return the balance of every node by day of the window up to `date`, or by its hours.

    By the mapping on record. Facts must be up to date, as after a run. Empty without supply.
    """
    window = read_window(lake, settings, date)
    balance = find_balance(window)
    if balance is None:
        return pa.table({})
    frame = node_hours(window, balance) if hours else node_days(window, balance)
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()

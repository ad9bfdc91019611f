"""Instants and dates of a table: zone, end of interval, and what cannot be true."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.contract.table import Column, Kind, Table
from pipeline.quarantine import Faults, Reason
from pipeline.settings.mapping import TableMapping
from pipeline.sources.instants import DAY_US, Walls, walls_of
from pipeline.sources.local_time import WallClock
from pipeline.sources.wide import INTERVAL

YEAR_2000_US = 946_684_800_000_000
CLOCK_ERROR = dt.timedelta(hours=1)
# Tables whose `ts` ends an interval.
_INTERVAL_TABLES = ("readings", "supply")


class MomentReader:
    """Reads the columns of one file that hold instants or dates.

    Parameters
    ----------
    timezone: the utility's. delivered_at: UTC instant of the delivery; what claims to be
    more than an hour later is refused.
    """

    def __init__(
        self, table: Table, mapping: TableMapping, timezone: str, delivered_at: dt.datetime
    ) -> None:
        self._table = table
        self._mapping = mapping
        zone = mapping.time.zone
        self._timezone = timezone
        self._clock = WallClock(timezone if zone == "local" else zone)
        latest = delivered_at.astimezone(dt.UTC) + CLOCK_ERROR
        self._latest_us = round(latest.timestamp() * 1e6)
        # A date later than this has not begun anywhere in the utility's zone.
        self._latest_day = int(_local_day(np.array([self._latest_us]), timezone)[0])

    def column(
        self,
        column: Column,
        cells: dict[str, pa.Array],
        count: int,
        key: pa.Array | None,
        faults: Faults,
    ) -> pa.Array:
        """Return one column (n,) of instants or dates; `key` (n,) names the meters."""
        sources = self._mapping.sources_of(column.name)
        found = [cells[name] for name in sources if name in cells]
        if not found and column.name in self._mapping.constants:
            constant = str(self._mapping.constants[column.name])
            found = [pa.repeat(pa.scalar(constant), count)]
        if not found:
            return pa.nulls(count, column.arrow_type)
        walls = walls_of(
            found, self._mapping.time, self._mapping.csv, nought_is_null=not column.is_required
        )
        faults.mark(walls.is_bad, Reason.UNPARSABLE, column.name)
        if column.kind is Kind.DATE:
            return self._dates(column, walls, faults)
        us, missing = self._instants(column, walls, cells, key)
        faults.mark(missing & ~walls.is_bad, Reason.NONEXISTENT_LOCAL_TIME, column.name)
        if column.name == self._table.time_column:
            bounds = (YEAR_2000_US, self._latest_us)
            _check(us, bounds, ~(walls.is_null | walls.is_bad), column, faults)
        return pa.array(us, mask=walls.is_null | walls.is_bad).cast(column.arrow_type)

    def _instants(
        self, column: Column, walls: Walls, cells: dict[str, pa.Array], key: pa.Array | None
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        is_interval = column.name == "ts" and self._table.name in _INTERVAL_TABLES
        if is_interval and INTERVAL in cells and self._is_wide_by_intervals():
            return self._wide(walls, cells[INTERVAL].to_numpy())
        if not is_interval:
            return self._clock.instants(walls)
        # A date alone is a day's value, a month alone a month's: the interval ends at the
        # midnight that follows.
        ends = replace(walls, us=walls.us + walls.days * DAY_US)
        us, missing = self._clock.instants(ends, key)
        if self._mapping.time.marks == "start":
            us = us + np.where(walls.days > 0, 0, self._step_us())
        return us, missing

    def _is_wide_by_intervals(self) -> bool:
        wide = self._mapping.wide
        return wide is not None and wide.layout == "intervals"

    def _wide(
        self, walls: Walls, places: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the ends of the `places`-th intervals (n,) of the days `walls` (n,)."""
        step = self._step_us()
        if self._mapping.wide is not None and self._mapping.wide.clock == "wall":
            starts = replace(walls, us=walls.us + places * step)
            us, missing = self._clock.instants(starts)
            return us + step, missing
        midnight, _ = self._clock.instants(walls)
        following, _ = self._clock.instants(replace(walls, us=walls.us + DAY_US))
        ends = midnight + (places + 1) * step
        return ends, ends > following

    def _step_us(self) -> int:
        return round((self._mapping.time.step_minutes or 0) * 60_000_000)

    def _dates(self, column: Column, walls: Walls, faults: Faults) -> pa.Array:
        days = walls.us // DAY_US
        if walls.is_absolute.any():
            days = np.where(walls.is_absolute, _local_day(walls.us, self._timezone), days)
        absent = walls.is_null | walls.is_bad
        _check(days, (YEAR_2000_US // DAY_US, self._latest_day), ~absent, column, faults)
        return pa.array(days.astype(np.int32), mask=absent).cast(pa.date32())


def _check(
    values: NDArray[np.int64],
    bounds: tuple[int, int],
    present: NDArray[np.bool_],
    column: Column,
    faults: Faults,
) -> None:
    earliest, latest = bounds
    faults.mark((values > latest) & present, Reason.AFTER_DELIVERY, column.name)
    faults.mark((values < earliest) & present, Reason.BEFORE_2000, column.name)


def _local_day(us: NDArray[np.int64], timezone: str) -> NDArray[np.int64]:
    instants = pa.array(us).cast(pa.timestamp("us", timezone))
    naive = pc.local_timestamp(instants).cast(pa.int64()).to_numpy()
    days: NDArray[np.int64] = naive // DAY_US
    return days

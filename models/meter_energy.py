"""Meter energy: daily primary kWh of accounts over the long past, seams closed per meter."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.energy import ENERGY_FACTS, daily_energy
from features.window import Facts, Flags, Floats
from models.account_periods import AccountPeriods, Assignment, assign_meters
from models.stored_facts import read_facts
from models.window_records import day_lengths
from pipeline.lake import Lake

DOUBLES = ("register_first_kwh", "register_last_kwh", "interval_kwh")
# So many meters are held at once: 400 days of 12 facts of them are some 300 MB.
METERS_AT_ONCE = 8192


@dataclass(frozen=True)
class MeterEnergy:
    """Energy of n accounts over h days, the last of which is the business date.

    kwh: primary. is_spread: from a span of several days. The seams are on the secondary
    side: minutes without readings before each day's first, register advance and fall over it.
    """

    kwh: Floats
    is_spread: Flags
    seam_gap_minutes: Facts
    seam_register_kwh: Facts
    seam_register_decrease_kwh: Facts

    def last(self, days: int) -> MeterEnergy:
        """The same over the last `days` days alone."""
        return MeterEnergy(
            self.kwh[:, -days:],
            self.is_spread[:, -days:],
            self.seam_gap_minutes[:, -days:],
            self.seam_register_kwh[:, -days:],
            self.seam_register_decrease_kwh[:, -days:],
        )


def read_energy(
    lake: Lake, periods: AccountPeriods, first: dt.date, days: int, timezone: str
) -> MeterEnergy:
    """Energy of the accounts of `periods` over `days` local days from `first`.

    Registers are joined within one meter only; then each day takes the meter and the ratio
    that were valid on it. `periods` must count its days from `first`.
    """
    shape = (len(periods.account_ids), days)
    found = MeterEnergy(
        kwh=np.full(shape, np.nan),
        is_spread=np.zeros(shape, dtype=bool),
        seam_gap_minutes=np.full(shape, np.nan, dtype=np.float32),
        seam_register_kwh=np.full(shape, np.nan, dtype=np.float32),
        seam_register_decrease_kwh=np.full(shape, np.nan, dtype=np.float32),
    )
    assigned = assign_meters(periods, days)
    minutes = day_lengths(first, days, timezone)
    for start in range(0, len(periods.meter_ids), METERS_AT_ONCE):
        meters = periods.meter_ids[start : start + METERS_AT_ONCE]
        _fill(found, lake, meters, start, assigned=assigned, first=first, minutes=minutes)
    return found


def _fill(
    found: MeterEnergy,
    lake: Lake,
    meters: NDArray[np.str_],
    start: int,
    *,
    assigned: Assignment,
    first: dt.date,
    minutes: Floats,
) -> None:
    """Fill the days on which accounts have one of `meters`, whose codes begin at `start`."""
    last = first + dt.timedelta(days=len(minutes) - 1)
    facts = read_facts(lake, meters, first, last, ENERGY_FACTS, doubles=DOUBLES)
    if not facts:
        return
    energy = daily_energy(facts, minutes)
    account, day = np.nonzero((assigned.meter >= start) & (assigned.meter < start + len(meters)))
    meter = assigned.meter[account, day] - start
    found.kwh[account, day] = energy.kwh[meter, day] * assigned.multiplier[account, day]
    found.is_spread[account, day] = energy.is_spread[meter, day]
    found.seam_gap_minutes[account, day] = energy.seam_gap_minutes[meter, day]
    found.seam_register_kwh[account, day] = energy.seam_register_kwh[meter, day]
    found.seam_register_decrease_kwh[account, day] = energy.seam_register_decrease_kwh[meter, day]

"""The window: facts of many accounts over many days as plain arrays.

Axis 0 is accounts (n), axis 1 local days (d), the last of which is the business date.
Nothing in here reads files; `models.lake_window` builds a window from the lake.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.supplied import Supplied

Floats = NDArray[np.float64]
Facts = NDArray[np.float32]
Flags = NDArray[np.bool_]
Codes = NDArray[np.int32]

SATURDAY = 5


@dataclass(frozen=True)
class Window:
    """Facts of n accounts over d days.

    Attributes
    ----------
    account_ids: (n,) str.
    first: first local day; days follow without holes.
    facts: fact column (see `pipeline.contract.facts`) to (n, d) float32, NaN where the
        day was not read or the channel is absent. Secondary side. The account's meter on
        that day; `seen_slots` is (n, d) int64.
    kwh: (n, d) daily energy, primary kWh, from whatever channel there is, seams at midnight
        and meter exchanges closed; NaN where unknown. A span of several days read as one
        (monthly readings, gaps) is spread evenly over its days.
    kwh_is_spread: (n, d) true where `kwh` was spread over a span of more than one day.
    history_kwh: (n, h) the same as `kwh` over a longer past, last column = business date.
    seam_gap_minutes: (n, d) minutes without readings between the last reading before this
        day and the first of this day, beyond the nominal step; NaN where unknown.
    seam_register_kwh: (n, d) secondary register advance over that seam; NaN where unknown.
    seam_register_decrease_kwh: (n, d) fall of the register over that seam, no rollover.
    terminal_events: event code to (n, d) counts reported by the account's terminal.
    multiplier: (n, d) ct_ratio x pt_ratio as of each day, 1 where unknown.
    text: accounts column (wiring, tariff_class, meter_model...) to (n,) str, "" if unknown.
    number: accounts column (contract_kw, rated_voltage_v...) to (n,) float64, NaN if unknown.
    group: customer_id, transformer_id, feeder_id, concentrator_id, meter_model to (n,)
        int32 codes, -1 if unknown; concentrator falls back on transformer.
    has_pv: (n,) bool.
    valid: (n, d) account valid that day.
    meter_changed: (n, d) another meter than the day before.
    work_orders: kind to (n, d), true on days that such an order touches.
    inspected: outcome to (n, d), true on the day of such an inspection known by then.
    earlier_faults: (n,) meter faults that inspections before the window found at the account's
        customer, at this or another of the customer's accounts; one an account.
    holidays: (d,) bool.
    day_minutes: (d,) elapsed minutes of each local day.
    supplied: what supply meters sent into districts and feeders; None without any on record.
        `text["transformer_id"]` and `text["feeder_id"]` name an account's nodes.
    """

    account_ids: NDArray[np.str_]
    first: dt.date
    facts: Mapping[str, Facts]
    kwh: Floats
    kwh_is_spread: Flags
    history_kwh: Floats
    seam_gap_minutes: Facts
    seam_register_kwh: Facts
    seam_register_decrease_kwh: Facts
    terminal_events: Mapping[str, Facts]
    multiplier: Floats
    text: Mapping[str, NDArray[np.str_]]
    number: Mapping[str, Floats]
    group: Mapping[str, Codes]
    has_pv: Flags
    valid: Flags
    meter_changed: Flags
    work_orders: Mapping[str, Flags]
    inspected: Mapping[str, Flags]
    earlier_faults: Codes
    holidays: Flags
    day_minutes: Floats
    supplied: Supplied | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Accounts and days."""
        accounts, days = self.kwh.shape
        return int(accounts), int(days)

    def date(self, day: int) -> dt.date:
        """Return the local date of day index `day`."""
        return self.first + dt.timedelta(days=day)

    @property
    def weekdays(self) -> NDArray[np.int64]:
        """(d,) weekday of each day, Monday is 0."""
        return (np.arange(self.shape[1]) + self.first.weekday()) % 7

    @property
    def days_off(self) -> Flags:
        """(d,) weekends and holidays."""
        return np.asarray((self.weekdays >= SATURDAY) | self.holidays)

    def fact(self, name: str) -> Facts:
        """Return one fact as (n, d) float32; all NaN where no account has it."""
        if name in self.facts:
            return self.facts[name]
        return np.full(self.shape, np.nan, dtype=np.float32)

    def has(self, name: str) -> Flags:
        """(n,) whether the account has this fact on at least one day."""
        return np.asarray(np.isfinite(self.fact(name)).any(axis=1))

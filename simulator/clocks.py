"""Clocks that run wrong: meters that show, at every stamp, the values of another moment.

A clock drifts by seconds a day, or jumps ahead by up to three hours, until somebody sets it.
What is bound: a clock is never so slow that two readings change places, and the value of a
moment after midnight, which a slow clock would stamp before it, is that of midnight.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import EventCode
from simulator.display import Display, rounded
from simulator.journal import Event, Journal
from simulator.meter_models import Registers
from simulator.roster import Roster
from simulator.streams import stream
from simulator.timeline import SLOT_US, Day, Timeline

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

US = 1_000_000
DAY_US = 86_400 * US
SLOW_LIMIT_S = -600.0
FAST_LIMIT_S = 3 * 3600.0
JUMP_SHARE = 0.35
JUMP_S = (600.0, FAST_LIMIT_S)
START_S, DRIFT_S_A_DAY = 240.0, 20.0  # sizes, either way
FAULT_TOLD_SHARE = 0.7  # of jumps: the meter noticed
MEMORY_SLOTS = 13  # of the day before: three hours and one to interpolate from


class Clocks:
    """The wrong clocks among n meters: which, since when, until when, by how much.

    rows: (w,) places in the roster. A clock is wrong after `since_us` until `until_us`, by
    `start_s` and `drift_s` more a day; positive is ahead. Only billing meters have them.
    """

    def __init__(self, roster: Roster, timeline: Timeline, share: float, seed: int) -> None:
        rng = stream(seed, "clocks")
        self.rows = np.flatnonzero(rng.random(len(roster)) < share)
        count = len(self.rows)
        jumps = rng.random(count) < JUMP_SHARE
        begin = timeline.day(0).start_us(0)
        length = timeline.count * DAY_US
        moment = rng.uniform(0.1, 0.8, count) * length
        self.since_us = begin + np.where(jumps, moment, 0).astype(np.int64)
        wrong_for = 2 * DAY_US + rng.uniform(0, 1.5, count) * length
        self.until_us = self.since_us + wrong_for.astype(np.int64)
        size = rng.uniform(*JUMP_S, count)
        self.start_s = np.where(jumps, size, rng.uniform(-START_S, START_S, count))
        drift = rng.uniform(-DRIFT_S_A_DAY, DRIFT_S_A_DAY, count)
        self.drift_s = np.where(jumps, 0.0, drift)
        self._jumps, self._tells = jumps, rng.random(count) < FAULT_TOLD_SHARE
        self._meter = [str(meter) for meter in roster.meter_id[self.rows]]
        self._end_us = begin + length
        self._before: dict[str, NDArray[Any]] = {}

    def report(self, journal: Journal) -> None:
        """Enter the faults that meters notice, and the settings of their clocks."""
        for place, meter in enumerate(self._meter):
            if self._jumps[place] and self._tells[place]:
                journal.event(meter, int(self.since_us[place]), EventCode.CLOCK_FAULT)
            if self.until_us[place] < self._end_us:
                journal.event(meter, int(self.until_us[place]), EventCode.CLOCK_SET)

    def ahead_s(self, ts_us: NDArray[np.int64]) -> Floats:
        """Return (w, T) seconds by which each clock is ahead at instants (T,)."""
        since, until = self.since_us[:, None], self.until_us[:, None]
        days = (ts_us - since) / DAY_US
        ahead = self.start_s[:, None] + self.drift_s[:, None] * days
        wrong = (ts_us > since) & (ts_us < until)
        return np.where(wrong, np.clip(ahead, SLOW_LIMIT_S, FAST_LIMIT_S), 0.0)

    def skipped(self, day: Day) -> Flags:
        """(w, T) stamps that a clock leapt over when it jumped ahead: no reading has them."""
        after = day.ends_us - self.since_us[:, None]
        return (after > 0) & (after < self.start_s[:, None] * US) & self._jumps[:, None]

    def shift(self, display: Display, day: Day, own: Flags, registers: Registers) -> Display:
        """Return the display (n, T) as stamped by wrong clocks.

        own: (n, T) whether the meter is still the one with that clock. Registers stay whole
        quanta of `registers`, and go back only where they did. Days must come in order.
        """
        if not len(self.rows):
            return display
        ahead = np.where(own[self.rows], self.ahead_s(day.ends_us), 0.0)
        position = MEMORY_SLOTS + np.arange(day.slots) - ahead * US / SLOT_US
        position = np.clip(position, 0, MEMORY_SLOTS + day.slots - 1)
        mine = registers.rows(self.rows)
        totals = {}
        for name in ("register_kwh", "export_kwh"):
            values = getattr(display, name).copy()
            seen = self._at(name, values[self.rows], position, is_total=True)
            values[self.rows] = mine.shown(seen)
            totals[name] = values
        curves = {}
        for name, curve in display.curves.items():
            curves[name] = curve.copy()
            seen = self._at(name, curve[self.rows], position, is_total=False)
            curves[name][self.rows] = rounded(name, seen)
        return Display(totals["register_kwh"], totals["export_kwh"], curves)

    def _at(
        self, name: str, values: NDArray[np.floating], position: Floats, *, is_total: bool
    ) -> Floats:
        """Return values (w, T) at fractional slots, the day's first being `MEMORY_SLOTS`.

        A total that falls between two slots, being reset, keeps the earlier value.
        """
        first = np.repeat(values[:, :1], MEMORY_SLOTS, axis=1)
        series = np.concatenate([self._before.get(name, first), values], axis=1)
        self._before[name] = series[:, -MEMORY_SLOTS:]
        low = position.astype(np.int64)
        high = np.minimum(low + 1, series.shape[1] - 1)
        start = np.take_along_axis(series, low, axis=1).astype(np.float64)
        step = np.take_along_axis(series, high, axis=1) - start
        part = position - low
        return np.asarray(start + part * np.where(is_total & (step < 0), 0.0, step))

    def stamped(self, events: list[Event]) -> list[Event]:
        """Return events with the time that the device's own clock showed."""
        place = {meter: k for k, meter in enumerate(self._meter)}
        return [
            self._restamped(event, place[event.device_id]) if event.device_id in place else event
            for event in events
        ]

    def _restamped(self, event: Event, place: int) -> Event:
        ahead = self.ahead_s(np.array([event.ts_us]))[place, 0]
        return replace(event, ts_us=event.ts_us + round(float(ahead)) * US)

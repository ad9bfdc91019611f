"""Registers that roll over, and records that are wrong or late."""

from __future__ import annotations

from pipeline.contract.vocabulary import WorkOrder
from simulator.oddities.field_work import RatioChange
from simulator.oddities.oddity import LONG_AGO, Oddity
from simulator.scene import Readout
from simulator.timeline import SLOT_HOURS

ROUND_KWH = 1_000_000.0  # every register's capacity divides it


class RegisterRollover(Oddity):
    """A register reaches its last digit and begins at nought again."""

    kind = "register_rollover"

    def plan(self) -> None:
        """Foresee what is left to count."""
        multiplier = float(self.stage.roster.multiplier[self.row])
        self.left_kwh = 24 * self.mean_kw / multiplier * max(1, self.stage.onset)
        self.end_after(1)

    def meddle(self, readout: Readout) -> None:
        """Set the register before the first reading; note the day on which it rolls over."""
        index = readout.day.index
        if index == 0:
            readout.resets.append((self.row, 0, ROUND_KWH - self.left_kwh))
        counted = readout.meter.power_w[self.row].clip(0).sum() * SLOT_HOURS / 1000
        if 0 < self.left_kwh <= counted:
            self.spans = {self.row: (index, index)}
        self.left_kwh -= float(counted)


class WrongRatio(Oddity):
    """The records have held a wrong current ratio for years: too little is billed, steadily."""

    kind = "wrong_ratio_recorded"

    def plan(self) -> None:
        """Enter the wrong ratio, long ago."""
        self.start_at_once()
        ratio = float(self.stage.roster.ct_ratio[self.row])
        wrong = ratio * float(self.rng.choice([0.5, 0.6, 0.75]))
        long_ago_us = self.stage.timeline.instant_us(LONG_AGO, 0)
        self.stage.change(self.row, long_ago_us, ct_ratio=wrong)


class LateRatioRecord(RatioChange):
    """Larger current transformers, whose ratio enters the records one to two weeks late."""

    kind = "late_ratio_record"

    def plan(self) -> None:
        """Enter the change on the day after the delay; until then secondary values are half."""
        self.slot_hour = 11.0
        entered = min(self.final, self.stage.onset + int(self.rng.integers(6, 15)))
        self.spans = {self.row: (self.stage.onset, entered)}
        self.stage.order(WorkOrder.RATIO_CHANGE, entered, entered)
        at_us = self.stage.timeline.instant_us(entered, self.slot_hour)
        ratio = float(self.stage.roster.ct_ratio[self.row])
        self.stage.change(self.row, at_us, ct_ratio=2 * ratio)

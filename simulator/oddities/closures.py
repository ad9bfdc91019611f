"""Little or no use for a known reason: closed, ended, disconnected, switched out."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, WorkOrder
from simulator.oddities.lower_use import LowerUse
from simulator.oddities.oddity import Oddity
from simulator.scene import Demand


class SchoolHolidays(LowerUse):
    """A school is closed for some weeks: corridors and cellars stay lit."""

    kind = "school_holidays"

    def plan(self) -> None:
        """Draw length and what is left."""
        self.left = float(self.rng.uniform(0.12, 0.3))
        self.end_after(int(self.rng.integers(12, 35)))


class ClosingDown(Oddity):
    """A business sells off and closes for good; the contract often runs on for a while."""

    kind = "closing_down"

    def plan(self) -> None:
        """Draw the sale's length, and enter a disconnection in most cases."""
        self.days = int(self.rng.integers(1, 10))
        ends = self.stage.onset + self.days + int(self.rng.integers(5, 12))
        if self.rng.random() < 0.6 and ends <= self.final:
            self.stage.order(WorkOrder.DISCONNECTION, ends, None)

    def use(self, demand: Demand) -> None:
        """Go down in two steps to nothing."""
        if self.is_on(demand.day):
            is_selling = self.days_since(demand.day) < self.days
            demand.load.scale(self.row, 0.5 if is_selling else 0.01)
            if not is_selling and self.rng.random() < 0.3:
                self.report(demand, 7, EventCode.METER_STOP)


class ConstructionEnd(Oddity):
    """A building site is done: cranes go, offices go, then the supply is taken away."""

    kind = "construction_end"

    def plan(self) -> None:
        """Draw when the last ones leave, and enter the disconnection."""
        self.days = int(self.rng.integers(3, 8))
        self.gone = min(self.final, self.stage.onset + self.days)
        self.stage.order(WorkOrder.DISCONNECTION, self.gone, None)

    def use(self, demand: Demand) -> None:
        """Work by day only, wind down, and be off the mains."""
        day = demand.day
        works = day.between(6.5, 18.5)
        demand.load.scale(self.row, np.where(works, 1.5 * self.rng.uniform(0.6, 1.2), 0.15))
        if self.is_on(day):
            demand.load.scale(self.row, 0.25)
        if day.index >= self.gone:
            demand.dark[self.row, day.slot_at(10.0) if day.index == self.gone else 0 :] = True


class UnpaidBills(Oddity):
    """Disconnected for unpaid bills, and connected again when they are paid."""

    kind = "unpaid_bills"

    def plan(self) -> None:
        """Enter both work orders."""
        self.end_after(int(self.rng.integers(4, 14)))
        first, last = self.spans[self.row]
        self.stage.order(WorkOrder.DISCONNECTION, first, last)
        if last < self.final:
            self.stage.order(WorkOrder.RECONNECTION, last, last)

    def use(self, demand: Demand) -> None:
        """Open the relay behind the meter from ten to four o'clock of the last day."""
        off = self.hours_within(demand.day, 10, 16)
        demand.load.scale(self.row, np.where(off, 0.0, 1.0))


class PrepaidCreditOut(Oddity):
    """Prepaid credit runs out every week or so: dark until someone buys more."""

    kind = "prepaid_credit_out"

    def plan(self) -> None:
        """Draw the chance of a day."""
        self.chance = float(self.rng.uniform(0.15, 0.35))

    def use(self, demand: Demand) -> None:
        """Open the relay for half a day; the meter itself stays live."""
        if self.is_on(demand.day) and self.rng.random() < self.chance:
            start = self.rng.uniform(0, 14)
            off = demand.day.between(start, start + self.rng.uniform(5, 24))
            demand.load.scale(self.row, np.where(off, 0.0, 1.0))


class TransformerSwitchedOut(Oddity):
    """A plant stands still with leave, and its transformer is switched out: no iron loss."""

    kind = "transformer_switched_out"

    def plan(self) -> None:
        """Enter the suspension."""
        self.end_after(int(self.rng.integers(8, 30)))
        first, last = self.spans[self.row]
        self.stage.order(WorkOrder.SUSPENSION, first, None if last == self.final else last)

    def use(self, demand: Demand) -> None:
        """Cut the supply from the first morning on; meter and terminal say so."""
        day = demand.day
        demand.dark[self.row] |= self.hours_within(day, 9, 17)
        first, last = self.spans[self.row]
        if day.index == last < self.final:  # meters tell of it when they wake
            down = self.stage.timeline.instant_us(first, 9)
            demand.journal.restart(self.meter_id, down, day.start_us(day.slot_at(17)))

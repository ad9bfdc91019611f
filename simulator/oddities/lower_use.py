"""Honest drops of consumption: holidays, empty flats, idle businesses, thrift."""

from __future__ import annotations

from pipeline.contract.vocabulary import WorkOrder
from simulator.oddities.oddity import Oddity
from simulator.scene import Demand


class LowerUse(Oddity):
    """Base: from the onset on a share of the load is left, as `left` says."""

    left: float = 1.0

    def use(self, demand: Demand) -> None:
        """Scale the true load."""
        if self.is_on(demand.day):
            for row in self.stage.rows:
                demand.load.scale(row, self.left)


class Vacation(LowerUse):
    """A family is away for one to two weeks: the refrigerator runs on."""

    kind = "vacation"

    def plan(self) -> None:
        """Draw length and what is left running."""
        self.left = float(self.rng.uniform(0.06, 0.2))
        self.end_after(int(self.rng.integers(7, 15)))


class Vacancy(LowerUse):
    """People have moved out; nearly nothing is used any more."""

    kind = "vacancy"

    def plan(self) -> None:
        """Draw what is left running."""
        self.left = float(self.rng.uniform(0.0, 0.03))


class HolidayClosure(LowerUse):
    """A business closes for longer than the public holidays."""

    kind = "holiday_closure"

    def plan(self) -> None:
        """Close about the holidays, two days before to several after."""
        self.left = float(self.rng.uniform(0.05, 0.15))
        timeline = self.stage.timeline
        first = self.stage.onset
        if timeline.holidays:
            first = max(0, (timeline.holidays[0] - timeline.start).days - 2)
        last = min(timeline.count - 1, first + int(self.rng.integers(9, 16)))
        self.spans = dict.fromkeys(self.stage.rows, (first, last))


class SeasonalClosing(LowerUse):
    """A business ends its season: a little less each day, then nearly nothing."""

    kind = "seasonal_closing"

    def plan(self) -> None:
        """Draw the length of the decline."""
        self.days = int(self.rng.integers(4, 10))

    def use(self, demand: Demand) -> None:
        """Scale the true load down a slope."""
        since = demand.day.index - self.stage.onset
        if since >= 0:
            demand.load.scale(self.row, max(0.06, 1 - (since + 1) / self.days))


class Efficiency(LowerUse):
    """New lamps, drives and a better boiler: the same life with a good third less."""

    kind = "efficiency"

    def plan(self) -> None:
        """Draw the saving."""
        self.left = float(self.rng.uniform(0.55, 0.75))


class Suspension(LowerUse):
    """A plant stands still with the utility's leave; its transformer stays connected."""

    kind = "approved_suspension"

    def plan(self) -> None:
        """Enter the work order; it ends with the run or after some weeks."""
        self.left = 0.01
        self.end_after(int(self.rng.integers(12, 40)))
        first, last = self.spans[self.row]
        open_end = last == self.stage.timeline.count - 1
        self.stage.order(WorkOrder.SUSPENSION, first, None if open_end else last)

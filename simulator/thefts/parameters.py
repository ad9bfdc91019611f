"""Numbers altered: a constant or a ratio inside the meter, or the ratio in the records."""

from __future__ import annotations

import numpy as np

from pipeline.contract.vocabulary import EventCode, Means
from simulator.happening import Theft
from simulator.scene import Readout

RATIO_SHARES = (0.8, 0.75, 0.6, 0.5, 0.4, 0.3)  # quotients of neighbouring standard ratios


class ParameterChange(Theft):
    """The pulse constant is set lower: energy, P and Q shrink, and U and I are shown as before."""

    kind = Means.PARAMETER_CHANGE
    trace = EventCode.PROGRAM_CHANGE

    def plan(self) -> None:
        """Choose depth, hour, and which logs tell of it."""
        self.left = self._left()
        self.hour = self.rng.uniform(0.5, 5)
        chances = {self.trace: 0.7, EventCode.CLOCK_SET: 0.3, EventCode.LOG_CLEAR: 0.25}
        self.codes = [code for code, chance in chances.items() if self.rng.random() < chance]

    def _left(self) -> float:
        return 0.85 - 0.55 * self.stage.strength

    def meddle(self, readout: Readout) -> None:
        """Count less from the first night on, and report what the logs hold of that night."""
        day = readout.day
        if not self.is_on(day):
            return
        self._lower(readout, np.where(self.since(day, self.hour), self.left, 1))
        if day.index == self.stage.onset:
            for code in self.codes:
                self.report(readout, self.hour, code)

    def _lower(self, readout: Readout, factor: np.ndarray) -> None:
        readout.meter.scale_power(self.row, factor)


class RatioSetLower(ParameterChange):
    """The transformers' ratio in the meter is set lower: its I, P, Q and energy shrink alike."""

    trace = EventCode.RATIO_CHANGE

    def _left(self) -> float:
        return _ratio_share(self.stage.strength)

    def _lower(self, readout: Readout, factor: np.ndarray) -> None:
        readout.meter.scale_current(self.row, factor)


class RatioRecordLower(Theft):
    """Somebody enters a lower ratio in the records, without a work order; no device changes."""

    kind = Means.PARAMETER_CHANGE
    hour = 9.0

    def plan(self) -> None:
        """Enter the ratio that is billed from the onset on."""
        self.left = _ratio_share(self.stage.strength)
        at_us = self.stage.timeline.instant_us(self.stage.onset, self.hour)
        ratio = float(self.stage.roster.ct_ratio[self.row])
        self.stage.change(self.row, at_us, ct_ratio=ratio * self.left)

    def meddle(self, readout: Readout) -> None:
        """Bill what is counted by the lower ratio."""
        if self.is_on(readout.day):
            since = self.since(readout.day, self.hour)
            readout.billed_share[self.row] = np.where(since, self.left, 1).astype(np.float32)


def _ratio_share(strength: float) -> float:
    """Return the share that a ratio is lowered to, the smaller the stronger."""
    return RATIO_SHARES[min(int(strength * len(RATIO_SHARES)), len(RATIO_SHARES) - 1)]

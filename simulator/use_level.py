"""How much customers use on a day as a whole: moods, weekdays, months, trips and holidays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import TariffClass
from simulator.roster import Roster
from simulator.timeline import Day

Floats = NDArray[np.float64]

DAY_MEMORY = 0.6
DRIFT_MEMORY = 0.97  # from one day to the next: a month
WEEKDAY_SPREAD = 0.6  # of days: washing on Mondays, late on Thursdays
UNLIKE = 0.75  # how much customers differ in how much they wander, from day to day and in a month
AWAY_A_DAY = 1 / 250  # of a home: a trip of a few days begins
AWAY_UNLIKE = 1.2  # some never leave, some every week
BACK_A_DAY = 0.45
AWAY_LEFT = 0.06


class UseLevel:
    """Levels of n customers, about one; each day goes on from the day before."""

    def __init__(
        self,
        roster: Roster,
        *,
        day_spread: Floats,
        drift_spread: Floats,
        holiday: Floats,
        rng: np.random.Generator,
    ) -> None:
        """Draw who wanders how much; spreads and `holiday`, the factor on holidays, are (n,)."""
        count = len(roster)
        self._day_spread = day_spread * np.exp(UNLIKE * rng.standard_normal(count))
        self._drift_spread = drift_spread * np.exp(UNLIKE * rng.standard_normal(count))
        weekly = WEEKDAY_SPREAD * self._day_spread[:, None] * rng.standard_normal((count, 7))
        self._weekday = np.exp(weekly)
        homes = roster.is_class(TariffClass.RESIDENTIAL)
        self._leaves = homes * AWAY_A_DAY * np.exp(AWAY_UNLIKE * rng.standard_normal(count))
        varied = holiday * rng.uniform(0.75, 1.25, count)
        self._holiday = np.where(holiday < 1, np.clip(varied, 0.15, 1), varied)
        self._mood, self._drift = rng.standard_normal((2, count))
        self._is_away = np.zeros(count, dtype=bool)

    def draw(self, day: Day, rng: np.random.Generator) -> Floats:
        """(n,) the level of `day`; days must be drawn in order."""
        shocks = rng.standard_normal((2, len(self._mood)))
        self._mood = _going_on(self._mood, DAY_MEMORY, shocks[0])
        self._drift = _going_on(self._drift, DRIFT_MEMORY, shocks[1])
        chance = rng.random(len(self._mood))
        self._is_away = np.where(self._is_away, chance > BACK_A_DAY, chance < self._leaves)
        level = np.exp(self._day_spread * self._mood + self._drift_spread * self._drift)
        level = np.where(self._is_away, AWAY_LEFT, level * self._weekday[:, day.date.weekday()])
        return level * self._holiday if day.is_holiday else level


def _going_on(state: Floats, memory: float, shock: Floats) -> Floats:
    """Return the next (n,) of an autoregressive series of spread one."""
    return np.asarray(memory * state + np.sqrt(1 - memory**2) * shock)

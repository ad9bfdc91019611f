"""True loads: what customers really draw, whatever their meters say.

A load is a daily shape that wanders (autoregressive, with better and worse days, weather
and holidays) and switched machines or appliances on top, each with its own reactive power,
so that a machine's edge moves the power factor and a shunt's does not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import TariffClass
from simulator.machines import Machines
from simulator.roster import Roster
from simulator.shapes import SHAPES
from simulator.streams import stream
from simulator.timeline import REST_DAY, Day, Timeline
from simulator.use_level import UseLevel
from simulator.weather import Weather

Block = NDArray[np.float32]
Floats = NDArray[np.float64]

WANDER_MEMORY = 0.9  # from one quarter hour to the next
WANDER_MEMORY_OF_HOMES = 0.3
PHASE_WANDER = 0.06
TAN_PHI_WANDER = 0.12
TAN_PHI_FLICKER = 0.05
LARGE_TAN_PHI_NOISE = 0.5  # many machines level each other, and capacitors are controlled
COMFORT_C = (14.0, 24.0)
NO_LOAD_SHARE = 0.002  # iron loss of a dedicated transformer over its mean load, metered at 10 kV
NO_LOAD_TAN_PHI = 4.0


@dataclass
class Load:
    """Primary load of one day by grid phase: p_kw and q_kvar (3, n, T), changed in place."""

    p_kw: Block
    q_kvar: Block

    def scale(self, who: int, factor: Floats | float) -> None:
        """Multiply one customer's load by `factor`, a number or (T,)."""
        self.p_kw[:, who] *= factor
        self.q_kvar[:, who] *= factor

    def add(self, who: int, share: Floats, kw: NDArray[np.floating], tan_phi: float = 0.0) -> None:
        """Add `kw` (T,), negative for generation, spread over the phases as `share` (3,)."""
        extra = share[:, None] * kw
        self.p_kw[:, who] += extra
        self.q_kvar[:, who] += extra * tan_phi


class Loads:
    """Draws the days one after another; each goes on from the state of the day before."""

    def __init__(self, roster: Roster, timeline: Timeline, seed: int) -> None:
        rng = stream(seed, "load")
        self._roster, self._seed, self._weather = roster, seed, Weather(timeline, seed)
        count = len(roster)
        shapes = np.array([shape.hours for shape in SHAPES])
        self._hours = shapes / shapes[:, :1].mean(axis=2, keepdims=True)
        self._trait = {
            name: np.array([getattr(shape, name) for shape in SHAPES])[roster.shape]
            for name in ("burst", "wander", "day", "drift", "cold", "heat", "tan_phi", "holiday")
        }
        self._shift_hours = rng.normal(0, 0.6, count)
        homes = roster.is_class(TariffClass.RESIDENTIAL)
        self._base_share = np.where(homes, rng.beta(0.9, 2.8, count), rng.uniform(0.05, 0.2, count))
        self._burst = np.clip(self._trait["burst"] * rng.uniform(0.6, 1.25, count), 0, 0.9)
        self._saturdays_off = rng.random(count) < 0.3
        self._tan_phi = self._trait["tan_phi"] * rng.uniform(0.7, 1.3, count)
        self._machines = Machines(roster, self._burst, rng)
        self._wander = {name: rng.standard_normal(count) for name in ("load", "mix")}
        self._memory = np.where(homes, WANDER_MEMORY_OF_HOMES, WANDER_MEMORY)
        self._level = UseLevel(
            roster,
            day_spread=self._trait["day"],
            drift_spread=self._trait["drift"],
            holiday=self._trait["holiday"],
            rng=rng,
        )
        self._phase_wander = rng.standard_normal((3, count))

    def draw(self, day: Day) -> Load:
        """Return the true load of `day`; days must be drawn in order."""
        rng = stream(self._seed, "load", day.index)
        course = self._course(day) * self._level.draw(day, rng)[:, None]
        steady_kw = self._steady(day, course, rng)
        machine_kw, machine_kvar = self._machines.run(day, course, rng)
        p = steady_kw + machine_kw
        q = steady_kw * self._steady_tan_phi(day, rng) + machine_kvar
        own = self._roster.is_dedicated
        iron = (NO_LOAD_SHARE * own * self._roster.contract_kw)[:, None]
        share = self._phase_shares(day, rng)
        p, q = p + iron, q + iron * NO_LOAD_TAN_PHI
        return Load((share * p).astype(np.float32), (share * q).astype(np.float32))

    def _course(self, day: Day) -> Floats:
        """(n, T) relative use by the clock, one on the mean of a workday."""
        kind = np.where(self._saturdays_off & (day.kind > 0), REST_DAY, day.kind)
        hours = (day.hours + self._shift_hours[:, None]) % 24
        lower = hours.astype(np.int64)
        weight = hours - lower
        table = self._hours[self._roster.shape, kind]
        early = np.take_along_axis(table, lower, axis=1)
        late = np.take_along_axis(table, (lower + 1) % 24, axis=1)
        return np.asarray(early * (1 - weight) + late * weight)

    def _steady(self, day: Day, course: Floats, rng: np.random.Generator) -> Floats:
        """(n, T) kW of the part that wanders."""
        trait, roster = self._trait, self._roster
        temperature = self._weather.temperature_c(day)
        cold = np.clip(COMFORT_C[0] - temperature, 0, None)
        heat = np.clip(temperature - COMFORT_C[1], 0, None)
        weather = 1 + trait["cold"][:, None] * cold + trait["heat"][:, None] * heat
        noise = self._wandering("load", day.slots, rng) * trait["wander"][:, None]
        base = self._base_share[:, None]
        active = base + (1 - base) * course * weather
        mean = (1 - self._burst) * roster.mean_kw
        return np.asarray(mean[:, None] * active * np.exp(noise))

    def _steady_tan_phi(self, day: Day, rng: np.random.Generator) -> Floats:
        """(n, T) reactive over active power of the steady part: many small devices come and go."""
        wander = self._wandering("mix", day.slots, rng)
        flicker = rng.standard_normal(wander.shape, dtype=np.float32)
        noise = TAN_PHI_WANDER * wander + TAN_PHI_FLICKER * flicker
        large = np.where(self._roster.is_dedicated, LARGE_TAN_PHI_NOISE, 1.0)[:, None]
        return np.asarray(self._tan_phi[:, None] * np.clip(1 + large * noise, 0.3, None))

    def _wandering(self, name: str, slots: int, rng: np.random.Generator) -> Floats:
        """(n, T) autoregressive noise of spread one, going on where it was the day before."""
        memory, state = self._memory, self._wander[name]
        shocks = np.sqrt(1 - memory**2) * rng.standard_normal((slots, len(self._roster)))
        for slot in range(slots):
            state = memory * state + shocks[slot]
            shocks[slot] = state
        self._wander[name] = state
        return np.asarray(shocks.T)

    def _phase_shares(self, day: Day, rng: np.random.Generator) -> Floats:
        """(3, n, T) share of each grid phase, wandering where there are three."""
        fresh = rng.standard_normal(self._phase_wander.shape)
        start, self._phase_wander = self._phase_wander, 0.6 * self._phase_wander + 0.8 * fresh
        track = np.linspace(0, 1, day.slots)
        wander = start[..., None] * (1 - track) + self._phase_wander[..., None] * track
        noisy = wander + 0.6 * rng.standard_normal(wander.shape, dtype=np.float32)
        depth = np.where(self._roster.is_dedicated, 0.25, 1.0)[:, None] * PHASE_WANDER
        share = self._roster.phase_share[..., None] * np.clip(1 + depth * noisy, 0.2, None)
        return np.asarray(share / share.sum(axis=0))

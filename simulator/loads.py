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
from simulator.roster import Roster
from simulator.shapes import SHAPES
from simulator.streams import stream
from simulator.timeline import REST_DAY, Day, Timeline
from simulator.weather import Weather

Block = NDArray[np.float32]
Floats = NDArray[np.float64]

MACHINES = 4
WANDER_MEMORY = 0.9  # from one quarter hour to the next
DAY_MEMORY = 0.5
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


@dataclass(frozen=True)
class _Machines:
    """K machines of n customers, each (n, K): size, chance to stop, power factor, whether on."""

    kw: Floats
    stop: Floats
    tan_phi: Floats
    duty: Floats


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
            for name in ("burst", "wander", "day", "cold", "heat", "tan_phi", "holiday")
        }
        self._shift_hours = rng.normal(0, 0.6, count)
        self._base_share = rng.uniform(0.05, 0.2, count)
        self._saturdays_off = rng.random(count) < 0.3
        self._tan_phi = self._trait["tan_phi"] * rng.uniform(0.7, 1.3, count)
        holiday = self._trait["holiday"] * rng.uniform(0.75, 1.25, count)
        self._holiday = np.where(self._trait["holiday"] < 1, np.clip(holiday, 0.15, 1), holiday)
        self._machines = self._build_machines(rng)
        self._is_on = rng.random((count, MACHINES)) < self._machines.duty
        self._wander = {name: rng.standard_normal(count) for name in ("load", "mix")}
        self._phase_wander = rng.standard_normal((3, count))
        self._day_mood = rng.standard_normal(count)

    def _build_machines(self, rng: np.random.Generator) -> _Machines:
        size = (len(self._roster), MACHINES)
        homes = self._roster.is_class(TariffClass.RESIDENTIAL)[:, None]
        duty = rng.uniform(0.02, np.where(homes, 0.15, 0.3), size)
        energy = rng.dirichlet([1.5] * MACHINES, size[0]) * self._trait["burst"][:, None]
        kw = energy * self._roster.mean_kw[:, None] / duty
        kw = np.minimum(kw, np.where(homes, 4.0, self._roster.contract_kw[:, None] / 4))
        spread = np.where(homes, rng.choice([0.0, 0.1, 0.6], size), rng.uniform(0.1, 1.1, size))
        return _Machines(kw, 1 / rng.uniform(1.5, 10, size), spread, duty)

    def draw(self, day: Day) -> Load:
        """Return the true load of `day`; days must be drawn in order."""
        rng = stream(self._seed, "load", day.index)
        course = self._course(day)
        steady_kw = self._steady(day, course, rng)
        machine_kw, machine_kvar = self._switched(course, rng)
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
        mood = rng.standard_normal(len(roster))
        self._day_mood = DAY_MEMORY * self._day_mood + np.sqrt(1 - DAY_MEMORY**2) * mood
        level = np.exp(trait["day"] * self._day_mood)
        if day.is_holiday:
            level = level * self._holiday
        temperature = self._weather.temperature_c(day)
        cold = np.clip(COMFORT_C[0] - temperature, 0, None)
        heat = np.clip(temperature - COMFORT_C[1], 0, None)
        weather = 1 + trait["cold"][:, None] * cold + trait["heat"][:, None] * heat
        noise = self._wandering("load", day.slots, rng) * trait["wander"][:, None]
        base = self._base_share[:, None]
        active = base + (1 - base) * course * weather * level[:, None]
        mean = (1 - trait["burst"]) * roster.mean_kw
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
        shocks = np.sqrt(1 - WANDER_MEMORY**2) * rng.standard_normal((slots, len(self._roster)))
        state = self._wander[name]
        for slot in range(slots):
            state = WANDER_MEMORY * state + shocks[slot]
            shocks[slot] = state
        self._wander[name] = state
        return np.asarray(shocks.T)

    def _switched(self, course: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """(n, T) kW and kvar of machines, started the more often the busier the hour."""
        machines = self._machines
        draws = rng.random((course.shape[1], *machines.kw.shape), dtype=np.float32)
        start = machines.stop * machines.duty / (1 - machines.duty)
        states = np.empty(draws.shape, dtype=bool)
        is_on = self._is_on
        for slot in range(course.shape[1]):
            chance = np.where(is_on, 1 - machines.stop, start * course[:, slot, None])
            is_on = draws[slot] < chance
            states[slot] = is_on
        self._is_on = is_on
        kvar = machines.kw * machines.tan_phi
        kw = np.einsum("tnk,nk->nt", states, machines.kw)
        return kw, np.einsum("tnk,nk->nt", states, kvar)

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

"""A small honest utility, and the same one with a single theft in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from simulator.happening import Stage, Theft
from simulator.roster import Roster
from simulator.simulation import Delivery, Simulation
from simulator.timeline import Timeline

ACCOUNTS, DAYS, SEED, ONSET = 60, 18, 3, 6
START = dt.date(2026, 3, 2)
WORTH_STEALING_KW = 0.3

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whom = Callable[[Roster], Flags]


@dataclass(frozen=True)
class Run:
    """All days of one simulation with the happenings that `cast` builds from it."""

    simulation: Simulation
    days: list[Delivery]

    @classmethod
    def with_thefts(cls, cast: Callable[[Simulation], list[Theft]]) -> Run:
        """Simulate the utility without its own mixture."""
        simulation = Simulation(ACCOUNTS, Timeline(START, DAYS, "Asia/Shanghai"), SEED)
        simulation.happenings = [*cast(simulation)]
        return cls(simulation, [simulation.deliver(index) for index in range(DAYS)])

    def curves(self, row: int) -> dict[str, Floats]:
        """Return what the meter at `row` shows, (T,) over all days each."""
        return _joined([day.meters for day in self.days], row)

    def terminal(self, row: int) -> dict[str, Floats]:
        """Return what the terminal beside that meter shows."""
        place = int(np.searchsorted(self.simulation.meters.terminal_places, row))
        return _joined([day.terminals for day in self.days], place)

    def answers(self, row: int) -> Flags:
        """(T,) whether a reading arrives, in time or late."""
        return np.concatenate([(day.on_time | day.late)[row] for day in self.days])


def _joined(displays: list, place: int) -> dict[str, Floats]:
    shown = {
        name: np.concatenate([one.curves[name][place] for one in displays])
        for name in displays[0].curves
    }
    for name in ("register_kwh", "export_kwh"):
        shown[name] = np.concatenate([getattr(one, name)[place] for one in displays])
    return shown


@dataclass(frozen=True)
class Case:
    """One theft: what its meter shows, beside what it would have shown."""

    honest: Run
    run: Run
    theft: Theft
    row: int
    usual: dict[str, Floats] = field(init=False)
    shown: dict[str, Floats] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "usual", self.honest.curves(self.row))
        object.__setattr__(self, "shown", self.run.curves(self.row))

    @property
    def since(self) -> Flags:
        """(T,) slots from the onset to the end."""
        first, last = self.theft.spans[self.row]
        return np.repeat([first <= k <= last for k in range(DAYS)], 96)

    @property
    def hours(self) -> Floats:
        """(T,) local hours."""
        return np.concatenate([day.day.hours for day in self.run.days])

    @property
    def loaded(self) -> Flags:
        """(T,) slots since the onset in which the meter would have shown a fair load."""
        power = np.abs(self.usual["p_kw"])
        return self.since & (power > 0.3 * np.median(power))

    def ratio(self, name: str) -> Floats:
        """Return shown over usual values in the loaded slots."""
        return np.asarray(self.shown[name][self.loaded] / self.usual[name][self.loaded])

    def level(self, name: str) -> float:
        """Return the median of `ratio`."""
        return float(np.median(self.ratio(name)))

    @property
    def codes(self) -> list[str]:
        """Event codes of the thief's meter that the honest run has not."""
        meter = self.run.simulation.roster.meter_id[self.row]
        before = set(self.honest.simulation.journal.events)
        events = self.run.simulation.journal.events
        return [one.code for one in events if one.device_id == meter and one not in before]

    @property
    def lost_share(self) -> float:
        """Share of the energy drawn since the onset that was not counted, as the truth has it."""
        first, last = self.theft.spans[self.row]
        days = slice(first, last + 1)
        simulation = self.run.simulation
        return float(
            simulation.lost_kwh[self.row, days].sum() / simulation.true_kwh[self.row, days].sum()
        )


Commit = Callable[..., Case]


@pytest.fixture(scope="session")
def honest() -> Run:
    """The utility in which nobody does anything."""
    return Run.with_thefts(lambda simulation: [])


@pytest.fixture(scope="session")
def commit(honest: Run) -> Commit:
    """Return the function that lets one customer steal by one means."""

    def run(build: type[Theft], whom: Whom, strength: float = 1.0, *, seed: int = 1) -> Case:
        roster = honest.simulation.roster
        able = np.flatnonzero(whom(roster) & (roster.mean_kw > WORTH_STEALING_KW))
        other = able[roster.transformer[able] != roster.transformer[able[0]]]
        rows = (int(able[0]), *(int(row) for row in other[:1]))

        def cast(simulation: Simulation) -> list[Theft]:
            stage = Stage(
                simulation.roster,
                simulation.timeline,
                simulation.journal,
                simulation.casting.book,
                np.random.default_rng(seed),
                rows if build.__name__ == "WhiteScreen" else rows[:1],
                ONSET,
                strength,
            )
            return [build(stage)]

        stolen = Run.with_thefts(cast)
        theft = stolen.simulation.happenings[0]
        assert isinstance(theft, Theft)
        return Case(honest, stolen, theft, theft.row)

    return run

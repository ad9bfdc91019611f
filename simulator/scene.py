"""One day on its way from true demand to what meters show: what happenings may act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.elements import ALL, Elements, Factor
from simulator.journal import Journal
from simulator.loads import Load
from simulator.timeline import Day

Flags = NDArray[np.bool_]


@dataclass
class Demand:
    """The true load of a day, and where the mains are off; changed in place.

    dark: (n, T) no supply, whatever the load would be. voltage_gains: customers and what
    their phase voltages are multiplied by, (m,) and (3, T) each, beside the grid's own droop.
    unmetered_kw: (T,) load without a meter, and a customer beside whom it hangs. supply_gain:
    what the supply meter of a transformer, by its index, makes of a kWh, beside its own error.
    """

    day: Day
    load: Load
    dark: Flags
    journal: Journal
    voltage_gains: list[tuple[NDArray[np.int64], NDArray[np.float32]]] = field(default_factory=list)
    unmetered_kw: list[tuple[int, NDArray[np.floating]]] = field(default_factory=list)
    supply_gain: dict[int, float] = field(default_factory=dict)

    def scale_voltage(
        self, rows: Sequence[int] | NDArray[np.int64], gain: NDArray[np.floating]
    ) -> None:
        """Multiply the phase voltages of customers at `rows` by `gain` (3, T)."""
        self.voltage_gains.append((np.asarray(rows, dtype=np.int64), gain.astype(np.float32)))


@dataclass
class Readout:
    """What meters and terminals are about to record; changed in place.

    meter: elements of the n meters. terminal: elements of the k terminals, `terminal_row`
    (n,) giving a customer's place among them or -1; `shares_ct` (n,) whether the terminal
    hangs on the meter's own current transformers. hung: (n, T) the meter counts nothing;
    frozen: (n, T) it goes on answering with its last values, else it is silent. lost, late:
    (n, T) rows that never arrive, or with a later file. terminal_lost: (k, T).
    register_step_kwh: (n, T) what is added to the register in the slot, secondary.
    resets: (row, slot, kWh): the register starts the slot with this value. meter_code: (n, T)
    which meter hangs there. billed_share: by row (T,), what the records make of the energy
    counted, where their ratio is not that of the transformers.
    """

    day: Day
    meter: Elements
    terminal: Elements
    terminal_row: NDArray[np.int64]
    shares_ct: Flags
    hung: Flags
    frozen: Flags
    lost: Flags
    late: Flags
    terminal_lost: Flags
    register_step_kwh: NDArray[np.float64]
    meter_code: NDArray[np.int32]
    journal: Journal
    resets: list[tuple[int, int, float]] = field(default_factory=list)
    billed_share: dict[int, NDArray[np.float32]] = field(default_factory=dict)

    def shunt(self, row: int, factor: Factor, phases: tuple[int, ...] = ALL) -> None:
        """Let only `factor` of the current through the transformers, as the meter sees it.

        A terminal on the same current transformers sees the same.
        """
        for device, place in self._on_same_ct(row):
            device.scale_current(place, factor, phases)

    def turn_current(self, row: int, lag_rad: Factor, phases: tuple[int, ...] = ALL) -> None:
        """Let the current in the transformers' loop lag `lag_rad` more; see `shunt`."""
        for device, place in self._on_same_ct(row):
            device.turn(place, lag_rad, phases)

    def _on_same_ct(self, row: int) -> list[tuple[Elements, int]]:
        """Return the devices in the loop of the meter's transformers, with the place in each."""
        devices = [(self.meter, row)]
        if self.terminal_row[row] >= 0 and self.shares_ct[row]:
            devices.append((self.terminal, int(self.terminal_row[row])))
        return devices

    def divert(self, row: int, factor: Factor) -> None:
        """Lead current round the meter, the neutral's too: `factor` of it is left."""
        self.shunt(row, factor)
        self.meter.neutral_a[row] *= factor

    def hang(self, row: int, slots: Flags, *, is_frozen: bool) -> None:
        """Stop the meter's processor in `slots` (T,): nothing counted, no or old answers."""
        self.hung[row] |= slots
        if is_frozen:
            self.frozen[row] |= slots

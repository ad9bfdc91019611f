"""Reading rows: displays of a day as rows of the contract's table of readings."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.contract.vocabulary import Source
from simulator.delivered_columns import KEYS, FilledColumns, readings_schema
from simulator.display import Display
from simulator.region import TERMINAL
from simulator.simulation import Delivery, Simulation

Flags = NDArray[np.bool_]


class ReadingRows:
    """Turns deliveries of one simulation into rows."""

    def __init__(self, simulation: Simulation) -> None:
        region, roster = simulation.scenario.region, simulation.roster
        self.schema = readings_schema(region)
        self._book = simulation.casting.book
        self._places = simulation.meters.terminal_places
        self._meters = FilledColumns(region, roster.wiring.tolist())
        self._terminals = FilledColumns(region, [TERMINAL] * len(self._places))

    def of_meters(self, delivery: Delivery, chosen: Flags) -> pa.Table:
        """Return the `chosen` (n, T) readings of meters, by meter and time."""
        values = _values(delivery.meters)
        if delivery.interval_kwh is not None:
            values["interval_kwh"] = delivery.interval_kwh
        rows = self._rows(delivery, delivery.meter_code, values, chosen, filled=self._meters)
        return self._from(Source.METER, rows)

    def of_terminals(self, delivery: Delivery) -> pa.Table:
        """Return the readings of terminals that arrive, by meter and time."""
        code, values = delivery.meter_code[self._places], _values(delivery.terminals)
        rows = self._rows(delivery, code, values, delivery.terminal_on_time, filled=self._terminals)
        return self._from(Source.TERMINAL, rows)

    def _rows(
        self,
        delivery: Delivery,
        code: NDArray[np.int32],
        values: dict[str, NDArray[np.floating]],
        chosen: Flags,
        *,
        filled: FilledColumns,
    ) -> dict[str, pa.Array]:
        row, slot = np.nonzero(chosen)
        ends = pa.array(delivery.day.ends_us[slot]).cast(pa.int64())
        columns: dict[str, pa.Array] = {
            "meter_id": pa.array(self._book.names).take(pa.array(code[row, slot])),
            "ts": ends.view(pa.timestamp("us", tz="UTC")),
        }
        for name in self.schema.names:
            if name not in KEYS:
                drawn = filled.masked(name, values[name][row, slot], row)
                columns[name] = pa.array(drawn, from_pandas=True)
        return columns

    def _from(self, source: Source, columns: dict[str, pa.Array]) -> pa.Table:
        columns["source"] = pa.repeat(source.value, len(columns["ts"]))
        return pa.table([columns[name] for name in self.schema.names], schema=self.schema)


def _values(display: Display) -> dict[str, NDArray[np.floating]]:
    """Columns (m, T) by name; of intervals devices themselves show nothing."""
    return {
        "register_kwh": display.register_kwh,
        "export_register_kwh": display.export_kwh,
        "interval_kwh": np.full_like(display.register_kwh, np.nan),
        **display.curves,
    }

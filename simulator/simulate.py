"""Simulating a utility to files: the tables that it would deliver, and the truth beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.contract.vocabulary import Source
from simulator.garbage import garbage_events, garbage_rows
from simulator.happening import Label
from simulator.native_codes import in_native_codes, native_devices
from simulator.records import (
    EVENT_COLUMNS,
    accounts_frame,
    event_rows,
    settings_text,
    write_accounts,
    write_field_tables,
)
from simulator.simulation import Delivery, Simulation
from simulator.timeline import Timeline
from simulator.truth import truth_table
from simulator.writing import WeeklyFiles, rows_of, write_csv, write_parquet

DEFAULT_SEED = 20060101
DEFAULT_START = dt.date(2026, 3, 1)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class SimulationSummary:
    """What was written and where; `thefts` and `confounders` hold (account_id, kind)."""

    out: Path
    truth: Path
    accounts: int
    days: int
    readings: int
    events: int
    thefts: tuple[tuple[str, str], ...]
    confounders: tuple[tuple[str, str], ...]


def simulate(
    out: Path,
    *,
    accounts: int = 500,
    days: int = 45,
    seed: int = DEFAULT_SEED,
    start: dt.date = DEFAULT_START,
    timezone: str = "Asia/Shanghai",
    progress: Progress | None = None,
) -> SimulationSummary:
    """Write the input tables of a simulated utility to `out` and its truth to `out`-truth.

    The same arguments give the same bytes. Both founding cases are there from 30 accounts
    and 21 days on; the rest of the mixture grows with the number of accounts. `progress` is
    called with days done and days in all. ValueError if there is too little to simulate.
    """
    if days < 1:
        raise ValueError(f"{days} days are too few to simulate: one at least")
    simulation = Simulation(accounts, Timeline(start, days, timezone), seed)
    out.mkdir(parents=True, exist_ok=True)
    files = WeeklyFiles(out / "readings")
    supply = _SupplyRows(simulation)
    for index in range(days):
        delivery = simulation.deliver(index)
        _write_day(simulation, delivery, files)
        supply.add(delivery)
        if progress is not None:
            progress(index + 1, days)
    files.close()
    write_parquet(out / "supply.parquet", "supply", supply.columns())
    return _write_records(simulation, out, files.rows)


def _write_day(simulation: Simulation, delivery: Delivery, files: WeeklyFiles) -> None:
    """Append the readings of one day, doubled and spoilt rows at the end."""
    names = pa.array(simulation.casting.book.names)
    places = simulation.meters.terminal_places
    ends = delivery.day.ends_us

    def rows(chosen: NDArray[np.bool_]) -> pa.Table:
        return rows_of(
            delivery.meters,
            ends_us=ends,
            meter_code=delivery.meter_code,
            names=names,
            source=Source.METER,
            chosen=chosen,
        )

    regular = rows(delivery.on_time)
    terminals = rows_of(
        delivery.terminals,
        ends_us=ends,
        meter_code=delivery.meter_code[places],
        names=names,
        source=Source.TERMINAL,
        chosen=delivery.terminal_on_time,
    )
    doubled = simulation.link.doubled(delivery.day, regular.num_rows)
    spoilt = garbage_rows(delivery.day, regular, simulation.seed)
    tables = [regular, terminals, regular.take(pa.array(doubled)), spoilt]
    files.write(delivery.day, tables, rows(delivery.late))


class _SupplyRows:
    """Collects supply energy of districts and feeders; own transformers have no such meter."""

    def __init__(self, simulation: Simulation) -> None:
        network = simulation.roster.network
        self._shared = np.flatnonzero(~network.is_dedicated)
        self._nodes = [*network.transformer_ids[self._shared], *network.feeder_ids]
        self._kwh: list[NDArray[Any]] = []
        self._ends: list[NDArray[Any]] = []

    def add(self, delivery: Delivery) -> None:
        """Take in one day."""
        districts = delivery.supply.transformer_kwh[self._shared]
        self._kwh.append(np.vstack([districts, delivery.supply.feeder_kwh]))
        self._ends.append(delivery.day.ends_us)

    def columns(self) -> dict[str, Any]:
        """Return columns of the supply table, by node and time."""
        kwh, ends = np.concatenate(self._kwh, axis=1), np.concatenate(self._ends)
        return {
            "node_id": np.repeat(self._nodes, len(ends)),
            "ts": pa.array(np.tile(ends, len(self._nodes))),
            "kwh": np.round(kwh, 3).ravel(),
        }


def _write_records(simulation: Simulation, out: Path, readings: int) -> SimulationSummary:
    """Write all that is no curve, and the truth."""
    casting, timeline = simulation.casting, simulation.timeline
    frame = accounts_frame(simulation.roster, casting.customer_id, simulation.journal.changes)
    write_accounts(out / "accounts.parquet", frame)
    journal = simulation.journal
    devices = native_devices(simulation.roster, simulation.happenings, journal.changes)
    events = event_rows(in_native_codes(journal.events, devices))
    events += garbage_events(events, simulation.seed)
    write_csv(out / "events.csv", EVENT_COLUMNS, events)
    write_field_tables(out, journal)
    text = settings_text(timeline.timezone, timeline.holidays)
    (out / "wattsleuth.toml").write_text(text, encoding="utf-8")
    truth = truth_table(
        simulation.roster,
        timeline,
        simulation.happenings,
        simulation.lost_kwh,
        simulation.true_kwh,
    )
    truth_path = out.parent / f"{out.name}-truth" / "truth.csv"
    truth_path.parent.mkdir(parents=True, exist_ok=True)
    truth.to_csv(truth_path, index=False, lineterminator="\n")

    def labelled(label: Label) -> tuple[tuple[str, str], ...]:
        chosen = truth[truth["label"] == label.value]
        return tuple(zip(chosen["account_id"], chosen["kind"], strict=True))

    return SimulationSummary(
        out=out,
        truth=truth_path,
        accounts=len(simulation.roster),
        days=timeline.count,
        readings=readings,
        events=len(events),
        thefts=labelled(Label.THEFT),
        confounders=labelled(Label.CONFOUNDER),
    )

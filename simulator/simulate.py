"""Simulating a utility to files: the tables that it would deliver, and the truth beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from simulator.garbage import garbage_events, garbage_rows
from simulator.happening import Label
from simulator.native_codes import in_native_codes, native_devices
from simulator.reading_rows import ReadingRows
from simulator.records import (
    EVENT_COLUMNS,
    accounts_frame,
    event_rows,
    settings_text,
    write_accounts,
    write_field_tables,
)
from simulator.recovery import settled
from simulator.scenario import Scenario, load_scenario
from simulator.simulation import Delivery, Simulation
from simulator.supply_rows import SupplyRows
from simulator.truth import truth_table
from simulator.writing import WeeklyFiles, write_csv, write_parquet

DEFAULT_SCENARIO = "easy"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class SimulationSummary:
    """What was written and where; `thefts` and `confounders` hold (account_id, kind)."""

    out: Path
    truth: Path
    scenario: str
    start: dt.date
    accounts: int
    days: int
    readings: int
    events: int
    thefts: tuple[tuple[str, str], ...]
    confounders: tuple[tuple[str, str], ...]


def simulate(
    out: Path,
    *,
    scenario: Scenario | str | Path | None = None,
    accounts: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    start: dt.date | None = None,
    timezone: str | None = None,
    progress: Progress | None = None,
) -> SimulationSummary:
    """Write the input tables of a simulated utility to `out` and its truth to `out`-truth.

    scenario: a bundled one by name, the file of one, or one in memory; `easy` unless said.
    The other arguments replace what it says. The same arguments give the same bytes.
    `progress` is called with days done and days in all. ScenarioError if there is no such
    scenario; ValueError if there is too little to simulate.
    """
    known = (
        scenario if isinstance(scenario, Scenario) else load_scenario(scenario or DEFAULT_SCENARIO)
    )
    chosen = known.replaced(accounts, days, seed, start, timezone)
    simulation = Simulation(chosen.accounts, chosen.timeline(), chosen.seed, chosen)
    out.mkdir(parents=True, exist_ok=True)
    readings = _write_days(simulation, out, progress)
    return _write_records(simulation, out, readings)


def _write_days(simulation: Simulation, out: Path, progress: Progress | None) -> int:
    """Simulate day after day; write readings and supply, and return how many readings."""
    rows, supply = ReadingRows(simulation), SupplyRows(simulation)
    files = WeeklyFiles(out / "readings")
    count = simulation.timeline.count
    for index in range(count):
        delivery = simulation.deliver(index)
        _write_day(simulation, delivery, rows, files)
        supply.add(delivery)
        if progress is not None:
            progress(index + 1, count)
    files.close()
    path = out / "supply.parquet"
    path.unlink(missing_ok=True)
    if supply.is_delivered:
        write_parquet(path, "supply", supply.columns())
    return files.rows


def _write_day(
    simulation: Simulation, delivery: Delivery, rows: ReadingRows, files: WeeklyFiles
) -> None:
    """Append the readings of one day, doubled and spoilt rows at the end."""
    regular = rows.of_meters(delivery, delivery.on_time)
    doubled = simulation.link.doubled(delivery.day, regular.num_rows)
    spoilt = garbage_rows(delivery.day, regular, simulation.seed)
    tables = [regular, rows.of_terminals(delivery), regular.take(pa.array(doubled)), spoilt]
    files.write(delivery.day, tables, rows.of_meters(delivery, delivery.late))


def _write_records(simulation: Simulation, out: Path, readings: int) -> SimulationSummary:
    """Write all that is no curve, and the truth."""
    timeline, region = simulation.timeline, simulation.scenario.region
    frame = accounts_frame(
        simulation.roster,
        simulation.casting.customer_id,
        simulation.journal.changes,
        simulation.recorded_transformer,
    )
    write_accounts(out / "accounts.parquet", frame)
    events = _write_events(simulation, out)
    _settle(simulation)
    write_field_tables(out, simulation.journal)
    text = settings_text(region, timeline.holidays)
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
        scenario=simulation.scenario.name,
        start=timeline.start,
        accounts=len(simulation.roster),
        days=timeline.count,
        readings=readings,
        events=events,
        thefts=labelled(Label.THEFT),
        confounders=labelled(Label.CONFOUNDER),
    )


def _settle(simulation: Simulation) -> None:
    """Put energy and money to the visits that called a theft, now that the days are known."""
    journal = simulation.journal
    journal.inspections = settled(
        journal.inspections,
        simulation.roster,
        simulation.timeline,
        simulation.lost_kwh,
        simulation.seed,
    )


def _write_events(simulation: Simulation, out: Path) -> int:
    """Write the events in the code lists of their devices; return how many."""
    journal, profiles = simulation.journal, simulation.scenario.region.event_profiles
    known = (simulation.roster, simulation.happenings, journal.changes)
    devices = (
        native_devices(*known, profiles, everywhere=True) if profiles else native_devices(*known)
    )
    reported = simulation.clocks.stamped(journal.events)
    told = in_native_codes(reported, devices, keeps_unknown=not profiles)
    events = event_rows(told)
    events += garbage_events(events, simulation.seed)
    write_csv(out / "events.csv", EVENT_COLUMNS, events)
    return len(events)

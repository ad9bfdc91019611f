"""Figures of the method pages: a theft above its innocent twin, from simulated examples.

    python -m handbook.figures

draws `docs/methods/figures/FAMILY.svg` anew; the same code draws the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from handbook.drawing import Curve, Panel, drawn
from handbook.example_district import DistrictCase, ExampleDistricts, example_districts
from handbook.example_world import Example, ExampleWorld, example_world
from pipeline.contract.vocabulary import Family

FOLDER = Path(__file__).parents[1] / "docs" / "methods" / "figures"
SPAN = (-10, 10)
PHASES = ("a", "b", "c")


def figures(world: ExampleWorld, districts: ExampleDistricts) -> dict[Family, str]:
    """Return the figure of each family as SVG."""
    panels = {family: make(world) for family, make in _FIGURES.items()}
    panels[Family.ENERGY_BALANCE] = energy_balance(districts)
    return {family: drawn(made, SPAN) for family, made in panels.items()}


def _white_screen(world: ExampleWorld) -> list[Panel]:
    theft = world.example("meter_hang", span=SPAN)
    twin = world.example("transformer_outage", span=SPAN)
    return [
        _hours_read("Theft: the meter falls silent, its neighbour does not", theft, world),
        _hours_read("Innocent: the district was dark, the neighbour with it", twin, world),
    ]


def _current_shunt(world: ExampleWorld) -> list[Panel]:
    theft = world.example("ct_shunt", "3P4W", SPAN)
    twin = world.example("new_single_phase_load", "3P4W", SPAN)
    return [
        _shares("Theft: one phase carries less, the others as before", theft),
        _shares("Innocent: a new load on one phase, and more energy in all", twin),
    ]


def _voltage_wiring(world: ExampleWorld) -> list[Panel]:
    theft = world.example("phase_voltage_lost", "3P", SPAN)
    twin = world.neighbour(theft, SPAN)
    return [
        _voltages("Theft: a phase loses its voltage at this meter alone", theft),
        _voltages("Its neighbour in the same days: the supply itself is whole", twin),
    ]


def _register(world: ExampleWorld) -> list[Panel]:
    theft = world.example("register_rollback", span=SPAN)
    twin = world.example("meter_exchange", span=SPAN)
    return [
        _registers("Theft: the register goes back and counts on", theft),
        _registers("Innocent: the meter was exchanged on a work order, its register ends", twin),
    ]


def _tamper_events(world: ExampleWorld) -> list[Panel]:
    theft = world.example("cover_tamper", span=SPAN)
    twin = world.example("maintenance_visit", span=SPAN)
    return [
        _daily("Theft: the cover is opened (triangle), the energy falls", theft),
        _daily("Innocent: opened on a visit with a ticket, the energy stays", twin),
    ]


def _consumption(world: ExampleWorld) -> list[Panel]:
    theft = world.example("meter_bypass", span=SPAN)
    twin = world.example("vacation", span=SPAN)
    return [
        _daily("Theft: part of the supply is taken before the meter", theft),
        _daily("Innocent: away from home, and back again", twin),
    ]


def energy_balance(districts: ExampleDistricts) -> list[Panel]:
    """Loss and use in a district with a thief, above one that a customer moves out of."""
    theft, twin = districts.case("meter_bypass"), districts.case("vacancy")
    return [
        _lost("Theft: the district loses what the meter does not count any more", theft),
        _lost("Innocent: the customer moved out, the loss stays within the wires' band", twin),
    ]


_FIGURES: dict[Family, Callable[[ExampleWorld], list[Panel]]] = {
    Family.WHITE_SCREEN: _white_screen,
    Family.CURRENT_SHUNT: _current_shunt,
    Family.VOLTAGE_WIRING: _voltage_wiring,
    Family.REGISTER: _register,
    Family.TAMPER_EVENTS: _tamper_events,
    Family.CONSUMPTION: _consumption,
}


def _daily(title: str, example: Example) -> Panel:
    energy = example.daily_kwh()
    days = np.arange(*SPAN, dtype=np.float64)
    values = energy.reindex(days).to_numpy(dtype=np.float64)
    curve = Curve("energy of the day", days + 0.5, values)
    return Panel(title, "kWh a day", [curve], example.event_days)


def _lost(title: str, case: DistrictCase) -> Panel:
    near = (case.day >= SPAN[0]) & (case.day < SPAN[1])
    named = {
        "use": case.use,
        "loss of the district": case.loss,
        "technical, low": case.low,
        "technical, high": case.high,
    }
    curves = [Curve(name, case.day[near] + 0.5, y[near]) for name, y in named.items()]
    return Panel(title, "kWh a day", curves)


def _hours_read(title: str, example: Example, world: ExampleWorld) -> Panel:
    days = np.arange(*SPAN, dtype=np.float64)
    curves = []
    for name, one in (("this meter", example), ("its neighbour", world.neighbour(example, SPAN))):
        read = np.floor(one.readings["day"] - 1e-9).value_counts().reindex(days, fill_value=0)
        curves.append(Curve(name, days + 0.5, read.to_numpy(dtype=np.float64) / 4))
    return Panel(title, "hours read a day", curves)


def _shares(title: str, example: Example) -> Panel:
    currents = example.readings[[f"i_{phase}" for phase in PHASES]]
    shares = currents.div(currents.sum(axis=1), axis=0)
    x, middle = _quarter_days(shares.assign(day=example.readings["day"]), list(shares.columns))
    curves = [_gapped(f"phase {phase}", x, middle[f"i_{phase}"]) for phase in PHASES]
    return Panel(title, "share of current", curves)


def _voltages(title: str, example: Example) -> Panel:
    rated = float(example.account["rated_voltage_v"])
    phases = [phase for phase in PHASES if example.readings[f"u_{phase}"].notna().any()]
    x, middle = _quarter_days(example.readings, [f"u_{phase}" for phase in phases])
    curves = [_gapped(f"phase {phase}", x, middle[f"u_{phase}"] / rated) for phase in phases]
    return Panel(title, "of rated voltage", curves)


def _registers(title: str, example: Example) -> Panel:
    rows = example.readings.dropna(subset="register_kwh")
    rows = rows.groupby(np.floor(rows["day"] * 4)).last()
    curve = _gapped("register", rows["day"], rows["register_kwh"] - rows["register_kwh"].iloc[0])
    return Panel(title, "kWh since day −10", [curve], has_zero=False)


def _quarter_days(rows: pd.DataFrame, columns: list[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the medians of six hours each, and the middle of those hours in days."""
    middle = rows[columns].groupby(np.floor(rows["day"] * 4)).median()
    return middle.index.to_numpy(dtype=np.float64) / 4 + 0.125, middle


def _gapped(name: str, x: pd.Series | np.ndarray, y: pd.Series) -> Curve:
    return Curve(name, np.asarray(x, dtype=np.float64), y.to_numpy(dtype=np.float64))


def main() -> None:
    """Draw all figures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with example_world() as world:
        for family, svg in figures(world, example_districts()).items():
            (FOLDER / f"{family.value}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Connections: how customers are wired and metered, and what they contracted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.contract.vocabulary import TariffClass, Wiring
from simulator.region import Region
from simulator.roster import Flags, Floats, Texts

CT_ABOVE_KW = 5.0
CT_STEPS = np.array([6, 10, 15, 20, 30, 40, 60, 80, 100, 160, 200, 300, 400])


@dataclass(frozen=True)
class Connection:
    """How n customers are connected; each array is (n,)."""

    wiring: Texts
    is_ct_metered: Flags
    contract_kw: Floats
    has_terminal: Flags


def connect(
    class_: Texts,
    dedicated: Flags,
    mean_kw: Floats,
    plant: int,
    *,
    region: Region,
    rng: np.random.Generator,
) -> Connection:
    """Choose wiring, metering and contract; the customer at `plant` is metered at 10 kV."""
    wiring = _wiring(class_, dedicated, mean_kw, region, rng)
    wiring[plant] = Wiring.TWO_ELEMENT.value
    ct_metered = dedicated | ((wiring == Wiring.FOUR_WIRE.value) & (mean_kw > CT_ABOVE_KW))
    homes = class_ == TariffClass.RESIDENTIAL.value
    per_mean = np.where(homes, 4.0, 1.0) * rng.uniform(3.0, 5.0, len(class_))
    contract_kw = np.maximum(6.0, np.ceil(mean_kw * per_mean))
    terminal = dedicated | (ct_metered & (rng.random(len(class_)) < region.terminal_share))
    return Connection(wiring, ct_metered, contract_kw, terminal)


def ct_ratios(connection: Connection, high_voltage: Flags) -> Floats:
    """(n,) the standard ratio at which the contracted power is 80 % of the rated 5 A; else 1."""
    volts = np.where(high_voltage, 10_000.0, 380.0)
    amperes = connection.contract_kw * 1000 / (np.sqrt(3) * volts * 0.9)
    place = np.searchsorted(CT_STEPS, amperes / (0.8 * 5.0))
    step = CT_STEPS[np.minimum(place, len(CT_STEPS) - 1)]
    return np.where(connection.is_ct_metered, step, 1).astype(float)


def _wiring(
    class_: Texts, dedicated: Flags, mean_kw: Floats, region: Region, rng: np.random.Generator
) -> Texts:
    """Homes and small shops on one phase; own transformers metered at 10 kV, a few below it."""
    small = (class_ == TariffClass.RESIDENTIAL.value) | (mean_kw < 1.5)
    low = np.where(small, Wiring.ONE_PHASE.value, Wiring.FOUR_WIRE.value)
    below = rng.random(len(class_)) < region.four_wire_share
    high = np.where(below, Wiring.FOUR_WIRE.value, Wiring.TWO_ELEMENT.value)
    return np.where(dedicated, high, low)

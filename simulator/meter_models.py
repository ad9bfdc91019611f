"""Meter models and batches: how exact their meters are, and what their registers can show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.streams import stream

Floats = NDArray[np.float64]

OUT_OF_CLASS_SHARE = 0.006
OUT_OF_CLASS_ERROR = (0.03, 0.09)  # size; two of three of them are slow


@dataclass(frozen=True)
class Registers:
    """Registers of m devices: the smallest step shown and where they begin again, kWh, (m,)."""

    quantum_kwh: Floats
    capacity_kwh: Floats

    def shown(self, kwh: Floats) -> Floats:
        """Cut (m, T) energies to whole quanta, and begin at zero again after the last digit."""
        quantum, capacity = self.quantum_kwh[:, None], self.capacity_kwh[:, None]
        quanta = np.floor(kwh / quantum + 1e-6)
        return np.asarray(np.round(quanta % (capacity / quantum)) / (1 / quantum))

    def rows(self, chosen: NDArray[np.int64]) -> Registers:
        """Return those of the devices at `chosen`."""
        return Registers(self.quantum_kwh[chosen], self.capacity_kwh[chosen])


@dataclass(frozen=True)
class MeterModel:
    """One model and batch.

    error_share: spread of its meters' errors, bias_share: what they have in common.
    quantum_kwh: the last digit. digits: how many a register has.
    """

    error_share: float
    bias_share: float
    quantum_kwh: float
    digits: int

    @property
    def capacity_kwh(self) -> float:
        """Energy after which a register begins again."""
        return float(round(10**self.digits * self.quantum_kwh))

    def registers(self, count: int) -> Registers:
        """Return the registers of so many meters of this model."""
        return Registers(np.full(count, self.quantum_kwh), np.full(count, self.capacity_kwh))


USUAL = MeterModel(0.003, 0.0, 0.01, 8)
MODELS = {
    "Huaxi DD12/2017": MeterModel(0.005, -0.004, 0.1, 6),  # a batch that has grown slow
    "Huaxi DD12/2021": MeterModel(0.003, 0.0, 0.01, 8),
    "Norden E1/2019": MeterModel(0.004, 0.001, 0.01, 6),
    "Lantau S5/2020": MeterModel(0.006, 0.002, 1.0, 6),
    "Huaxi DT34/2018": MeterModel(0.003, 0.0, 0.01, 8),
    "Norden E3/2020": MeterModel(0.002, 0.0, 0.01, 8),
    "Lantau S7/2016": MeterModel(0.005, -0.003, 0.1, 6),
    "Huaxi DS33/2019": MeterModel(0.002, 0.0, 0.01, 8),
    "Norden H3/2017": MeterModel(0.002, 0.001, 0.01, 6),
}


def models_of(names: NDArray[np.str_], *, varied: bool) -> list[MeterModel]:
    """Return the model of each meter (m,); all alike unless `varied`, as are unknown names."""
    return [MODELS.get(str(name), USUAL) if varied else USUAL for name in names]


def registers_of(models: list[MeterModel]) -> Registers:
    """Return the registers of meters of these models."""
    return Registers(
        np.array([one.quantum_kwh for one in models]),
        np.array([one.capacity_kwh for one in models], dtype=float),
    )


def gains_of(models: list[MeterModel], normal: Floats, seed: int, *, varied: bool) -> Floats:
    """(m,) what each meter counts of a kWh; `normal` (m,) is its place in its model's spread.

    Where meters are `varied`, a few lie outside their class.
    """
    bias = np.array([one.bias_share for one in models])
    spread = np.array([one.error_share for one in models])
    gains = 1 + (bias + spread * normal)
    if not varied:
        return gains
    rng = stream(seed, "out of class")
    outside = rng.random(len(models)) < OUT_OF_CLASS_SHARE
    size = rng.uniform(*OUT_OF_CLASS_ERROR, len(models))
    sign = np.where(rng.random(len(models)) < 2 / 3, -1, 1)
    return np.where(outside, 1 + sign * size, gains)

"""A small builder of hand-made windows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from numpy.typing import ArrayLike

from features.window import Window

TEXTS = ("wiring", "tariff_class", "zone", "meter_model", "meter_id", "customer_id", "terminal_id")
NUMBERS = ("contract_kw", "rated_voltage_v", "rated_current_a", "tariff_per_kwh")
GROUPS = ("customer_id", "transformer_id", "feeder_id", "concentrator_id", "meter_model")
ALL_SLOTS = (1 << 48) - 1


def _matrix(value: ArrayLike, shape: tuple[int, int], dtype: type) -> np.ndarray:
    return np.ascontiguousarray(np.broadcast_to(np.asarray(value, dtype=dtype), shape)).copy()


def _kwh(shape: tuple[int, int], seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    weather = np.exp(0.1 * np.sin(np.arange(shape[1]) / 5))
    return 10 * weather * np.exp(rng.normal(0, 0.1, shape))


def make_window(
    n: int = 12,
    d: int = 60,
    *,
    kwh: ArrayLike | None = None,
    facts: Mapping[str, ArrayLike] | None = None,
    groups: Mapping[str, ArrayLike] | None = None,
    text: Mapping[str, str | list[str]] | None = None,
    number: Mapping[str, ArrayLike] | None = None,
    seed: int = 1,
    **changes: object,
) -> Window:
    """A quiet window of n accounts in one district; name what differs."""
    shape = (n, d)
    energy = _kwh(shape, seed) if kwh is None else _matrix(kwh, shape, float)
    columns = {
        "rows_count": _matrix(96, shape, np.float32),
        "coverage": _matrix(1, shape, np.float32),
        "seen_slots": _matrix(ALL_SLOTS, shape, np.int64),
        "live_minutes": _matrix(1440, shape, np.float32),
    }
    for name, value in (facts or {}).items():
        columns[name] = _matrix(value, shape, np.int64 if name == "seen_slots" else np.float32)
    codes = {name: np.zeros(n, dtype=np.int32) for name in GROUPS}
    codes["customer_id"] = np.arange(n, dtype=np.int32)
    codes |= {name: np.asarray(value, dtype=np.int32) for name, value in (groups or {}).items()}
    texts = {name: np.full(n, "", dtype=object).astype(str) for name in TEXTS}
    texts |= {k: np.broadcast_to(np.asarray(v, dtype=str), n) for k, v in (text or {}).items()}
    numbers = {name: np.full(n, np.nan) for name in NUMBERS}
    numbers |= {k: np.broadcast_to(np.asarray(v, float), n) for k, v in (number or {}).items()}
    empty = np.full(shape, np.nan, dtype=np.float32)
    parts: dict[str, object] = {
        "account_ids": np.array([f"A{k:03d}" for k in range(n)]),
        "first": dt.date(2026, 3, 2),
        "facts": columns,
        "kwh": energy,
        "kwh_is_spread": np.zeros(shape, dtype=bool),
        "history_kwh": energy.copy(),
        "seam_gap_minutes": np.zeros(shape, dtype=np.float32),
        "seam_register_kwh": empty,
        "seam_register_decrease_kwh": empty,
        "terminal_events": {},
        "multiplier": np.ones(shape),
        "text": texts,
        "number": numbers,
        "group": codes,
        "has_pv": np.zeros(n, dtype=bool),
        "valid": np.ones(shape, dtype=bool),
        "meter_changed": np.zeros(shape, dtype=bool),
        "work_orders": {},
        "inspected": {},
        "earlier_faults": np.zeros(n, dtype=np.int32),
        "holidays": np.zeros(d, dtype=bool),
        "day_minutes": np.full(d, 1440.0),
    }
    return Window(**(parts | changes))  # type: ignore[arg-type]


@pytest.fixture
def build() -> Callable[..., Window]:
    """Return the builder `make_window`."""
    return make_window


def cells(n: int, d: int, base: float, special: Mapping[tuple, float]) -> np.ndarray:
    """An (n, d) array of `base` with other values at the named indices."""
    out = np.full((n, d), base, dtype=float)
    for index, value in special.items():
        out[index] = value
    return out


@pytest.fixture
def grid() -> Callable[..., np.ndarray]:
    """Return the array builder `cells`."""
    return cells


def electrical_window(
    change: Callable[..., None] | None = None,
    *,
    wiring: str = "3P4W",
    days: int = 60,
    onset: int = 35,
    seed: int = 3,
    **named: object,
) -> Window:
    """A district of twelve meters of one wiring, told by phasors; the first is changed.

    change: takes voltage, current and complex power of the elements, (3, days - onset) each,
    of the first meter from day `onset` on, and alters them in place. named: as `make_window`.
    """
    rng = np.random.default_rng(seed)
    turns, live = {
        "1P2W": ((0.0, 0.0, 0.0), (1, 0, 0)),
        "3P4W": ((0.0, 0.0, 0.0), (1, 1, 1)),
        "3P3W": ((np.pi / 6, 0.0, -np.pi / 6), (1, 0, 1)),
    }[wiring]
    alive = np.array(live)[:, None, None]
    shape = (3, 12, days)
    level = np.exp(rng.normal(0, 0.1, (1, 12, days)))
    angle = np.arccos(np.clip(rng.normal(0.93, 0.01, (1, 12, days)), 0.8, 0.99))
    volts = 220.0 * alive * np.exp(rng.normal(0, 0.005, shape))
    amperes = 5.0 * level * alive * np.array([1.1, 1.0, 0.9])[:, None, None]
    amperes = amperes * np.exp(rng.normal(0, 0.02, shape))
    power = volts * amperes * np.exp(1j * (angle + np.array(turns)[:, None, None]))
    if change is not None:
        change(*(one[:, 0, onset:] for one in (volts, amperes, power)))
    facts = electrical_facts(volts, amperes, power, wiring)
    facts |= {k: np.asarray(v) for k, v in dict(named.pop("facts", {})).items()}  # type: ignore[call-overload]
    kwh = np.maximum(power.real.sum(axis=0), 0.0) * 24 / 1000
    return make_window(12, days, kwh=kwh, facts=facts, text={"wiring": wiring}, **named)  # type: ignore[arg-type]


def electrical_facts(
    volts: np.ndarray, amperes: np.ndarray, power: np.ndarray, wiring: str
) -> dict[str, np.ndarray]:
    """What a meter reports of elements (3, n, d), as facts of each day."""
    total = power.sum(axis=0)
    size = (volts * amperes).sum(axis=0) * (np.sqrt(3) / 2 if wiring == "3P3W" else 1.0)
    facts = {
        "apparent_ratio": np.abs(total) / size,
        "pf_mean": np.abs(total.real) / np.abs(total),
        "active_ratio": total.real / size,
        "q_mean_kvar": total.imag / 1000,
    }
    best = volts.max(axis=0)
    present = {"1P2W": "a", "3P4W": "abc", "3P3W": "ac"}[wiring]
    for place, phase in ((p, k) for p, k in enumerate("abc") if k in present):
        facts[f"u_{phase}_mean_v"] = volts[place]
        facts[f"i_{phase}_mean_a"] = amperes[place]
        facts[f"i_{phase}_reversed_minutes"] = 1440.0 * (power[place].real < 0)
        facts[f"u_{phase}_lost_minutes"] = 1440.0 * (volts[place] < 0.78 * best)
    return facts


@pytest.fixture
def electrical() -> Callable[..., Window]:
    """Return the builder `electrical_window`."""
    return electrical_window


def feel_load(current: np.ndarray, *, drop_v: float = 3.0, seed: int = 3) -> np.ndarray:
    """Voltages (3, n, d) at the ends of wires that drop `drop_v` at 20 A, as the grid wanders."""
    rng = np.random.default_rng(seed)
    grid = 230 + rng.normal(0, 2, (3, 1, current.shape[2]))
    return grid - drop_v * current / 20 + rng.normal(0, 0.1, current.shape)


def by_phase(current: np.ndarray, volts: np.ndarray) -> dict[str, np.ndarray]:
    """Facts of currents and voltages (3, n, d)."""
    facts = {f"i_{phase}_mean_a": current[k] for k, phase in enumerate("abc")}
    return facts | {f"u_{phase}_mean_v": volts[k] for k, phase in enumerate("abc")}


@pytest.fixture
def felt() -> Callable[..., dict[str, np.ndarray]]:
    """Return a maker of facts: what meters see, while the voltage feels the true current."""

    def make(true: np.ndarray, seen: np.ndarray, **changes: float) -> dict[str, np.ndarray]:
        return by_phase(seen, feel_load(true, **changes))

    return make

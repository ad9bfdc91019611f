"""Hypothesis-made days: several devices with everything that goes wrong in real readings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from pipeline.calendar import local_day

DAYS = (
    local_day(dt.date(2026, 3, 1), "Asia/Shanghai"),
    local_day(dt.date(2026, 3, 29), "Europe/Berlin"),  # 23 hours
    local_day(dt.date(2026, 10, 25), "Europe/Berlin"),  # 25 hours
    local_day(dt.date(2026, 10, 4), "Australia/Lord_Howe"),  # half an hour is skipped
    local_day(dt.date(2026, 4, 24), "Africa/Cairo"),  # midnight itself is skipped
)
DOUBLES = ("register_kwh", "export_register_kwh", "interval_kwh")
ELECTRICAL = ("p_kw", "q_kvar", "u_a", "u_b", "u_c", "i_a", "i_b", "i_c", "i_n", "pf")
WIRINGS = {"1P2W": "a", "3P3W": "ac", "3P4W": "abc"}


@dataclass(frozen=True)
class Habits:
    """How one device's readings look."""

    steps: tuple[int, ...]
    offset: float
    wiring: str
    channels: frozenset[str]
    null_share: float
    drop_share: float
    troubles: frozenset[str]
    register_start: float
    quantum: float
    window: tuple[float, float]
    seed: int


CHANNEL_GROUPS = ("register", "export", "interval", "power", "reactive", "voltage", "current", "pf")
TROUBLES = (
    "decrease", "standstill", "frozen", "stuck", "dead", "edges", "shunt", "voltage_lost",
    "reversed", "export", "unloaded", "gap", "jitter",
)  # fmt: skip

habits = st.builds(
    Habits,
    steps=st.lists(st.sampled_from([1, 5, 15, 15, 30, 60, 180, 720, 1440]), min_size=1, max_size=2)
    .map(tuple),
    offset=st.sampled_from([0.0, 0.0, 0.0, 5.0, 0.5]),
    wiring=st.sampled_from(sorted(WIRINGS)),
    channels=st.one_of(
        st.just(frozenset(CHANNEL_GROUPS) - {"interval"}),
        st.frozensets(st.sampled_from(CHANNEL_GROUPS), min_size=1),
    ),
    null_share=st.sampled_from([0.0, 0.0, 0.05, 0.7]),
    drop_share=st.sampled_from([0.0, 0.0, 0.05, 0.4]),
    troubles=st.frozensets(st.sampled_from(TROUBLES), max_size=4),
    register_start=st.sampled_from([0.0, 123.4, 9_999.7, 99_985.0, 999_999.0, 5_000_000.0]),
    quantum=st.sampled_from([0.01, 0.01, 0.1, 1.0]),
    window=st.sampled_from([(0.0, 1.0), (0.0, 1.0), (0.3, 0.9), (0.0, 0.5), (0.5, 0.52)]),
    seed=st.integers(0, 2**32 - 1),
)  # fmt: skip
days = st.sampled_from(DAYS)
devices = st.lists(st.tuples(st.none() | habits, st.none() | habits), min_size=1, max_size=3)


def instants(habit: Habits, day_minutes: int, rng: np.random.Generator) -> np.ndarray:
    """Minutes since midnight of the readings: one or two resolutions, with what is missing."""
    halves = np.linspace(0, day_minutes, len(habit.steps) + 1)
    parts = []
    for step, low, high in zip(habit.steps, halves[:-1], halves[1:], strict=True):
        # A day of single minutes would take the oracle too long.
        end = min(high, low + 250 * step)
        parts.append(np.arange(low + step, end + 0.1, step) - (step > habit.offset) * habit.offset)
    minutes = np.concatenate(parts)
    if "jitter" in habit.troubles:
        minutes = minutes + rng.choice([-0.5, 0, 0, 0.5], len(minutes)) * (minutes < day_minutes)
    low, high = (share * day_minutes for share in habit.window)
    keep = (minutes > low) & (minutes <= high) & (rng.random(len(minutes)) >= habit.drop_share)
    if "gap" in habit.troubles:
        keep &= (minutes < 500) | (minutes > 640)
    return np.unique(minutes[keep])


def make_readings(habit: Habits, day_minutes: int) -> list[dict[str, float]]:
    """Readings of one device, as the oracle takes them."""
    rng = np.random.default_rng(habit.seed)
    minutes = instants(habit, day_minutes, rng)
    n = len(minutes)
    if n == 0:
        return []
    stretch = np.zeros(n, dtype=bool)
    start = int(rng.integers(0, n))
    stretch[start : start + int(rng.integers(1, n + 1))] = True
    columns = _columns(habit, minutes, stretch, rng)
    kept = {name: values for name, values in columns.items() if _group(name) in habit.channels}
    readings = []
    for k in range(n):
        reading = {"m": float(minutes[k])}
        for name, values in kept.items():
            if rng.random() >= habit.null_share:
                reading[name] = float(values[k])
        readings.append(reading)
    return readings


def _group(name: str) -> str:
    if name[1] == "_" and name[0] in "ui":
        return {"u": "voltage", "i": "current"}[name[0]]
    return {
        "register_kwh": "register", "export_register_kwh": "export", "interval_kwh": "interval",
        "p_kw": "power", "q_kvar": "reactive", "pf": "pf",
    }[name]  # fmt: skip


def _columns(habit, minutes, stretch, rng) -> dict[str, np.ndarray]:
    n = len(minutes)
    phases = WIRINGS[habit.wiring]
    factor = np.ones(n)
    if "edges" in habit.troubles:
        factor = np.where(np.arange(n) // max(n // 7, 1) % 2 == 1, 0.45, 1.0)
    p = (0.2 + rng.gamma(2, 0.8, n)) if n % 2 else 2 + rng.normal(0, 0.01, n)
    u = {f"u_{k}": 230 + rng.normal(0, 1.5, n) for k in phases}
    i = {f"i_{k}": 1000 * p / len(phases) / 230 * (1 + rng.normal(0, 0.004, n)) for k in phases}
    q = 0.31 * p * (1 + rng.normal(0, 0.004, n))
    p, q, i = p * factor, q * factor, {name: values * factor for name, values in i.items()}
    if "shunt" in habit.troubles:
        i["i_a"] = np.where(stretch, 0.3 * i["i_a"], i["i_a"])
    if "voltage_lost" in habit.troubles:
        u[f"u_{phases[-1]}"] = np.where(stretch, 100.3, u[f"u_{phases[-1]}"])
    if "reversed" in habit.troubles:
        i["i_a"] = np.where(stretch, -i["i_a"], i["i_a"])
    if "unloaded" in habit.troubles:
        i = {name: np.where(stretch, 0.01, values) for name, values in i.items()}
    if "export" in habit.troubles:
        p = np.where(stretch, -p, p)
    dead = stretch if "dead" in habit.troubles else np.zeros(n, bool)
    still = dead | (stretch if "standstill" in habit.troubles else False)
    p, q = np.where(still, 0, p), np.where(still, 0, q)
    i = {name: np.where(still, 0, values) for name, values in i.items()}
    u = {name: np.where(dead, 0, values) for name, values in u.items()}
    i["i_n"] = rng.gamma(1, 0.2, n)
    electrical = {"p_kw": p, "q_kvar": q, **u, **i, "pf": 0.95 + rng.normal(0, 0.002, n)}
    columns = {name: values.astype(np.float32) for name, values in electrical.items()}
    columns |= _counters(habit, minutes, p, stretch, rng)
    if "stuck" in habit.troubles:
        first = int(np.argmax(stretch))
        columns = {name: np.where(stretch, v[first], v) for name, v in columns.items()}
    return columns


def _counters(habit, minutes, p, stretch, rng) -> dict[str, np.ndarray]:
    energy = np.maximum(p, 0) * np.diff(minutes, prepend=0) / 60
    if "frozen" in habit.troubles:
        energy = np.where(stretch, 0, energy)
    register = habit.register_start + np.cumsum(energy)
    if "decrease" in habit.troubles:
        register = np.where(stretch, register * 0.7, register)
    span = 10.0 ** max(4, int(np.floor(np.log10(max(habit.register_start, 1)))) + 1)
    register = np.floor((register % span) / habit.quantum) * habit.quantum
    export = 50 + np.cumsum(np.maximum(-p, 0) * np.diff(minutes, prepend=0) / 60)
    return {
        "register_kwh": np.round(register, 2),
        "export_register_kwh": np.round(export, 2),
        "interval_kwh": np.round(energy, 3),
    }

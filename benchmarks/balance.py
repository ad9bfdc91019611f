"""The energy balance of a large utility's night: `python -m benchmarks.balance`.

Synthetic districts with days alone. A balance needs the accounts of one district together
and nothing else, so districts are worked off in parts, by as many processes as told; the time
and memory that count are those of the balances, not of making up the energy.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import pstats
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np

from features.energy_balance.bookkeeping import find_balance
from features.supplied import Supplied
from features.window import Window

FIRST_DAY = dt.date(2026, 3, 1)
UNREAD_SHARE, STOLEN_SHARE = 0.01, 0.3
LOSS_SHARE = 0.02
SHOWN = ("own_energy", "daily_ledger", "technical_loss", "node_state", "fixed_proportion")


def main() -> None:
    """Measure, and print time, memory and what dominates."""
    options = _options()
    parts = [
        min(options.part, options.districts - first)
        for first in range(0, options.districts, options.part)
    ]
    measure = partial(_measure, meters=options.meters, days=options.days)
    started = time.perf_counter()
    with ProcessPoolExecutor(options.processes) as pool:
        found = list(pool.map(measure, parts, range(len(parts))))
    wall = time.perf_counter() - started
    seconds, peaks, judged = (np.array(column) for column in zip(*found, strict=True))
    print(f"{options.districts:,} districts x {options.meters} meters x {options.days} days,")
    print(f"{options.processes} processes, {options.part:,} districts at a time")
    print(f"balances: {seconds.sum() / options.processes:.0f} s of {wall:.0f} s with making up")
    print(f"peak memory of a process: {peaks.max() / 1024:.2f} GiB; {judged.sum():,} balances")
    _print_parts(parts[0], options.meters, options.days)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--districts", type=int, default=100_000)
    parser.add_argument("--meters", type=int, default=60)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--part", type=int, default=1_000)
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def _measure(districts: int, seed: int, *, meters: int, days: int) -> tuple[float, float, int]:
    """Return seconds, peak memory of this process so far (MiB), and balances found."""
    window = _window(districts, meters, days, seed)
    find_balance(_window(2, meters, days, seed))  # Compiled once a process, not a night.
    started = time.perf_counter()
    balance = find_balance(window)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return seconds, peak, 0 if balance is None else len(balance.node_ids)


def _window(districts: int, meters: int, days: int, seed: int) -> Window:
    """Make up daily energy; in every tenth district one meter counts a part of what it should."""
    rng = np.random.default_rng(seed)
    count = districts * meters
    level = rng.lognormal(2.0, 0.6, count)
    drawn = level[:, None] * rng.lognormal(0.0, 0.25, (count, days))
    sent = drawn.reshape(districts, meters, days).sum(axis=1)
    drawn[:: 10 * meters] *= 1 - STOLEN_SHARE
    drawn[rng.random(drawn.shape) < UNREAD_SHARE] = np.nan
    ids = np.array([f"T{k:06d}" for k in range(districts)])
    return _bare_window(drawn, np.repeat(ids, meters), _supplied(ids, sent * (1 + LOSS_SHARE)))


def _supplied(ids: np.ndarray, kwh: np.ndarray) -> Supplied:
    hours = np.full((*kwh.shape, 24), np.nan, dtype=np.float32)
    zeros = np.zeros(kwh.shape, dtype=np.float32)
    step = np.full(kwh.shape, 1440.0, dtype=np.float32)
    return Supplied(ids, kwh, np.ones(kwh.shape), hours, step, zeros, zeros)


def _bare_window(kwh: np.ndarray, district: np.ndarray, supplied: Supplied) -> Window:
    nothing, everything = np.zeros(kwh.shape, dtype=bool), np.ones(kwh.shape, dtype=bool)
    seam = np.broadcast_to(np.float32(np.nan), kwh.shape)
    count, days = kwh.shape
    text = {"transformer_id": district, "feeder_id": np.full(count, "")}
    return Window(
        account_ids=np.arange(count).astype(str),
        first=FIRST_DAY,
        facts={},
        kwh=kwh,
        kwh_is_spread=nothing,
        history_kwh=kwh,
        seam_gap_minutes=seam,
        seam_register_kwh=seam,
        seam_register_decrease_kwh=seam,
        terminal_events={},
        multiplier=np.ones(kwh.shape),
        text=text | {"tariff_class": np.full(count, "residential")},
        number={},
        group={},
        has_pv=np.zeros(count, dtype=bool),
        valid=everything,
        meter_changed=nothing,
        work_orders={},
        inspected={},
        earlier_faults=np.zeros(count, dtype=np.int32),
        holidays=np.zeros(days, dtype=bool),
        day_minutes=np.full(days, 1440.0),
        supplied=supplied,
    )


def _print_parts(districts: int, meters: int, days: int) -> None:
    """Print how the time of one part falls on the steps of the balance."""
    window = _window(districts, meters, days, 0)
    find_balance(window)
    profile = cProfile.Profile()
    profile.runcall(find_balance, window)
    stats = pstats.Stats(profile)
    taken = {name[2]: figures[3] for name, figures in stats.stats.items()}  # type: ignore[attr-defined]
    shares = [f"{name} {taken.get(name, 0.0) / taken['find_balance']:.0%}" for name in SHOWN]
    print("of one part's time: " + ", ".join(shares))


if __name__ == "__main__":
    main()

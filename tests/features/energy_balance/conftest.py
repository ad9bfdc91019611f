"""A small town with supply meters, of which some customers are recorded in the wrong place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from features.supplied import Supplied
from features.window import Window

HOURS = 24
WIRES = 0.02


class Town:
    """Districts `T0`, `T1`, ... in turn under feeders `F0`, `F1`, of equally many customers.

    loads: (n, d, 24) kWh that customers draw. fed_by: (n,) district. feeder_of: (M,) feeder.
    """

    def __init__(
        self, build: Callable[..., Window], accounts: int, districts: int, days: int, seed: int
    ) -> None:
        rng = np.random.default_rng(seed)
        size = np.exp(rng.normal(-0.7, 0.6, (accounts, 1, 1)))
        day = 1.0 + 0.5 * np.sin(2 * np.pi * (np.arange(HOURS) - 13) / HOURS)
        weather = np.exp(0.15 * rng.normal(size=(1, days, 1)))
        own = np.exp(rng.normal(0, 0.5, (accounts, days, HOURS)))
        self._build = build
        self.loads = size * day * weather * own
        self.counted = self.loads.copy()
        self.fed_by = np.arange(accounts) % districts
        self.feeder_of = np.arange(districts) % 2

    def sent(self) -> np.ndarray:
        """(M, d, 24) sent into each district, with what its wires lose."""
        total = np.zeros((len(self.feeder_of), *self.loads.shape[1:]))
        np.add.at(total, self.fed_by, self.loads)
        return total * (1 + WIRES)

    def window(
        self,
        wrong: Mapping[int, int] | None = None,
        *,
        is_hourly: bool = True,
        wrong_feeder: Mapping[int, int] | None = None,
        **named: object,
    ) -> Window:
        """Return the window; `wrong` puts accounts under other districts on record."""
        n, days = self.loads.shape[:2]
        recorded, line = self.fed_by.copy(), self.feeder_of.copy()
        for account, district in (wrong or {}).items():
            recorded[account] = district
        for district, feeder in (wrong_feeder or {}).items():
            line[district] = feeder
        facts = dict(named.pop("facts", {}))  # type: ignore[call-overload]
        if is_hourly:
            facts |= {f"hour_{h:02d}_kwh": self.counted[:, :, h] for h in range(HOURS)}
        text = {
            "transformer_id": [f"T{k}" for k in recorded],
            "feeder_id": [f"F{line[k]}" for k in recorded],
        } | dict(named.pop("text", {}))  # type: ignore[call-overload]
        return self._build(
            n,
            days,
            kwh=self.counted.sum(axis=2),
            facts=facts,
            text=text,
            supplied=self._supplied(is_hourly=is_hourly),
            **named,
        )

    def _supplied(self, *, is_hourly: bool) -> Supplied:
        sent = self.sent()
        lines = np.zeros((2, *sent.shape[1:]))
        np.add.at(lines, self.feeder_of, sent)
        every = np.concatenate([lines * (1 + WIRES / 2), sent])
        ids = [*(f"F{k}" for k in range(2)), *(f"T{k}" for k in range(len(sent)))]
        order = np.argsort(ids)
        every = every[order]
        flat = np.ones(every.shape[:2], dtype=np.float32)
        hours = every.astype(np.float32) if is_hourly else np.full(every.shape, np.nan, np.float32)
        return Supplied(
            np.array(ids)[order],
            every.sum(axis=2),
            flat.astype(np.float64),
            hours,
            flat * (60 if is_hourly else 1440),
            flat * 0,
            flat * 0,
        )


@pytest.fixture
def town(build: Callable[..., Window]) -> Callable[..., Town]:
    """Return the builder of a town: accounts, districts, days, seed."""

    def make(accounts: int = 80, districts: int = 4, days: int = 42, seed: int = 5) -> Town:
        return Town(build, accounts, districts, days, seed)

    return make

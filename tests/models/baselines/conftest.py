"""Windows of honest accounts with all that a baseline reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from features.window import Window

N, DAYS = 20, 60


@pytest.fixture(scope="session")
def honest(make_window: Callable[..., Window]) -> Callable[..., Window]:
    """Return a builder of windows of N accounts over DAYS days in which nobody steals."""

    def build(
        *,
        kwh: np.ndarray | None = None,
        facts: Mapping[str, np.ndarray] | None = None,
        text: Mapping[str, list[str]] | None = None,
        **changes: Any,
    ) -> Window:
        energy = usual_kwh() if kwh is None else kwh
        count = len(energy)
        values: dict[str, Any] = {
            "history_kwh": energy,
            "facts": {
                name: np.asarray(value, dtype=np.float32) for name, value in (facts or {}).items()
            },
            "group": {"customer_id": np.arange(count, dtype=np.int32)},
        }
        ids = [f"A{k:03d}" for k in range(count)]
        return make_window(ids, kwh=energy, days=energy.shape[1], text=text, **(values | changes))

    return build


def usual_kwh() -> np.ndarray:
    """Energy (N, DAYS) of customers of all sizes, some 10 % up and down a day."""
    rng = np.random.default_rng(5)
    size = rng.lognormal(2.5, 0.6, (N, 1))
    return size * np.exp(rng.normal(0, 0.1, (N, DAYS)))


@pytest.fixture
def kwh() -> np.ndarray:
    return usual_kwh()

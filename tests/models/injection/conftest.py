"""Hand-made curves: some days of one meter, the attack beginning at a midnight between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from models.injection.curve import Curve

MINUTE_US = 60_000_000
ONSET_US = int(dt.datetime(2026, 3, 1, tzinfo=dt.UTC).timestamp()) * 1_000_000


@pytest.fixture(scope="session")
def make_curve() -> Callable[..., Curve]:
    return _curve


def _curve(
    channels: dict[str, Any],
    *,
    days: tuple[int, int] = (-2, 2),
    step: int = 60,
    wiring: str = "1P2W",
    keep: np.ndarray | None = None,
) -> Curve:
    """Readings every `step` minutes from day days[0] to before day days[1]; the onset is day 0.

    A channel is a constant or one value a reading; `keep` drops readings.
    """
    minutes = np.arange(days[0] * 1440 + step, days[1] * 1440 + 1, step)
    kept = np.ones(len(minutes), dtype=bool) if keep is None else keep
    day = (minutes - 1) // 1440
    return Curve(
        ts_us=(ONSET_US + minutes * MINUTE_US)[kept],
        day=day[kept],
        minute=(minutes - day * 1440.0)[kept],
        channels={
            name: np.broadcast_to(np.asarray(values, dtype=float), minutes.shape)[kept].copy()
            for name, values in channels.items()
        },
        wiring=wiring,
        onset_us=ONSET_US,
    )

"""Reliability: whether probabilities came true, all together and month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.evaluation.calibration import calibration


@dataclass(frozen=True)
class ReliableMonth:
    """Visits of a month to accounts with a probability: what was foretold, what was found."""

    month: str
    visits: int
    mean_probability: float
    theft_share: float
    brier: float


@dataclass(frozen=True)
class Reliability:
    """Probabilities against outcomes; `overall` as `models.evaluation.calibration` tells."""

    overall: dict[str, Any]
    months: tuple[ReliableMonth, ...]


def reliability(visits: pd.DataFrame) -> Reliability | None:
    """Hold column probability against is_theft, by column day; None where none is known."""
    known = visits[visits["probability"].notna()]
    if not len(known):
        return None
    given = known["probability"].to_numpy(np.float64)
    month = pd.to_datetime(known["day"], unit="D").dt.strftime("%Y-%m")
    return Reliability(
        calibration(given, known["is_theft"].to_numpy(bool)),
        tuple(_month(str(name), group) for name, group in known.groupby(month, sort=True)),
    )


def _month(name: str, visits: pd.DataFrame) -> ReliableMonth:
    given = visits["probability"].to_numpy(np.float64)
    found = visits["is_theft"].to_numpy(np.float64)
    brier = float(((given - found) ** 2).mean())
    return ReliableMonth(name, len(visits), float(given.mean()), float(found.mean()), brier)

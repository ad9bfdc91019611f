"""Line loss of a day as exports show it: the two tables, and daily losses to draw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DailyLoss:
    """Loss of one node by day (d,), NaN where too little was read, and what wires lose; kWh."""

    loss: Floats
    technical: Floats
    technical_error: float


@dataclass(frozen=True)
class LineLoss:
    """What an export shows of a day's line loss.

    losses, errors: rows of tables `line_losses` and `record_errors`. dates: days of `daily`,
    which holds feeders and districts by node_id. suspects: node_id to accounts on the list.
    """

    losses: Sequence[Mapping[str, Any]]
    errors: Sequence[Mapping[str, Any]]
    dates: tuple[dt.date, ...] = ()
    daily: Mapping[str, DailyLoss] = field(default_factory=dict)
    suspects: Mapping[str, Sequence[str]] = field(default_factory=dict)

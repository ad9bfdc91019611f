"""Hung again: white screens of accounts under watch, after the visit that found one."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.study import study
from features.window import Codes, Flags, Window

# One standstill may be chance.
LEAST_STANDSTILLS = 2


def hung_again(window: Window, rows: NDArray[np.intp], visited: Codes) -> Codes:
    """Return the day (m,) of the second standstill after the visit, -1 where there is none.

    rows: (m,) accounts. visited: (m,) day index in the window, below 0 before it. Judged among
    all accounts of the same concentrators, who show whether the supply was live.
    """
    near = np.isin(window.group["concentrator_id"], window.group["concentrator_id"][rows])
    near[rows] = True
    kept = np.flatnonzero(near)
    stood: Flags = study(of_rows(window, kept)).standstill.is_episode[np.searchsorted(kept, rows)]
    days = np.arange(window.shape[1])[None, :]
    count = np.cumsum(stood & (days > visited[:, None]), axis=1)
    is_second = count >= LEAST_STANDSTILLS
    return np.where(is_second.any(axis=1), is_second.argmax(axis=1), -1).astype(np.int32)


def of_rows(window: Window, rows: NDArray[np.intp]) -> Window:
    """Return the window of the accounts at `rows` alone, without supply meters."""
    by_day = {"holidays", "day_minutes"}
    changes: dict[str, Any] = {"supplied": None}
    for field in fields(window):
        value = getattr(window, field.name)
        if isinstance(value, np.ndarray) and field.name not in by_day:
            changes[field.name] = value[rows]
        elif isinstance(value, dict):
            changes[field.name] = {name: one[rows] for name, one in value.items()}
    return replace(window, **changes)

"""Register step: the smallest difference that an account's register can show."""

from __future__ import annotations

import numpy as np

from features.window import Floats, Window


def register_step_kwh(window: Window) -> Floats:
    """Smallest step (n,) that the register shows, kWh: 1 where it holds whole numbers alone.

    Secondary side; 0.1 stands for all finer registers.
    """
    register = window.fact("register_first_kwh").astype(np.float64)
    off_whole = np.abs(register - np.rint(register))
    has_decimals = np.nan_to_num(off_whole).max(axis=1, initial=0.0) > 0.05
    return np.where(has_decimals, 0.1, 1.0)

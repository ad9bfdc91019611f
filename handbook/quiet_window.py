"""A quiet window: few accounts of which nothing is known, so that all declarations can be read."""

from __future__ import annotations

import datetime as dt

import numpy as np

from features.window import Window

ACCOUNTS, DAYS = 2, 91
_TEXTS = ("wiring", "tariff_class", "zone", "meter_model", "meter_id", "customer_id", "terminal_id")
_NUMBERS = ("contract_kw", "rated_voltage_v", "rated_current_a", "tariff_per_kwh")
_GROUPS = ("customer_id", "transformer_id", "feeder_id", "concentrator_id", "meter_model")


def quiet_window() -> Window:
    """Return a window of two accounts with ten kWh a day and nothing else."""
    shape = (ACCOUNTS, DAYS)
    unknown = np.full(shape, np.nan, dtype=np.float32)
    no = np.zeros(shape, dtype=bool)
    energy = np.full(shape, 10.0)
    return Window(
        account_ids=np.array(["A", "B"]),
        first=dt.date(2026, 1, 1),
        facts={"rows_count": np.ones(shape, dtype=np.float32)},
        kwh=energy,
        kwh_is_spread=no,
        history_kwh=energy,
        seam_gap_minutes=unknown,
        seam_register_kwh=unknown,
        seam_register_decrease_kwh=unknown,
        terminal_events={},
        multiplier=np.ones(shape),
        text={name: np.full(ACCOUNTS, "", dtype=np.str_) for name in _TEXTS},
        number={name: np.full(ACCOUNTS, np.nan) for name in _NUMBERS},
        group={name: np.full(ACCOUNTS, -1, dtype=np.int32) for name in _GROUPS},
        has_pv=np.zeros(ACCOUNTS, dtype=bool),
        valid=np.ones(shape, dtype=bool),
        meter_changed=no,
        work_orders={},
        inspected={},
        earlier_faults=np.zeros(ACCOUNTS, dtype=np.int32),
        holidays=np.zeros(DAYS, dtype=bool),
        day_minutes=np.full(DAYS, 1440.0),
    )

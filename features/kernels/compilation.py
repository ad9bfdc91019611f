"""Compilation ahead of use, so that the first day of a set-up does not wait for it."""

from __future__ import annotations

import datetime as dt

import numpy as np

from features.kernels.columns import day_columns
from features.kernels.day import day_facts
from features.kernels.seam_columns import SeamResults, Seams
from features.kernels.seams import seam_kernel
from features.kernels.supply_day import supply_facts
from pipeline.calendar import local_day


def compile_kernels() -> None:
    """Compile the kernels, or load them from their cache, by using each once."""
    day = local_day(dt.date(2026, 3, 1), "UTC")
    ts_us = day.start_us + np.array([900_000_000, 1_800_000_000])
    day_facts(day_columns(ts_us, {"p_kw": np.ones(2)}), np.zeros(2, dtype=np.int32), day)
    supply_facts(day_columns(ts_us, {"interval_kwh": np.ones(2)}), np.zeros(2, np.int32), day)
    unknown = np.full((1, 1), np.nan)
    seams = Seams(*(unknown for _ in Seams._fields))
    floats = [np.full((1, 1), np.nan, dtype=np.float32) for _ in range(3)]
    results = SeamResults(unknown.copy(), np.zeros((1, 1), dtype=np.bool_), *floats)
    seam_kernel()(seams, np.array([0.0, 1440.0]), np.empty((3, 1)), results)

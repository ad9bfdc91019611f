"""Hand-made windows and feature tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from features.registry import Explanation, Feature, FeatureTable, Measured
from features.window import Window
from pipeline.contract.vocabulary import Family, Means

FIRST = dt.date(2026, 1, 1)
DAYS = 30


@pytest.fixture(scope="session")
def make_window() -> Callable[..., Window]:
    return _window


@pytest.fixture(scope="session")
def make_feature() -> Callable[..., Feature]:
    return _feature


@pytest.fixture(scope="session")
def make_table() -> Callable[..., FeatureTable]:
    return _table


def _window(
    account_ids: Sequence[str],
    *,
    text: Mapping[str, Sequence[str]] | None = None,
    kwh: np.ndarray | None = None,
    days: int = DAYS,
    **changes: Any,
) -> Window:
    n = len(account_ids)
    blank = np.full((n, days), np.nan, dtype=np.float32)
    no = np.zeros((n, days), dtype=bool)
    words = {"wiring": ["3P4W"] * n, "tariff_class": ["residential"] * n, "zone": [""] * n}
    values: dict[str, Any] = {
        "account_ids": np.array(account_ids, dtype=np.str_),
        "first": FIRST,
        "facts": {},
        "kwh": np.full((n, days), 10.0) if kwh is None else kwh,
        "kwh_is_spread": no,
        "history_kwh": np.full((n, days), 10.0),
        "seam_gap_minutes": blank,
        "seam_register_kwh": blank,
        "seam_register_decrease_kwh": blank,
        "terminal_events": {},
        "multiplier": np.ones((n, days)),
        "text": {k: np.array(v, dtype=np.str_) for k, v in (words | dict(text or {})).items()},
        "number": {},
        "group": {"transformer_id": np.zeros(n, dtype=np.int32)},
        "has_pv": np.zeros(n, dtype=bool),
        "valid": ~no,
        "meter_changed": no,
        "work_orders": {},
        "inspected": {},
        "earlier_faults": np.zeros(n, dtype=np.int32),
        "holidays": np.zeros(days, dtype=bool),
        "day_minutes": np.full(days, 1440.0),
    }
    return Window(**(values | changes))


def _feature(name: str, family: Family, **changes: Any) -> Feature:
    declared: dict[str, Any] = {
        "name": name,
        "unit": "share",
        "family": family,
        "means": Means.CT_SHUNT if family is Family.CURRENT_SHUNT else Means.CONSUMPTION_DROP,
        "channels": (),
        "days": 7,
        "threshold": 0.2,
        "sentence": "It is {value} against {baseline} since {since}.",
        "reference": "made for a test",
    }
    return Feature(**(declared | changes))


def _table(
    measured: Mapping[Feature, Measured | Sequence[float]],
    *,
    explanations: Sequence[Explanation] = (),
    disqualified: Sequence[str] | None = None,
) -> FeatureTable:
    complete = tuple(
        value if isinstance(value, Measured) else _dated(np.asarray(value, dtype=np.float64))
        for value in measured.values()
    )
    n = len(complete[0].value)
    return FeatureTable(
        features=tuple(measured),
        measured=complete,
        explanations=tuple(explanations),
        coverage=np.ones(n),
        disqualified=np.array([""] * n if disqualified is None else disqualified),
    )


def _dated(value: np.ndarray) -> Measured:
    """Measure suspicion since the first day."""
    return Measured.of(value, onset=np.where(value > 0, 0, -1).astype(np.int32))

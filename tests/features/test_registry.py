"""Every feature is declared in full, and its chart is in the unit that it names."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import ALL_FEATURES
from features.registry import Feature
from features.window import Window
from pipeline.contract.facts import FACT_COLUMNS

NAMED = [pytest.param(feature, id=feature.name) for feature in ALL_FEATURES]
# Largest sane value of a day's signal by unit, on the window below.
LARGEST = {
    "share": 10.0,
    "h": 25.0,
    "h a day": 25.0,
    "min a day": 1500.0,
    "a day": 200.0,
    "depths a day": 200.0,
    "events": 100.0,
    "kWh": 1000.0,
}


@pytest.fixture
def window(build: Callable[..., Window]) -> Window:
    """Facts of ordinary size: shares near 1, minutes within a day, a few counts, some kWh."""
    rng = np.random.default_rng(1)
    facts = {}
    for column in FACT_COLUMNS:
        size = {"min": 600.0, "count": 5.0, "share": 1.0, "kWh": 4.0, "V": 230.0, "A": 5.0}
        facts[column.name] = size.get(column.unit, 1.0) * rng.uniform(0.2, 1.0, (12, 40))
        facts[column.name][:, 7] = np.nan
    facts["seen_slots"] = np.full((12, 40), (1 << 48) - 1)
    return build(12, 40, facts=facts, text={"wiring": "3P4W"})


@pytest.mark.parametrize("feature", NAMED)
def test_declared_in_full(feature: Feature) -> None:
    assert feature.label
    assert feature.label[0].isupper()
    assert len(feature.label) <= 50
    assert feature.threshold > 0
    assert (feature.rule_at is None) == (feature.error_rate is None)


@pytest.mark.parametrize("feature", [p for p in NAMED if p.values[0].signal])
def test_chart_is_in_its_unit(feature: Feature, window: Window) -> None:
    assert feature.signal is not None
    values = feature.signal(window)
    assert values.shape == window.shape
    known = values[~np.isnan(values)]
    assert np.isfinite(known).all()
    assert np.abs(known).max(initial=0) <= LARGEST[feature.signal_unit or feature.unit]

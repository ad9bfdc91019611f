from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.window import Window
from models.baselines.plain_forest import aggregates, forest_oddness


def test_aggregates_are_those_of_numpy(honest: Callable[..., Window], kwh: np.ndarray) -> None:
    kwh[4, 3:9] = np.nan
    kwh[5, :6] = 0.0
    found = aggregates(honest(kwh=kwh))
    weekend = (np.arange(60) + 3) % 7 >= 5  # the window begins on a Thursday
    expected = [
        np.nanmean(kwh, axis=1),
        np.nanstd(kwh, axis=1),
        np.nanmin(kwh, axis=1),
        np.nanmax(kwh, axis=1),
        np.nanmedian(kwh, axis=1),
        np.nanmean(kwh[:, 30:], axis=1) / np.nanmean(kwh[:, :30], axis=1),
        np.nanmean(kwh[:, weekend], axis=1) / np.nanmean(kwh[:, ~weekend], axis=1),
        (kwh == 0).sum(axis=1) / np.isfinite(kwh).sum(axis=1),
        np.isnan(kwh).mean(axis=1),
    ]
    assert found[:, :9] == pytest.approx(np.column_stack(expected))


def test_odd_power_factor_stands_out(honest: Callable[..., Window]) -> None:
    factor = np.full((20, 60), 0.9) + np.random.default_rng(1).normal(0, 0.01, (20, 60))
    factor[7] = 0.2
    scores = forest_oddness(honest(kwh=np.full((20, 60), 9.0), facts={"pf_mean": factor}))
    assert scores.argmax() == 7
    assert (scores >= 0).all()
    assert (scores <= 1).all()


def test_growth_is_as_odd_as_loss(honest: Callable[..., Window], kwh: np.ndarray) -> None:
    """The weakness that ours must not have: an isolation forest has no direction."""
    kwh[3, 30:] *= 6.0
    assert forest_oddness(honest(kwh=kwh)).argmax() == 3

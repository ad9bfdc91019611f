"""What every baseline owes: finite scores, one an account, the same every time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.window import Window
from models.baselines import BASELINES, Baseline

EACH = [pytest.param(baseline, id=baseline.name) for baseline in BASELINES]


def test_names_are_unique_and_labels_are_there() -> None:
    assert len({baseline.name for baseline in BASELINES}) == len(BASELINES)
    assert all(baseline.label for baseline in BASELINES)


@pytest.mark.parametrize("baseline", EACH)
def test_two_runs_give_the_same_bytes(baseline: Baseline, honest: Callable[..., Window]) -> None:
    first, second = baseline.score(honest()), baseline.score(honest())
    assert first.dtype == np.float64
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("baseline", EACH)
def test_unknown_energy_makes_no_nan(
    baseline: Baseline, honest: Callable[..., Window], kwh: np.ndarray
) -> None:
    kwh[0] = np.nan
    kwh[1, ::2] = np.nan
    kwh[2, 20:] = np.nan
    kwh[3] = 0.0
    scores = baseline.score(honest(kwh=kwh, history_kwh=kwh))
    assert scores.shape == (len(kwh),)
    assert np.isfinite(scores).all()


@pytest.mark.parametrize("baseline", EACH)
@pytest.mark.parametrize("shape", [(0, 60), (1, 60), (20, 3)], ids=["none", "one", "three_days"])
def test_little_to_go_by_still_gives_a_score(
    baseline: Baseline, shape: tuple[int, int], honest: Callable[..., Window]
) -> None:
    scores = baseline.score(honest(kwh=np.full(shape, 7.0)))
    assert scores.shape == (shape[0],)
    assert np.isfinite(scores).all()


@pytest.mark.parametrize("baseline", EACH)
def test_who_stops_using_leads(
    baseline: Baseline, honest: Callable[..., Window], kwh: np.ndarray
) -> None:
    largest = int(kwh.mean(axis=1).argmax())
    kwh[largest, -8:] *= 0.05
    assert baseline.score(honest(kwh=kwh)).argmax() == largest

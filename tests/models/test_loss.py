from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.registry import Feature, FeatureTable, Measured
from models.evidence import NOBODY
from models.loss import Loss, estimate_loss
from pipeline.contract.vocabulary import Family


def _loss(
    make_feature: Callable[..., Feature],
    make_table: Callable[..., FeatureTable],
    onsets: list[int],
    kwh: list[float],
    order: list[int],
) -> Loss:
    measured = {
        make_feature(f"f{k}", Family.REGISTER): Measured.of(
            np.ones(1), onset=np.array([onset], dtype=np.int32), kwh_per_day=np.array([energy])
        )
        for k, (onset, energy) in enumerate(zip(onsets, kwh, strict=True))
    }
    weights = np.array([[0.9, 0.5, 0.3]])[:, : len(onsets)]
    return estimate_loss(make_table(measured), np.array([order]), weights)


def test_onset_is_the_weighted_median(
    make_feature: Callable[..., Feature], make_table: Callable[..., FeatureTable]
) -> None:
    found = _loss(make_feature, make_table, [10, 2, 20], [np.nan] * 3, [0, 1, 2])
    assert found.onset.tolist() == [10]
    assert np.isnan(found.kwh_per_day).all()


def test_unknown_onsets_do_not_vote(
    make_feature: Callable[..., Feature], make_table: Callable[..., FeatureTable]
) -> None:
    assert _loss(make_feature, make_table, [-1, 7, -1], [1.0] * 3, [0, 1, 2]).onset.tolist() == [7]


def test_energy_is_that_of_the_first_that_can_tell(
    make_feature: Callable[..., Feature], make_table: Callable[..., FeatureTable]
) -> None:
    found = _loss(make_feature, make_table, [1, 1, 1], [np.nan, 40.0, 90.0], [0, 1, 2])
    assert found.kwh_per_day.tolist() == [40.0]
    assert 0 < found.kwh_low[0] < 40.0 < found.kwh_high[0]


def test_without_evidence_nothing_is_known(
    make_feature: Callable[..., Feature], make_table: Callable[..., FeatureTable]
) -> None:
    found = _loss(make_feature, make_table, [4], [9.0], [NOBODY])
    assert found.onset.tolist() == [-1]
    assert np.isnan(found.kwh_per_day).all()

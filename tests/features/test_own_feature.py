"""A feature of one's own: measured, withheld and judged as ours are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features import ALL_FEATURES, Feature, Measured, OwnFeature, compute
from features.study import Study
from features.window import Window
from models import score
from pipeline.contract.vocabulary import Family, Means

Build = Callable[..., Window]
EVENINGS = Feature(
    name="quiet_days_count",
    unit="days",
    family=Family.CONSUMPTION,
    means=Means.CONSUMPTION_DROP,
    channels=("coverage",),
    days=14,
    threshold=5.0,
    sentence="On {value} days next to nothing was used.",
    reference="made up",
)


def quiet_days(study: Study) -> Measured:
    return Measured.of((study.window.kwh < 1).sum(axis=1).astype(float))


def test_stands_beside_ours_and_speaks_on_the_scores(build: Build) -> None:
    kwh = np.full((12, 60), 10.0)
    kwh[3, ::2] = 0.5
    made = build(kwh=kwh)
    own = OwnFeature(EVENINGS, quiet_days)
    table = compute(made, own=[own])
    assert table.features == (*ALL_FEATURES, EVENINGS)
    assert table.measured[-1].value.tolist() == [0.0] * 3 + [30.0] + [0.0] * 8
    with_own, without = score(made, table, 1), score(made, compute(made), 1)
    assert with_own.scores["score"][3] > without.scores["score"][3]
    assert "On 30 days next to nothing was used." in [
        piece["text"] for piece in with_own.evidence(3)
    ]


def test_is_withheld_where_an_account_cannot_be_judged(build: Build) -> None:
    valid = np.ones((12, 60), dtype=bool)
    valid[0, :-1] = False
    made = build(valid=valid, kwh=np.where(valid, 0.5, np.nan))
    table = compute(made, own=[OwnFeature(EVENINGS, quiet_days)])
    assert table.disqualified[0] != ""
    assert np.isnan(table.measured[-1].value[0])


@pytest.mark.parametrize("names", [[ALL_FEATURES[0].name], ["mine_days", "mine_days"]])
def test_takes_no_name_twice(build: Build, names: list[str]) -> None:
    own = [
        OwnFeature(
            Feature(name, "d", Family.REGISTER, Means.ZERO_USE, (), 1, 1.0, "s", "r"), quiet_days
        )
        for name in names
    ]
    with pytest.raises(ValueError, match="choose another name"):
        compute(build(), own=own)

from __future__ import annotations

import numpy as np
import pytest

from models.outcomes.columns import Seen
from models.outcomes.figures import MEASURES, figures
from models.outcomes.validation import OutOfTime, Visits
from pipeline.contract.vocabulary import Family


def _case(count: int = 200) -> tuple[Visits, OutOfTime]:
    rng = np.random.default_rng(7)
    theft = (rng.random(count) < 0.3).astype(float)
    score = np.clip(0.3 * theft + 0.7 * rng.random(count), 0, 1)
    better = np.clip(0.6 * theft + 0.4 * rng.random(count), 0, 1)
    seen = Seen(np.zeros((count, 0)), (), np.zeros((count, len(Family))), score)
    none = np.zeros(count)
    customer = np.array([f"C{place // 2}" for place in range(count)])
    visits = Visits(seen, theft, 1 - theft, none, none, np.ones(count), np.arange(count), customer)
    fold = np.repeat([0, 1], count // 2)
    odds = np.log(better + 1e-6)
    return visits, OutOfTime(np.arange(count), fold, score, better, odds, score, better)


def test_precision_is_of_the_first_visits_of_every_fold() -> None:
    visits, foretold = _case()
    found = figures(visits, foretold, 0.0, 20, seed=1)["precision_at_capacity"]["cold"]["value"]
    halves = (slice(0, 100), slice(100, 200))
    top = [visits.theft[half][np.argsort(-foretold.cold[half])[:20]].sum() for half in halves]
    assert found == pytest.approx(sum(top) / 40, abs=1e-6)


def test_the_crews_make_a_quarter_of_a_fold_at_most() -> None:
    visits, foretold = _case()
    at_most = figures(visits, foretold, 0.0, 25, seed=1)
    assert figures(visits, foretold, 0.0, 10_000, seed=1) == at_most


def test_brier_and_log_loss_are_means_over_the_visits() -> None:
    visits, foretold = _case()
    found = figures(visits, foretold, 1.0, 20, seed=1)
    brier = np.mean((foretold.probability - visits.theft) ** 2)
    assert found["brier"]["learner"]["value"] == pytest.approx(brier, abs=1e-6)
    given = np.where(visits.theft > 0, foretold.probability, 1 - foretold.probability)
    loss = -np.log(np.clip(given, 1e-6, 1)).mean()
    assert found["log_loss"]["learner"]["value"] == pytest.approx(loss, abs=1e-5)


def test_the_better_one_gains_in_every_measure_and_the_blend_is_it() -> None:
    visits, foretold = _case()
    found = figures(visits, foretold, 1.0, 20, seed=1)
    for measure in MEASURES:
        assert found[measure]["blend"] == found[measure]["learner"]
        if measure != "log_loss":
            assert found[measure]["gain"]["value"] > 0
    gain = found["auc"]["gain"]
    assert gain["low"] <= gain["value"] <= gain["high"]
    assert gain["sureness"] == 1.0


def test_who_is_no_better_is_never_sure() -> None:
    visits, foretold = _case()
    same = OutOfTime(
        foretold.row,
        foretold.fold,
        foretold.cold,
        foretold.cold,
        foretold.log_odds,
        foretold.cold,
        foretold.cold,
    )
    found = figures(visits, same, 0.5, 20, seed=1)
    for measure in MEASURES:
        assert found[measure]["gain"]["value"] == 0
        assert found[measure]["gain"]["sureness"] == 0

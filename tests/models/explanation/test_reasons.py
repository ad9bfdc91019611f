from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.registry import Feature, FeatureTable
from features.window import Window
from models.case_weights import evidence_weights, family_weights
from models.evidence import NOBODY
from models.explanation import nats
from models.explanation.reasons import reasons_of
from models.family_judgement import FamilyJudgement, SeedViews, Suspicion
from models.scoring import Scored, recall, score
from pipeline.contract.vocabulary import Family

N = 90


@pytest.fixture(scope="module")
def scored(
    make_window: Callable[..., Window],
    make_feature: Callable[..., Feature],
    make_table: Callable[..., FeatureTable],
) -> Scored:
    rng = np.random.default_rng(4)
    measured = {
        make_feature(f"shunt_{k}", Family.CURRENT_SHUNT): np.abs(rng.normal(0, 0.1, N))
        for k in range(7)
    }
    measured[make_feature("fall", Family.CONSUMPTION)] = np.abs(rng.normal(0, 0.08, N))
    measured[make_feature("proof", Family.REGISTER, rule_at=3.0, error_rate=0.02)] = np.where(
        np.arange(N) == 5, 4.0, 0.0
    )
    return score(make_window([f"A{k:02d}" for k in range(N)]), make_table(measured), 1)


def test_nats_add_up_to_the_score(scored: Scored) -> None:
    assert scored.reasons is not None
    written = scored.scores["score"].to_numpy()[scored.reasons.rows]
    assert scored.reasons.nats.sum(axis=1) == pytest.approx(nats(written), rel=1e-9)


def test_families_add_up_like_their_features(scored: Scored) -> None:
    assert scored.reasons is not None
    rows = scored.reasons.rows[:5]
    for row, families in zip(rows, family_weights(scored, rows), strict=True):
        weights = evidence_weights(scored, int(row))
        assert sum(weight.share for weight in weights.values()) == pytest.approx(1.0)
        assert list(families.values()) == sorted(families.values(), reverse=True)
        shunted = sum(one.share for name, one in weights.items() if name.startswith("shunt"))
        assert families.get("current_shunt", 0.0) == pytest.approx(shunted, abs=0.006)


def test_near_proof_leads_and_is_stable(scored: Scored) -> None:
    assert scored.reasons is not None
    place = scored.reasons.place(5)
    assert place is not None
    lead = scored.reasons.order[place][0]
    assert scored.table.features[lead].name == "proof"
    assert scored.reasons.stability[place][lead] == 1.0
    assert scored.reasons.shares(place)[lead] > 0.8


def test_what_is_recalled_is_weighed_alike(scored: Scored) -> None:
    assert scored.reasons is not None
    recalled = recall(scored.window, scored.table, scored.arrow().to_pandas(), scored.seed)
    assert recalled.reasons is None
    weighed = recalled.with_reasons(scored.reasons.rows[3:9]).reasons
    assert weighed is not None
    assert np.array_equal(weighed.order, scored.reasons.order[3:9])
    assert np.array_equal(weighed.stability, scored.reasons.stability[3:9])
    assert weighed.nats == pytest.approx(scored.reasons.nats[3:9])


def test_account_without_grounds_has_no_place(scored: Scored) -> None:
    assert scored.reasons is not None
    innocent = np.setdiff1d(np.arange(N), scored.reasons.rows)
    for row in innocent:
        assert scored.reasons.place(int(row)) is None
        assert evidence_weights(scored, int(row)) == {}


def test_reason_that_depends_on_the_seed_is_withheld(
    make_feature: Callable[..., Feature], make_table: Callable[..., FeatureTable]
) -> None:
    """Six alike: what rarity adds decides who is fifth, and each forest says otherwise."""
    names = [f"shunt_{k}" for k in range(6)]
    table = make_table({make_feature(name, Family.CURRENT_SHUNT): [0.2] for name in names})
    suspicion = Suspicion.of(table)
    credit = np.zeros((5, 1, 6))
    credit[:, 0, :4] = 5.0
    credit[[0, 1, 2], 0, 4] = 1.0
    credit[[3, 4], 0, 5] = 1.0
    rows = np.array([0])
    views = SeedViews(rows, np.ones((5, 1, 1)), credit)
    judgement = FamilyJudgement(
        (Family.CURRENT_SHUNT,), np.array([[0.4]]), np.ones((1, 6)), np.full(6, 0.92)
    )
    found = reasons_of(table, suspicion, judgement, views, np.array([0.4]))
    assert found.order[0].tolist() == [0, 1, 2, 3, NOBODY]
    assert found.stability[0].tolist() == pytest.approx([1.0, 1.0, 1.0, 1.0, 0.6, 0.4])

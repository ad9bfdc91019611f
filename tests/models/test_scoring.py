from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from features.registry import Feature, FeatureTable, Measured
from features.window import Window
from models.score_table import NOTHING_JUDGED
from models.scoring import Scored, recall, score
from pipeline.contract import SCORES
from pipeline.contract.vocabulary import Family

N = 120


@pytest.fixture(scope="module")
def judge(
    make_window: Callable[..., Window],
    make_feature: Callable[..., Feature],
    make_table: Callable[..., FeatureTable],
) -> Callable[..., Scored]:
    """Score accounts of which the first shunts and the second uses less."""

    def run(order: np.ndarray | None = None, disqualified: list[str] | None = None) -> Scored:
        shunt, drop = np.zeros(N), np.abs(np.random.default_rng(3).normal(0, 0.05, N))
        shunt[0], drop[1] = 0.6, 0.9
        shunt[60:] = np.nan  # the second half has daily energy alone
        proof = np.zeros(N)
        proof[2] = 5.0
        drop[3], proof[3] = np.nan, np.nan
        shunt[3] = np.nan
        order = np.arange(N) if order is None else order
        onset = np.full(N, 12, dtype=np.int32)
        measured = {
            make_feature("shunt_share", Family.CURRENT_SHUNT): Measured.of(
                shunt[order], onset=onset, kwh_per_day=np.where(shunt[order] > 0, 30.0, np.nan)
            ),
            make_feature("drop_share", Family.CONSUMPTION): drop[order],
            make_feature("proof", Family.REGISTER, rule_at=3.0, error_rate=0.02): proof[order],
        }
        ids = [f"A{k:03d}" for k in order]
        return score(make_window(ids), make_table(measured, disqualified=disqualified), 1)

    return run


@pytest.fixture(scope="module")
def scored(judge: Callable[..., Scored]) -> Scored:
    return judge()


def test_thieves_lead_and_the_others_stay_low(scored: Scored) -> None:
    scores = scored.scores.set_index("account_id")["score"]
    assert scores["A002"] == 0.98
    assert scores["A000"] > scores["A001"] > 0.5
    assert scores.drop(["A000", "A001", "A002"]).max() < 0.3


def test_frame_has_every_column_with_its_type(scored: Scored) -> None:
    assert scored.scores.columns.tolist() == list(SCORES.names)
    assert scored.arrow().schema == SCORES.arrow_schema
    shunter = scored.arrow().to_pylist()[0]
    assert shunter["means"] == "ct_shunt"
    assert shunter["onset"] == dt.date(2026, 1, 13)
    assert shunter["kwh_per_day"] == 30.0
    assert shunter["run_date"] == dt.date(2026, 1, 30)


def test_family_without_channels_is_null(scored: Scored) -> None:
    row = scored.arrow().to_pylist()[70]
    assert row["score_current_shunt"] is None
    assert row["score_white_screen"] is None
    assert row["score_consumption"] is not None


def test_account_with_nothing_judged_says_so(scored: Scored) -> None:
    row = scored.arrow().to_pylist()[3]
    assert (row["score"], row["disqualified"], row["means"]) == (0.0, NOTHING_JUDGED, None)


def test_disqualified_account_scores_nothing(judge: Callable[..., Scored]) -> None:
    reasons = [""] * N
    reasons[2] = "too few days"
    row = judge(disqualified=reasons).arrow().to_pylist()[2]
    assert (row["score"], row["disqualified"]) == (0.0, "too few days")
    assert row["score_register"] is None


def test_evidence_leads_with_the_near_proof(scored: Scored) -> None:
    assert [piece["feature"] for piece in scored.evidence(scored.row("A002"))] == ["proof"]


def test_unknown_account_is_named(scored: Scored) -> None:
    with pytest.raises(KeyError, match="'nobody' among the 120"):
        scored.row("nobody")


def test_two_runs_and_other_threads_give_the_same_bytes(
    judge: Callable[..., Scored], scored: Scored
) -> None:
    first = scored.arrow()
    with threadpool_limits(1):
        second = judge().arrow()
    assert first.equals(second)
    assert first["score"].to_numpy().tobytes() == second["score"].to_numpy().tobytes()


def test_order_of_accounts_does_not_matter(judge: Callable[..., Scored], scored: Scored) -> None:
    order = np.random.default_rng(5).permutation(N)
    straight = scored.arrow().sort_by("account_id")
    shuffled = judge(order).arrow().sort_by("account_id")
    assert straight.equals(shuffled)


def test_written_scores_are_recalled_with_their_evidence(scored: Scored) -> None:
    written = scored.arrow().to_pandas().sample(frac=1, random_state=1)
    found = recall(scored.window, scored.table, written, scored.seed)
    assert found.arrow().equals(scored.arrow())
    assert [found.evidence(row) for row in range(N)] == [scored.evidence(row) for row in range(N)]


def test_scores_written_without_an_account_cannot_be_recalled(scored: Scored) -> None:
    with pytest.raises(KeyError, match="A119"):
        recall(scored.window, scored.table, scored.arrow().to_pandas().head(N - 1))


def test_cause_names_the_means_before_its_effect(
    make_window: Callable[..., Window],
    make_feature: Callable[..., Feature],
    make_table: Callable[..., FeatureTable],
) -> None:
    dated = np.zeros(3, dtype=np.int32)
    table = make_table(
        {
            make_feature("shunt_share", Family.CURRENT_SHUNT): Measured.of(
                np.array([0.3, 0.1, 0.0]), onset=dated
            ),
            make_feature("drop_share", Family.CONSUMPTION): Measured.of(
                np.array([0.9, 0.9, 0.0]), onset=dated
            ),
        }
    )
    found = score(make_window(["A", "B", "C"]), table, 1).arrow()["means"].to_pylist()
    assert found == ["ct_shunt", "consumption_drop", None]


def test_undated_suspicion_counts_less(
    make_window: Callable[..., Window],
    make_feature: Callable[..., Feature],
    make_table: Callable[..., FeatureTable],
) -> None:
    onset = np.array([3, -1], dtype=np.int32)
    measured = Measured.of(np.array([0.9, 0.9]), onset=onset)
    table = make_table({make_feature("drop_share", Family.CONSUMPTION): measured})
    dated, undated = score(make_window(["A", "B"]), table, 1).scores["score"]
    assert undated < 0.5 < dated

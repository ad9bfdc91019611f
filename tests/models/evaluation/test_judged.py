import datetime as dt
from collections.abc import Callable

import numpy as np

from models.evaluation.judged import Judged

Judge = Callable[..., Judged]


def test_an_account_is_what_it_is_on_the_business_date(judged: Judge) -> None:
    found = judged(
        {"label": "theft", "kind": "ct_shunt", "onset": "2026-04-14", "score": 0.9},
        {"label": "theft", "kind": "ct_shunt", "onset": "2026-04-15", "score": 0.8},
        {"label": "confounder", "kind": "vacancy", "onset": "2026-05-01", "score": 0.1},
        {"label": "confounder", "kind": "vacancy", "onset": "2026-04-01", "score": 0.1},
        {"label": "theft", "score": 0.4},
    )
    assert found.label.tolist() == ["theft", "normal", "normal", "confounder", "theft"]
    assert found.kind.tolist() == ["ct_shunt", "", "", "vacancy", ""]
    assert found.counts["thefts_not_begun"] == 1
    assert found.counts["confounders_not_begun"] == 1
    assert (found.counts["thieves"], found.counts["normal"]) == (2, 2)


def test_what_was_not_scored_counts_as_nothing_found(judged: Judge) -> None:
    found = judged(
        {"label": "theft"},
        {"label": "normal", "score": 0.2},
        {"label": "theft", "score": 0.9, "found_disqualified": "no readings"},
        at_least=0,
    )
    assert np.isnan(found.score[[0, 2]]).all()
    assert found.is_listed.tolist() == [False, True, False]
    assert found.ranking.ranks.tolist() == [2, 1, 3]
    assert found.counts["not_scored"] == 1
    assert found.counts["disqualified"] == 1


def test_scored_accounts_without_truth_are_left_out_and_counted(judged: Judge) -> None:
    found = judged({"label": "theft", "score": 0.6}, {"score": 0.9})
    assert found.account_ids.tolist() == ["A000"]
    assert found.counts["without_truth"] == 1
    assert found.ranking.ranks.tolist() == [1]


def test_list_holds_scores_from_the_threshold_up_to_its_length(judged: Judge) -> None:
    rows = [{"label": "normal", "score": score} for score in (0.5, 0.49, 0.7, 0.7, 0.9)]
    assert judged(*rows).is_listed.tolist() == [True, False, True, True, True]
    assert judged(*rows, length=2).is_listed.tolist() == [False, False, True, False, True]


def test_estimates_stand_beside_the_truth(judged: Judge) -> None:
    found = judged(
        {"label": "theft", "kwh_per_day": 10, "onset": "2026-04-01", "score": 0.9}
        | {"found_onset": dt.date(2026, 4, 3), "found_kwh_per_day": 8.0}
        | {"found_means": "ct_shunt", "found_probability": 0.3},
        {"label": "normal", "score": 0.1},
    )
    assert (found.found_onset_day - found.onset_day)[0] == 2
    assert found.found_kwh_per_day[0] == 8
    assert found.means.tolist() == ["ct_shunt", ""]
    assert found.probability[0] == 0.3
    assert np.isnan(found.found_onset_day[1])
    assert np.isnan(found.probability[1])

"""What is counted of the attacks of a round, against values made by hand."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest

from models.injection.draw import Case, Placement
from models.injection.finding import Round, judge_round
from models.injection.registry import ATTACKS
from models.injection.report import InjectionReport, tallies, tallies_by_onset, total_of

SHUNT = next(attack for attack in ATTACKS if attack.name == "ct_shunt_phase")


def placement(row: int, strength: float = 0.4, days: int = 20) -> Placement:
    return Placement(0, row, Case(SHUNT, strength), dt.date(2026, 3, 1), days, 1, False)


def judged(length: int = 3) -> Round:
    """Rows 1 and 4 attacked among seven; row 6 was not judged."""
    scores = pd.DataFrame(
        {
            "score": [0.1, 0.9, 0.6, 0.3, 0.3, 0.7, np.nan],
            "means": [None, "ct_shunt", None, None, "zero_use", None, None],
            "disqualified": [None] * 6 + ["too few days"],
        }
    )
    placements = [placement(1), placement(4, days=10)]
    hidden = np.array([0.25, np.nan])
    return judge_round(scores, placements, hidden, score_at_least=0.5, length=length)


def test_findings_stand_against_the_untouched_alone() -> None:
    one, other = judged().findings
    assert (one.rank, one.auc, one.is_listed, one.is_named) == (1, 1.0, True, True)
    # Of 0.1, 0.6, 0.3, 0.7: one lower, one equal.
    assert (other.rank, other.auc, other.is_listed, other.is_named) == (4, 0.375, False, False)
    assert (judged().untouched, judged().false_alarms) == (4, 2)


def test_a_list_that_is_full_before_the_attacked_account_has_not_found_it() -> None:
    scores = pd.DataFrame(
        {"score": [0.9, 0.8, 0.7], "means": [None] * 3, "disqualified": [None] * 3}
    )
    ends = [
        judge_round(scores, [placement(2)], np.ones(1), score_at_least=0.5, length=length)
        for length in (2, 3)
    ]
    assert [one.findings[0].is_listed for one in ends] == [False, True]


def test_a_tally_of_a_round() -> None:
    (tally,) = tallies(ATTACKS, [judged()])
    assert (tally.attack, tally.strength) == ("ct_shunt_phase", "40 %")
    assert (tally.count, tally.listed, tally.recall) == (2, 1, 0.5)
    assert tally.auc == pytest.approx(0.6875)
    assert tally.score_median == pytest.approx(0.6)
    assert (tally.rank_median, tally.named_share, tally.hidden_share) == (2.5, 1.0, 0.25)
    assert [one.strength for one in tallies_by_onset([judged()])] == [
        "7 to 14 days",
        "15 to 30 days",
    ]


def test_the_report_is_json_without_accounts() -> None:
    report = InjectionReport(
        date=dt.date(2026, 3, 31),
        seeds=(1,),
        accounts=7,
        judged=6,
        candidates=4,
        rounds=1,
        list_length=3,
        score_at_least=0.5,
        false_alarms_before=2,
        false_alarms=2.0,
        total=total_of([judged()]),
        cases=tallies(ATTACKS, [judged()]),
        by_onset=(),
        not_possible={"jokar_h1": "currents are read"},
    )
    read = json.loads(json.dumps(report.as_json(), allow_nan=False))
    assert read["date"] == "2026-03-31"
    assert read["cases"][0]["recall"] == 0.5
    assert read["not_possible"] == {"jokar_h1": "currents are read"}
    assert total_of([]).recall is None

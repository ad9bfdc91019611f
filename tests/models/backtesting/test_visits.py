"""What inspections say about theft."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from models.backtesting.visits import VERDICTS, Verdict, read_visits
from pipeline.contract.vocabulary import Outcome, words

MakeInspections = Callable[..., pd.DataFrame]


@pytest.mark.parametrize("outcome", words(Outcome))
def test_every_outcome_has_a_verdict(outcome: str, make_inspections: MakeInspections) -> None:
    visits = read_visits(make_inspections(("A", 3, outcome)))
    assert visits["verdict"].tolist() == [VERDICTS[outcome]]
    assert visits["outcome"].tolist() == [outcome]


def test_a_fault_is_useful_and_no_access_says_nothing() -> None:
    assert VERDICTS["fault"] is VERDICTS["wiring_error"] is VERDICTS["record_error"]
    assert VERDICTS["fault"] is Verdict.USEFUL
    assert VERDICTS["clean"] is VERDICTS["vacant"] is VERDICTS["lawful_change"]
    nothing = {outcome for outcome, verdict in VERDICTS.items() if verdict is Verdict.NOTHING}
    assert nothing == {"no_access", "inconclusive", "rectified_on_arrival"}


def test_of_one_day_the_outcome_that_proves_most_counts(make_inspections: MakeInspections) -> None:
    one = make_inspections(("A", 3, "clean"), ("A", 3, "theft"), ("A", 3, "fault"))
    assert read_visits(one)["outcome"].tolist() == ["theft"]


def test_visits_come_in_time_order_with_plain_means(make_inspections: MakeInspections) -> None:
    frame = make_inspections(("B", 9, "theft"), ("A", 3, "clean"), means=[" CT_Shunt ", None])
    visits = read_visits(frame)
    assert visits["account_id"].tolist() == ["A", "B"]
    assert visits["means"].tolist() == ["", "ct_shunt"]
    assert visits["day"].diff().iloc[1] == 6


def test_no_inspections_are_no_visits(make_inspections: MakeInspections) -> None:
    assert read_visits(make_inspections()).empty

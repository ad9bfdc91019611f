"""Visits beside the lists that they follow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from models.backtesting.as_of_list import AsOfList
from models.backtesting.cases import Cases, first_conclusive, visits_in_reach
from models.backtesting.visits import read_visits

MakeList = Callable[..., AsOfList]
MakeInspections = Callable[..., pd.DataFrame]
MakeCases = Callable[..., Cases]


@pytest.mark.parametrize(("day", "place"), [(0, None), (1, 0), (7, 0), (8, 1), (17, 1), (18, None)])
def test_a_visit_belongs_to_the_latest_list_before_it(
    day: int, place: int | None, make_list: MakeList, make_inspections: MakeInspections
) -> None:
    days = [make_list(start, {}, []).day for start in (0, 7)]
    reached = visits_in_reach(read_visits(make_inspections(("A", day, "clean"))), days, 10)
    assert reached["place"].tolist() == ([] if place is None else [place])


def test_a_visit_without_result_is_passed_over(make_inspections: MakeInspections) -> None:
    frame = make_inspections(("A", 2, "no_access"), ("A", 5, "theft"), ("A", 8, "clean"))
    assert first_conclusive(read_visits(frame))["outcome"].tolist() == ["theft"]


def test_score_and_rank_are_those_of_the_list_before(
    make_list: MakeList, make_inspections: MakeInspections, make_cases: MakeCases
) -> None:
    lists = [
        make_list(0, {"A": 0.9, "B": 0.8}, ["A", "B"]),
        make_list(7, {"A": 0.2, "B": 0.7, "C": np.nan}, ["B"]),
    ]
    visits = make_inspections(("A", 8, "theft"), ("B", 3, "clean"), ("C", 9, "theft"))
    cases = make_cases(lists, visits)
    assert cases.score.tolist()[:2] == [0.8, 0.2]
    assert np.isnan(cases.score[2])
    assert cases.rank.tolist() == [2, np.inf, np.inf]
    assert cases.is_theft.tolist() == [False, True, True]


def test_lead_counts_from_the_first_list_that_named_the_account(
    make_list: MakeList, make_inspections: MakeInspections, make_cases: MakeCases
) -> None:
    lists = [make_list(0, {}, ["A"]), make_list(7, {}, []), make_list(14, {}, ["A", "B"])]
    visits = make_inspections(("A", 10, "theft"), ("A", 20, "theft"), ("B", 12, "theft"))
    cases = make_cases(lists, visits)
    assert cases.lead_days.tolist()[0] == 10
    assert np.isnan(cases.lead_days[1]), "B was listed after its visit"
    assert cases.lead_days.tolist()[2] == 20
    assert cases.was_listed.tolist() == [True, False, True]
    assert cases.is_listed.tolist() == [False, False, True]


def test_two_visits_to_one_account_share_its_code(
    make_list: MakeList, make_inspections: MakeInspections, make_cases: MakeCases
) -> None:
    visits = make_inspections(("B", 3, "clean"), ("A", 4, "clean"), ("B", 5, "clean"))
    cases = make_cases([make_list(0, {"A": 1.0}, [])], visits)
    assert cases.account.tolist() == [1, 0, 1]

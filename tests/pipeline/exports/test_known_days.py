import dataclasses

import numpy as np

from pipeline.case import Case
from pipeline.exports.known_days import from_first_reading


def test_days_before_the_first_figure_are_left_out_with_their_marks(
    cases: tuple[Case, ...],
) -> None:
    case = cases[0]
    unknown = np.arange(len(case.dates)) < 20
    late = dataclasses.replace(
        case,
        daily_kwh=np.where(unknown, np.nan, case.daily_kwh),
        signals=tuple(
            dataclasses.replace(one, values=np.where(unknown, np.nan, one.values))
            for one in case.signals
        ),
    )
    shown = from_first_reading(late)
    assert shown.dates == case.dates[20:]
    assert shown.daily_kwh.size == shown.peer_kwh.size == shown.signals[0].values.size == 40
    assert np.isfinite(shown.daily_kwh[0])
    assert {mark.kind for mark in shown.marks} == {"onset", "event", "work_order", "gap"}


def test_a_signal_known_earlier_keeps_its_days(cases: tuple[Case, ...]) -> None:
    case = cases[0]
    late = dataclasses.replace(
        case, daily_kwh=np.where(np.arange(len(case.dates)) < 20, np.nan, case.daily_kwh)
    )
    assert from_first_reading(late) is late


def test_case_without_figures_is_left_as_it_is(cases: tuple[Case, ...]) -> None:
    blank = dataclasses.replace(
        cases[2], daily_kwh=np.full(len(cases[2].dates), np.nan), signals=()
    )
    assert from_first_reading(blank) is blank

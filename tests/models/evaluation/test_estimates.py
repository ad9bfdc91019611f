import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest

from models.evaluation.estimates import energy_ratio, means_accuracy, onset_error
from models.evaluation.judged import Judged

Judge = Callable[..., Judged]


def listed(**other: object) -> dict[str, object]:
    return {"label": "theft", "score": 0.9, **other}


def test_means_are_right_or_confused_by_kind(judged: Judge) -> None:
    told = means_accuracy(
        judged(
            listed(kind="ct_shunt", found_means="ct_shunt"),
            listed(kind="ct_shunt", found_means="meter_bypass"),
            listed(kind="ct_shunt", found_means="meter_bypass"),
            listed(kind="zero_use"),
            listed(kind="own word", found_means="ct_shunt"),
            listed(kind="ct_shunt", found_means="ct_shunt") | {"score": 0.1},
            {"label": "normal", "kind": "ct_shunt", "score": 0.9, "found_means": "ct_shunt"},
        )
    )
    assert (told["thieves"], told["right"], told["accuracy"]) == (4, 1, 0.25)
    assert told["confusion"] == [
        {"kind": "ct_shunt", "thieves": 3, "right": 1}
        | {"suspected": {"meter_bypass": 2, "ct_shunt": 1}},
        {"kind": "zero_use", "thieves": 1, "right": 0, "suspected": {"": 1}},
    ]


def test_onset_error_is_late_days(judged: Judge) -> None:
    errors = (-1, 0, 3, 8, 20)
    onset = dt.date(2026, 3, 1)
    rows = [listed(onset=onset, found_onset=onset + dt.timedelta(days=days)) for days in errors]
    told = onset_error(judged(*rows, listed(onset=onset), listed(found_onset=onset)))
    assert (told["thieves"], told["median_error_days"]) == (5, 3)
    assert told["median_abs_error_days"] == 3
    assert (told["quartile_low_days"], told["quartile_high_days"]) == (0, 8)
    assert (told["within_3_days"], told["within_7_days"]) == (0.6, 0.6)


def test_energy_is_compared_by_account_and_in_all(judged: Judge) -> None:
    told = energy_ratio(
        judged(
            listed(kwh_per_day=10, found_kwh_per_day=5.0),
            listed(kwh_per_day=10, found_kwh_per_day=21.0),
            listed(kwh_per_day=10),
            listed(kwh_per_day=0, found_kwh_per_day=4.0),
            {"label": "theft", "kwh_per_day": 30, "score": 0.1, "found_kwh_per_day": 9.0},
            {"label": "normal", "score": 0.6, "found_kwh_per_day": 2.0},
        )
    )
    assert told["thieves"] == 2
    assert told["median_ratio"] == pytest.approx(1.3)
    assert told["within_factor_2"] == 0.5
    assert told["stolen_kwh_per_day"] == 60
    assert (told["stolen_on_list_kwh_per_day"], told["share_on_list"]) == (30, 0.5)
    assert told["estimated_on_list_kwh_per_day"] == 32
    assert told["estimated_to_stolen"] == pytest.approx(32 / 60)


def test_without_thieves_on_the_list_nothing_is_known(judged: Judge) -> None:
    found = judged({"label": "normal", "score": 0.1})
    assert np.isnan(means_accuracy(found)["accuracy"])
    assert np.isnan(onset_error(found)["median_error_days"])
    assert np.isnan(energy_ratio(found)["share_on_list"])

"""Every feature and every means has a place in the order of traces."""

from __future__ import annotations

from features.measurement import ALL_FEATURES
from models.specificity import OTHERWISE_TELLING, TRACE_OF_MEANS, Trace, trace_of
from pipeline.contract.vocabulary import Family, Means


def test_every_means_has_a_trace() -> None:
    assert set(TRACE_OF_MEANS) == set(Means)


def test_exceptions_name_features_that_there_are() -> None:
    assert set(OTHERWISE_TELLING) <= {feature.name for feature in ALL_FEATURES}


def test_consumption_tells_of_an_effect_alone_save_where_nothing_is_counted() -> None:
    for feature in ALL_FEATURES:
        if feature.family is Family.CONSUMPTION and feature.name not in OTHERWISE_TELLING:
            nothing = feature.means is Means.ZERO_USE
            assert trace_of(feature) is (Trace.NOTHING if nothing else Trace.EFFECT)


def test_other_instruments_tell_less_than_wiring() -> None:
    by_name = {feature.name: trace_of(feature) for feature in ALL_FEATURES}
    assert by_name["terminal_deficit_share"] is Trace.DEFICIT
    assert by_name["current_reversed_hours"] > by_name["terminal_deficit_share"]

"""Explanation of a load on record under a wrong district, beside accounts in their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from features.energy_balance.mapping import Mappings
from features.energy_balance.topology import Topology
from features.explanations.record_error import of_records
from features.registry import Effect
from features.study import study
from features.window import Window

N, SURE = 12, 0.97
WRONG = 3


def _moved() -> Mappings:
    one, yes, no = np.ones(1), np.ones(1, dtype=bool), np.zeros(1, dtype=bool)
    place = np.zeros(1, dtype=np.int32)
    return Mappings(
        unit=np.array([WRONG], dtype=np.int32),
        recorded=place,
        suggested=place + 1,
        here=-one,
        here_error=0.1 * one,
        there=one,
        there_error=0.1 * one,
        by_loss_here=yes,
        by_loss_there=yes,
        by_voltage=no,
        by_outage=no,
        by_concentrator=no,
        confidence=SURE * one,
    )


def test_it_holds_for_the_account_in_the_wrong_place_alone(build: Callable[..., Window]) -> None:
    found = replace(study(build(N)), topology=Topology(_moved(), _moved(), np.zeros(0, np.int32)))
    told = of_records(found)
    assert np.flatnonzero(told.applies).tolist() == [WRONG]
    assert told.number is not None
    assert told.number[WRONG] == SURE
    assert told.tested[WRONG]
    assert told.effect is Effect.SUBTRACTED


def test_without_supply_meters_it_cannot_be_tested(build: Callable[..., Window]) -> None:
    told = of_records(study(build(N)))
    assert not told.tested.any()
    assert not told.applies.any()

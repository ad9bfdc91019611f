"""No supply, or no word, over a whole district, feeder or batch."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from pipeline.contract.vocabulary import EventCode

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Find


def test_storm_restarts_the_feeder_and_hurts_a_few_memories(befall: Find) -> None:
    case = befall("storm")
    roster, rows = case.odd.simulation.roster, list(case.one.spans)
    assert len(set(roster.feeder[rows])) == 1
    blinks = {case.codes(row)[EventCode.POWER_DOWN] for row in rows}
    assert blinks == {len(case.one.gaps)}
    total: Counter[str] = sum((case.codes(row) for row in rows), Counter())
    assert 0 < total[EventCode.MEMORY_ERROR] < 0.15 * len(rows)
    assert total[EventCode.METER_RESTART] < 0.5 * len(rows)
    calm = next(row for row in range(500) if row not in case.one.spans)
    assert not case.events(calm)


def test_storm_darkens_less_than_two_hours(befall: Find) -> None:
    case = befall("storm")
    now, usual = case.kw()
    dark = (now == 0) & (usual > 0)
    assert 2 <= dark[case.one.stage.onset].sum() <= 7
    assert dark.sum() == dark[case.one.stage.onset].sum()


def test_outage_is_dark_for_hours_for_all(befall: Find) -> None:
    case = befall("transformer_outage")
    for row in case.one.spans:
        off = case.odd.true_kw(row)[case.one.stage.onset] == 0
        assert off.sum() >= 8
        assert case.codes(row)[EventCode.POWER_UP] == len(case.one.days & set(range(20)))


def test_dead_concentrator_loses_every_reading_of_its_meters(befall: Find) -> None:
    case = befall("dead_concentrator")
    first, last = case.one.spans[case.row]
    for row in case.one.spans:
        on_time, late = case.odd.arrivals(row)
        assert not (on_time | late)[first + 1 : last].any()
        np.testing.assert_array_equal(*(w.registers(row) for w in (case.odd, case.plain)))


def test_faulty_batch_restarts_all_over_the_city(befall: Find) -> None:
    case = befall("faulty_batch")
    roster = case.odd.simulation.roster
    hit = [row for row in case.one.spans if case.codes(row)[EventCode.METER_RESTART]]
    assert len(hit) > 0.5 * len(case.one.spans)
    assert len(set(roster.transformer[hit])) > 3
    assert len(set(roster.meter_model[hit])) == 1

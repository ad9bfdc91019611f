from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from pipeline.contract.vocabulary import Means, Wiring
from simulator.casting import Casting
from simulator.happening import Happening, Label
from simulator.mixture import ODDITIES, THEFTS
from simulator.mixture.whom import four_wire_ct
from simulator.population import build_roster
from simulator.region import Region
from simulator.scenario import Kinds, Rates, Scenario
from simulator.thefts.remote_shunt import RemoteShunt
from simulator.thefts.white_screen import WhiteScreen
from simulator.timeline import Timeline


def _cast(accounts: int, days: int, seed: int) -> tuple[Casting, list[Happening]]:
    timeline = Timeline(dt.date(2026, 3, 1), days, "Asia/Shanghai")
    casting = Casting(build_roster(accounts, seed), timeline, seed)
    return casting, casting.cast()


@pytest.mark.parametrize("seed", range(12))
def test_both_founding_cases_from_thirty_accounts_and_three_weeks(seed: int) -> None:
    casting, happenings = _cast(30, 21, seed)
    kinds = Counter(type(one) for one in happenings)
    assert kinds[RemoteShunt] == 1
    assert kinds[WhiteScreen] == 1
    roster = casting._roster
    shunt = next(one for one in happenings if isinstance(one, RemoteShunt))
    assert roster.wiring[shunt.row] == Wiring.TWO_ELEMENT.value
    hangs = next(one for one in happenings if isinstance(one, WhiteScreen))
    assert roster.has_terminal[list(hangs.stage.rows)].all()
    assert len(set(roster.transformer[list(hangs.stage.rows)])) == 2


def test_nobody_has_two_roles_of_his_own() -> None:
    _, happenings = _cast(1200, 30, 1)
    own = [row for one in happenings if len(one.spans) < 3 for row in one.spans]
    assert len(own) == len(set(own))


def test_a_large_city_has_every_kind() -> None:
    _, happenings = _cast(1200, 30, 1)
    built = {type(one) for one in happenings}
    assert built == {entry.build for entry in (*THEFTS, *ODDITIES)}


def test_oddities_outnumber_thefts_at_every_size() -> None:
    for accounts in (100, 500, 2000):
        _, happenings = _cast(accounts, 30, 2)
        label = Counter(one.label for one in happenings)
        assert label[Label.CONFOUNDER] >= label[Label.THEFT]


def test_thefts_are_means_of_the_contract() -> None:
    assert {entry.build.kind for entry in THEFTS} <= {means.value for means in Means}


def test_everything_happens_within_the_run() -> None:
    for days in (10, 21, 60):
        _, happenings = _cast(400, days, 3)
        for one in happenings:
            for first, last in one.spans.values():
                assert 0 <= first <= last < days


def test_an_owner_without_a_second_address_is_spared() -> None:
    roster = build_roster(40, 3)
    alone = np.zeros(40, dtype=bool)
    alone[np.flatnonzero(four_wire_ct(roster))[0]] = True
    roster = replace(roster, has_terminal=alone)
    kinds = Kinds(named={"white_screen": Rates(a_thousand=100)})
    timeline = Timeline(dt.date(2026, 3, 1), 30, "Asia/Shanghai")
    assert Casting(roster, timeline, 3, Scenario(thefts=kinds)).cast() == []


def test_a_faulty_batch_is_as_large_as_the_region_says() -> None:
    region = Region(batch_share=0.03)
    kinds = Kinds(named={"faulty_batch": Rates(a_thousand=1)})
    timeline = Timeline(dt.date(2026, 3, 1), 30, "Asia/Shanghai")
    scenario = Scenario(region=region, oddities=kinds)
    (batch,) = Casting(build_roster(1000, 3), timeline, 3, scenario).cast()
    assert len(batch.spans) == 30

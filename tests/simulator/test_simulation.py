"""Whole days in memory: balance, honesty of the honest, and what each theft and oddity does."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from simulator.casting import Casting
from simulator.happening import Happening, Label
from simulator.mixture import ODDITIES, THEFTS
from simulator.scene import Readout
from simulator.simulation import Delivery, Simulation
from simulator.timeline import SLOT_HOURS, Timeline

ACCOUNTS, DAYS = 1000, 24


class Run:
    """All days of a simulation, summed by day."""

    def __init__(self, *, honest: bool) -> None:
        timeline = Timeline(dt.date(2026, 3, 1), DAYS, "Asia/Shanghai")
        self.simulation = Simulation(ACCOUNTS, timeline, 8)
        self.happenings = list(self.simulation.happenings)
        if honest:
            self.simulation.happenings = []
        self.days: list[Delivery] = [self.simulation.deliver(k) for k in range(DAYS)]
        multiplier = self.simulation.roster.multiplier
        ends = [day.meters.register_kwh[:, -1] for day in self.days]
        self.metered_kwh = np.diff(np.stack(ends), axis=0) * multiplier
        self.true_kwh = np.stack([day.true_kw.sum(axis=1) * SLOT_HOURS for day in self.days])
        self.supply_kwh = np.stack([day.supply.transformer_kwh.sum(axis=1) for day in self.days])
        self.rows = np.stack([day.on_time.sum(axis=1) for day in self.days])

    def of(self, build: type[Happening]) -> Happening:
        """Return the first happening of a kind."""
        return next(one for one in self.happenings if isinstance(one, build))


@pytest.fixture(scope="module")
def honest() -> Run:
    return Run(honest=True)


@pytest.fixture(scope="module")
def real() -> Run:
    return Run(honest=False)


def test_honest_meters_count_what_was_drawn(honest: Run) -> None:
    whole = honest.metered_kwh.sum(axis=0)
    drawn = honest.true_kwh[1:].sum(axis=0)
    plain = whole > 0  # a register may roll over
    quantum = 0.02 * honest.simulation.roster.multiplier[plain]
    gap = np.abs(whole - drawn)[plain]
    assert (gap <= 0.015 * drawn[plain] + quantum).all()
    assert plain.mean() > 0.98
    assert np.abs(honest.simulation.lost_kwh).max() < 1e-2


def test_balance_of_honest_districts_closes_within_losses_and_meter_errors(honest: Run) -> None:
    network = honest.simulation.roster.network
    district = honest.simulation.roster.transformer
    for node in np.flatnonzero(~network.is_dedicated):
        drawn = honest.true_kwh[:, district == node].sum(axis=1)
        sent = honest.supply_kwh[:, node]
        loss = 1 - drawn / sent
        assert 0.002 < loss.mean() < 0.06
        fit = np.polyfit(drawn, sent - drawn, 2)
        left = sent - drawn - np.polyval(fit, drawn)
        assert np.abs(left).max() < 0.01 * sent.mean()


def test_every_theft_loses_energy_from_its_onset_and_none_before(real: Run) -> None:
    for entry in THEFTS:
        one = real.of(entry.build)
        for row, (first, last) in one.spans.items():
            lost = real.simulation.lost_kwh[row]
            share = lost[first : last + 1].sum() / real.true_kwh[first : last + 1, row].sum()
            assert 0.03 < share < 1.01, entry.name
            assert np.abs(lost[:first]).max() < 0.02 * real.true_kwh[:, row].mean()


def test_thieves_draw_as_before_and_supply_sees_it(real: Run, honest: Run) -> None:
    # An outage of the whole district darkens thieves too.
    others = {row for one in real.happenings if one.label is not Label.THEFT for row in one.spans}
    for entry in THEFTS:
        rows = sorted(set(real.of(entry.build).spans) - others)
        np.testing.assert_allclose(real.true_kwh[:, rows], honest.true_kwh[:, rows], rtol=1e-3)


def test_oddities_lose_next_to_nothing(real: Run) -> None:
    # Dead, slow or wrongly wired meters count less, and a new ratio changes what a count is worth.
    excepted = {entry.build.kind for entry in ODDITIES if entry.build.undercounts}
    uncounted = {
        row
        for one in real.happenings
        if one.label is Label.THEFT or one.kind in excepted
        for row in one.spans
    }
    for entry in ODDITIES:
        for row in set(real.of(entry.build).spans) - uncounted:
            assert (
                abs(real.simulation.lost_kwh[row].sum()) < 0.001 * real.true_kwh[:, row].sum() + 1
            )


def test_outage_darkens_the_whole_district_and_its_supply(real: Run) -> None:
    outage = next(entry.build for entry in ODDITIES if entry.build.kind == "transformer_outage")
    one = real.of(outage)
    day = real.days[one.stage.onset]
    silent = ~day.on_time[list(one.spans)].any(axis=0)
    node = real.simulation.roster.transformer[one.row]
    assert 8 <= silent.sum() <= 24
    assert (day.supply.transformer_kwh[node][silent] == 0).all()


def test_dead_concentrator_silences_meters_that_count_on(real: Run) -> None:
    dead = next(entry.build for entry in ODDITIES if entry.build.kind == "dead_concentrator")
    one = real.of(dead)
    first, last = one.spans[one.row]
    rows = [row for row in one.spans if real.true_kwh[first, row] > 1]
    assert last > first
    assert (real.rows[first + 1 : last, rows] == 0).all()
    assert (real.rows[[first, last]][:, rows] < 65).all()
    assert (real.metered_kwh[first:last, rows] > 0).mean() > 0.9


def test_roof_feeds_in_after_its_connection_only(real: Run) -> None:
    roof = next(entry.build for entry in ODDITIES if entry.build.kind == "new_pv")
    one = real.of(roof)
    exported = np.array([day.meters.export_kwh[one.row, -1] for day in real.days])
    assert exported[one.stage.onset - 1] == 0
    assert exported[-1] > 1


def test_frozen_meter_repeats_its_last_values(real: Run) -> None:
    hang = real.of(THEFTS[1].build)
    repeats = 0
    for row in hang.spans:
        for day in real.days:
            power = day.meters.curves["p_kw"][row]
            still = (np.diff(power) == 0) & (np.diff(day.meters.register_kwh[row]) == 0)
            repeats = max(repeats, int(still.sum()))
    assert repeats >= 12


class _FrozenOverMidnight(Happening):
    """A processor that hangs from ten in the evening of day 0 to two in the morning."""

    kind = "test"

    def meddle(self, readout: Readout) -> None:
        slots = readout.day.between(22, 24) if readout.day.index == 0 else None
        if readout.day.index == 1:
            slots = readout.day.between(0, 2)
        if slots is not None:
            readout.hang(self.row, slots, is_frozen=True)


def test_frozen_values_outlast_midnight() -> None:
    simulation = Simulation(20, Timeline(dt.date(2026, 3, 1), 2, "Asia/Shanghai"), 1)
    stage = Casting(simulation.roster, simulation.timeline, 1).stage(
        THEFTS[0], (7,), np.random.default_rng(1)
    )
    simulation.happenings = [_FrozenOverMidnight(stage)]
    first, second = simulation.deliver(0), simulation.deliver(1)
    for name in ("p_kw", "u_a", "i_a"):
        stuck = first.meters.curves[name][7, 87]
        assert (first.meters.curves[name][7, 88:] == stuck).all()
        assert (second.meters.curves[name][7, :8] == stuck).all()
        assert not (second.meters.curves[name][7, 8:] == stuck).all()

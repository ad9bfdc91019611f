from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.registry import Feature, FeatureTable, Measured
from features.window import Window
from models.evidence import NOBODY
from models.loss import Loss, estimate_loss
from pipeline.contract.vocabulary import Family, Means

ONSET, DAYS = 40, 60
Evidence = tuple[Means, int, float]


@pytest.fixture
def lost(
    make_window: Callable[..., Window],
    make_feature: Callable[..., Feature],
    make_table: Callable[..., FeatureTable],
) -> Callable[..., Loss]:
    """Estimate the loss of account 0 of ten from pieces of evidence (means, onset, kWh)."""

    def estimate(evidence: list[Evidence], order: list[int], **window: object) -> Loss:
        kwh = np.full((10, DAYS), 10.0)
        known = make_window([f"A{k}" for k in range(10)], days=DAYS, **({"kwh": kwh} | window))
        measured = {
            make_feature(f"f{k}", _family(means), means=means): Measured.of(
                np.ones(10),
                onset=np.full(10, onset, dtype=np.int32),
                kwh_per_day=np.full(10, energy),
            )
            for k, (means, onset, energy) in enumerate(evidence)
        }
        orders = np.full((10, len(order)), NOBODY)
        orders[0] = order
        weights = np.tile([0.9, 0.5, 0.3][: len(evidence)], (10, 1))
        means = np.array([evidence[0][0].value, *[None] * 9], dtype=object)
        return estimate_loss(known, make_table(measured), orders, weights, means)

    return estimate


def _family(means: Means) -> Family:
    return Family.CONSUMPTION if means is Means.CONSUMPTION_DROP else Family.REGISTER


def _currents(taken_from: int | None = None) -> dict[str, object]:
    """Three equal phase currents that go up and down with the load; one may be tapped."""
    load = np.tile(1.0 + 0.3 * np.sin(np.arange(DAYS)), (10, 1))
    phases = [load.copy() for _ in range(3)]
    if taken_from is not None:
        phases[taken_from][0, ONSET:] *= 0.25
    facts = {
        f"i_{name}_mean_a": phase.astype(np.float32)
        for name, phase in zip("abc", phases, strict=True)
    }
    return {"facts": facts, "kwh": 10.0 * load}


def test_a_reversed_current_is_measured_and_dated_by_the_currents(
    lost: Callable[..., Loss],
) -> None:
    window = _currents()
    true_kwh = np.array(window["kwh"])[0, ONSET:].mean()
    window["kwh"][0, ONSET:] /= 3  # type: ignore[index]
    found = lost([(Means.CT_REVERSED, ONSET + 8, 99.0)], [0], **window)
    assert found.onset[0] == ONSET
    assert found.kwh_per_day[0] == pytest.approx(true_kwh * 2 / 3, rel=0.01)
    assert found.kwh_low[0] < found.kwh_per_day[0] < found.kwh_high[0]


def test_a_shunt_on_one_phase_is_measured_by_the_phases_that_stand(
    lost: Callable[..., Loss],
) -> None:
    window = _currents(taken_from=1)
    window["kwh"][0, ONSET:] *= 0.75  # type: ignore[index]
    found = lost([(Means.CT_SHUNT, ONSET, 99.0)], [0], **window)
    assert found.kwh_per_day[0] == pytest.approx(2.5, rel=0.05)


def test_a_terminal_goes_before_the_currents(lost: Callable[..., Loss]) -> None:
    meter = np.full((10, DAYS), 2.0, dtype=np.float32)
    meter[0, ONSET:] = 1.2
    facts = {
        "terminal_matched_kwh": np.full((10, DAYS), 2.0, dtype=np.float32),
        "terminal_meter_kwh": meter,
    }
    ratio = np.full((10, DAYS), 50.0)
    kwh = meter.astype(np.float64) * ratio
    window = _currents() | {"kwh": kwh, "multiplier": ratio}
    window["facts"] = window["facts"] | facts  # type: ignore[operator]
    found = lost([(Means.CT_SHUNT, ONSET, 99.0)], [0], **window)
    assert found.onset[0] == ONSET
    assert found.kwh_per_day[0] == pytest.approx(40.0, rel=0.01)


def test_lower_use_is_measured_against_the_own_past(lost: Callable[..., Loss]) -> None:
    kwh = np.full((10, DAYS), 10.0)
    kwh[0, ONSET:] = 4.0
    found = lost([(Means.CONSUMPTION_DROP, ONSET - 3, 99.0)], [0], kwh=kwh)
    assert found.onset[0] == ONSET
    assert found.kwh_per_day[0] == pytest.approx(6.0, rel=0.05)
    assert found.kwh_low[0] == pytest.approx(4.5, rel=0.05)
    assert found.last[0] == -1


def test_onset_within_a_gap_is_an_interval(lost: Callable[..., Loss]) -> None:
    kwh = np.full((10, DAYS), 10.0)
    kwh[0, ONSET:] = 4.0
    kwh[0, ONSET - 4 : ONSET] = np.nan
    found = lost([(Means.CONSUMPTION_DROP, ONSET, 99.0)], [0], kwh=kwh)
    assert (found.earliest[0], found.onset[0], found.latest[0]) == (ONSET - 4, ONSET, ONSET)


def test_what_is_counted_keeps_its_count(lost: Callable[..., Loss]) -> None:
    found = lost([(Means.REGISTER_ROLLBACK, ONSET, 7.0)], [0])
    assert found.kwh_per_day[0] == 7.0
    assert found.onset[0] == ONSET


def test_a_hang_ends_with_the_exchange_of_the_meter(lost: Callable[..., Loss]) -> None:
    changed = np.zeros((10, DAYS), dtype=bool)
    changed[0, ONSET + 10] = True
    found = lost([(Means.METER_HANG, ONSET, 7.0)], [0], meter_changed=changed)
    assert ONSET + 9 <= found.last[0] <= ONSET + 10
    assert lost([(Means.METER_HANG, ONSET, 7.0)], [0]).last[0] == -1


def test_energy_is_that_of_the_first_that_can_tell(lost: Callable[..., Loss]) -> None:
    evidence = [(Means.CT_SHUNT, 1, np.nan), (Means.CT_SHUNT, 1, 40.0), (Means.CT_SHUNT, 1, 90.0)]
    assert lost(evidence, [0, 1, 2]).kwh_per_day[0] == 40.0


def test_onset_is_the_weighted_median_of_those_that_know(lost: Callable[..., Loss]) -> None:
    evidence = [(Means.CT_SHUNT, day, np.nan) for day in (10, 2, 20)]
    assert lost(evidence, [0, 1, 2]).onset[0] == 10
    unknown = [(Means.CT_SHUNT, day, np.nan) for day in (-1, 7, -1)]
    assert lost(unknown, [0, 1, 2]).onset[0] == 7


def test_a_loss_older_than_the_window_is_dated_by_the_long_past(
    lost: Callable[..., Loss],
) -> None:
    history = np.tile(10.0 + np.sin(np.arange(200)), (10, 1))
    history[0, 100:] *= 0.3
    window = {"kwh": history[:, -DAYS:], "history_kwh": history}
    found = lost([(Means.CONSUMPTION_DROP, 0, 99.0)], [0], **window)
    assert (found.onset[0], found.days_before[0]) == (0, 40)
    assert found.kwh_per_day[0] == pytest.approx(7.0, rel=0.05)


def test_without_evidence_nothing_is_known(lost: Callable[..., Loss]) -> None:
    found = lost([(Means.CT_SHUNT, 4, 9.0)], [NOBODY])
    assert found.onset.tolist() == [-1] * 10
    assert np.isnan(found.kwh_per_day).all()

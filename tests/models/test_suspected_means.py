"""The means is named by the trace that the fewest means can leave, not by the strongest one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.registry import Feature, FeatureTable
from models.specificity import Trace
from models.suspected_means import suspected_means
from pipeline.contract.vocabulary import Family, Means

Make = Callable[..., Feature]
Table = Callable[..., FeatureTable]

DEFICIT = ("terminal_deficit_share", Family.CURRENT_SHUNT, Means.CT_SHUNT)
FALL = ("level_fall_share", Family.CONSUMPTION, Means.CONSUMPTION_DROP)
BASE = ("base_load_loss_share", Family.CONSUMPTION, Means.METER_BYPASS)
ZERO = ("zero_days", Family.CONSUMPTION, Means.ZERO_USE)
PHASE = ("phase_fall_share", Family.CURRENT_SHUNT, Means.CT_SHUNT)
ANGLE = ("active_below_apparent_share", Family.VOLTAGE_WIRING, Means.PHASE_SHIFT)
REVERSED = ("current_reversed_hours", Family.VOLTAGE_WIRING, Means.CT_REVERSED)
VOLTAGE = ("voltage_lost_hours", Family.VOLTAGE_WIRING, Means.PHASE_VOLTAGE_LOST)
NEUTRAL = ("neutral_above_line_share", Family.VOLTAGE_WIRING, Means.NEUTRAL_BYPASS)
PROGRAM = ("parameter_event_strength", Family.TAMPER_EVENTS, Means.PARAMETER_CHANGE)
COVER = ("cover_event_strength", Family.TAMPER_EVENTS, Means.COVER_TAMPER)
MAGNET = ("magnetic_event_strength", Family.TAMPER_EVENTS, Means.MAGNETIC)
REGISTER = ("register_decrease_days", Family.REGISTER, Means.REGISTER_ROLLBACK)
HANG = ("hang_hours", Family.WHITE_SCREEN, Means.METER_HANG)


def named(make_table: Table, make_feature: Make, pieces: dict, degrees: list[float]) -> str | None:
    """Means of one account whose evidence is `pieces` in that order, of these degrees."""
    features = [make_feature(name, family, means=means) for name, family, means in pieces]
    table = make_table({feature: [1.0] for feature in features})
    order = np.arange(len(features))[None, :]
    found = suspected_means(table, order, np.array([degrees]))[0]
    return None if found is None else str(found)


@pytest.mark.parametrize(
    ("pieces", "means"),
    [
        ((DEFICIT,), "ct_shunt"),
        ((FALL,), "consumption_drop"),
        ((DEFICIT, REVERSED), "ct_reversed"),
        ((DEFICIT, ANGLE), "phase_shift"),
        ((DEFICIT, PROGRAM), "parameter_change"),
        ((DEFICIT, FALL, ZERO), "zero_use"),
        ((DEFICIT, VOLTAGE), "phase_voltage_lost"),
        ((REVERSED, ANGLE, VOLTAGE), "phase_voltage_lost"),
        ((ANGLE, REVERSED), "ct_reversed"),
        ((ANGLE, PROGRAM), "parameter_change"),
        ((FALL, COVER), "cover_tamper"),
        ((PHASE, COVER), "ct_shunt"),
        ((DEFICIT, COVER), "cover_tamper"),
        ((NEUTRAL, MAGNET), "magnetic"),
        ((PHASE, MAGNET), "magnetic"),
        ((FALL, NEUTRAL), "neutral_bypass"),
        ((DEFICIT, REGISTER, HANG), "meter_hang"),
        ((FALL, REGISTER), "register_rollback"),
        ((FALL, BASE), "meter_bypass"),
        ((FALL, BASE, COVER), "cover_tamper"),
    ],
)
def test_most_telling_trace_names_the_means(
    make_table: Table, make_feature: Make, pieces: tuple, means: str
) -> None:
    strengths = [0.95 - 0.1 * place for place in range(len(pieces))]
    assert named(make_table, make_feature, pieces, strengths) == means


def test_faint_trace_names_nothing(make_table: Table, make_feature: Make) -> None:
    assert named(make_table, make_feature, (DEFICIT, REVERSED), [0.9, 0.3]) == "ct_shunt"
    assert named(make_table, make_feature, (DEFICIT, REVERSED), [0.9, 0.5]) == "ct_reversed"


def test_faint_evidence_still_suggests_its_own_means(make_table: Table, make_feature: Make) -> None:
    assert named(make_table, make_feature, (ANGLE, FALL), [0.3, 0.25]) == "phase_shift"


def test_of_equally_telling_traces_the_strongest_leads(
    make_table: Table, make_feature: Make
) -> None:
    bypass = ("part_of_day_loss_share", Family.CONSUMPTION, Means.METER_BYPASS)
    assert named(make_table, make_feature, (FALL, bypass), [0.8, 0.6]) == "consumption_drop"
    assert named(make_table, make_feature, (bypass, FALL), [0.8, 0.6]) == "meter_bypass"


def test_without_evidence_no_means(make_table: Table, make_feature: Make) -> None:
    table = make_table({make_feature(*FALL[:2]): [0.0]})
    assert suspected_means(table, np.array([[-1]]), np.zeros((1, 1)))[0] is None


def test_order_of_traces_runs_from_effect_to_standstill() -> None:
    assert min(Trace) is Trace.EFFECT
    assert max(Trace) is Trace.STOPPED
    assert Trace.DEFICIT < Trace.CURRENT < Trace.ANGLE < Trace.REVERSED < Trace.VOLTAGE

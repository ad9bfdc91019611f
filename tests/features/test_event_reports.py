"""Reports of devices that nobody reads: what a hand did, and what a fault did."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.event_reports import FEATURES
from features.measurement import compute
from features.registry import Measured
from features.window import Window

N, D, FIRST = 30, 60, 20
NIGHTS = np.arange(FIRST, D, 2)
HANG, VOLTAGE = (feature.name for feature in FEATURES)


def told(days: np.ndarray, rows: slice | tuple[int, ...] = (0,)) -> np.ndarray:
    """One event a day at meters `rows`."""
    counts = np.zeros((N, D))
    counts[list(range(N))[rows] if isinstance(rows, slice) else list(rows)] = np.isin(
        np.arange(D), days
    )
    return counts


def unread(build: Callable[..., Window], facts: dict[str, np.ndarray], **changes: object) -> Window:
    """Devices that report events and are never read."""
    silent = {"rows_count": np.zeros((N, D)), "coverage": np.full((N, D), np.nan)}
    return build(N, D, kwh=np.full((N, D), np.nan), facts={**silent, **facts}, **changes)


def value(window: Window, name: str) -> Measured:
    """One measured feature, as scored."""
    table = compute(window)
    return table.measured[[feature.name for feature in table.features].index(name)]


def cut_off(rows: slice | tuple[int, ...] = (0,)) -> dict[str, np.ndarray]:
    """Meters that lose their supply at night and come back with errors."""
    return {
        "event_power_down_count": told(NIGHTS, rows),
        "event_memory_error_count": told(NIGHTS, rows),
    }


def test_meter_cut_off_night_after_night_is_suspected(build: Callable[..., Window]) -> None:
    found = value(unread(build, cut_off()), HANG)
    assert found.value[0] == pytest.approx(len(NIGHTS) - 2)
    assert found.onset[0] == FIRST
    assert np.all(found.value[1:] == 0)


def test_board_that_restarts_on_its_own_is_not(build: Callable[..., Window]) -> None:
    facts = {
        "event_power_down_count": told(np.array([3])),
        "event_meter_restart_count": told(NIGHTS),
        "event_processor_reset_count": told(NIGHTS),
    }
    assert value(unread(build, facts), HANG).value[0] == 0


def test_failures_that_the_neighbours_have_are_outages(build: Callable[..., Window]) -> None:
    assert np.all(value(unread(build, cut_off(slice(0, 15))), HANG).value == 0)


def test_batch_that_fails_is_no_theft(build: Callable[..., Window]) -> None:
    rows = (0, 2, 4, 6, 8, 10)
    apart = {name: np.arange(N) for name in ("transformer_id", "feeder_id", "concentrator_id")}
    found = value(unread(build, cut_off(rows), groups=apart), HANG)
    assert np.all(found.value == 0)


@pytest.mark.parametrize("order", ["meter_exchange", "site_visit"])
def test_fault_that_an_order_ended_is_no_theft(build: Callable[..., Window], order: str) -> None:
    ordered = np.zeros((N, D), dtype=bool)
    ordered[0, -1] = True
    facts = {**cut_off(), "event_voltage_lost_count": told(NIGHTS)}
    window = unread(build, facts, work_orders={order: ordered})
    assert value(window, HANG).value[0] == 0
    assert value(window, VOLTAGE).value[0] == 0


def test_voltage_that_stays_lost_is_suspected(build: Callable[..., Window]) -> None:
    facts = {"event_voltage_lost_count": told(np.arange(FIRST, D)), **cut_off((5,))}
    found = value(unread(build, facts), VOLTAGE)
    assert found.value[0] == pytest.approx(D - FIRST - 2)
    assert np.all(found.value[1:] == 0)


def test_voltage_always_reported_lost_tells_less(build: Callable[..., Window]) -> None:
    since_ever = unread(build, {"event_voltage_lost_count": told(np.arange(0, D, 2))})
    since_then = unread(build, {"event_voltage_lost_count": told(np.arange(FIRST, D, 2))})
    always, begun = (value(window, VOLTAGE).value[0] for window in (since_ever, since_then))
    assert 0 < always < 0.7 * begun


def test_meter_that_is_read_is_judged_by_its_readings(build: Callable[..., Window]) -> None:
    facts = {**cut_off(), "event_voltage_lost_count": told(NIGHTS)}
    window = build(N, D, facts=facts)
    assert np.isnan(value(window, HANG).value).all()
    assert np.isnan(value(window, VOLTAGE).value).all()


def test_register_reports_are_judged_without_readings(build: Callable[..., Window]) -> None:
    facts = {"event_register_decrease_count": told(np.arange(FIRST, D, 7))}
    found = value(unread(build, facts), "register_fall_reports_days")
    assert found.value[0] > 3
    assert found.value[1] == 0

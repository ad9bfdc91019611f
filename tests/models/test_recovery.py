from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from features.window import Window
from models.loss import Loss
from models.recovery import Recovery, recoverable
from pipeline.settings.recovery import RecoverySettings

# The window has 30 days. A: since day 20, 5 kWh a day. B: the onset is unknown. C: ended on
# day 14. D: no energy known.
IDS = ["A", "B", "C", "D"]
LOSS = Loss(
    onset=np.array([20, -1, 10, 20], dtype=np.int32),
    days_before=np.array([0, 0, 0, 0], dtype=np.int32),
    earliest=np.array([19, -1, 10, 20], dtype=np.int32),
    latest=np.array([20, -1, 10, 20], dtype=np.int32),
    last=np.array([-1, -1, 14, -1], dtype=np.int32),
    kwh_per_day=np.array([5.0, 5.0, 8.0, np.nan]),
    kwh_low=np.array([4.0, 4.0, 6.0, np.nan]),
    kwh_high=np.array([6.0, 6.0, 9.0, np.nan]),
)
MASTER = pd.DataFrame(
    {
        "tariff_class": ["industrial", "residential", "residential", "residential"],
        "wiring": ["3P4W", "1P2W", None, "1P2W"],
        "rated_voltage_v": [220.0, 220.0, 220.0, 220.0],
        "rated_current_a": [10.0, 10.0, 10.0, 10.0],
        "contract_kw": [10.0, np.nan, 4.0, 4.0],
        "tariff_per_kwh": [0.5, 0.5, np.nan, 0.5],
    }
)


@pytest.fixture
def claim(make_window: Callable[..., Window]) -> Callable[..., Recovery]:
    def claimed(visits: dict[str, int] | None = None, **settings: object) -> Recovery:
        inspected = {}
        for outcome, day in (visits or {}).items():
            inspected[outcome] = np.zeros((4, 30), dtype=bool)
            inspected[outcome][0, day] = True
        window = make_window(IDS, multiplier=np.full((4, 30), 2.0), inspected=inspected)
        rule = RecoverySettings.model_validate(settings)
        return recoverable(window, LOSS, np.arange(4), MASTER, rule)

    return claimed


def test_actual_days_run_from_the_onset_to_the_end(claim: Callable[..., Recovery]) -> None:
    found = claim()
    np.testing.assert_array_equal(found.days, [10, np.nan, 5, 10])
    np.testing.assert_array_equal(found.kwh, [50, np.nan, 40, np.nan])
    np.testing.assert_array_equal(found.back_bill, [25, np.nan, np.nan, np.nan])
    assert found.penalty[0] == 0
    assert found.amount[0] == 25


def test_china_charges_the_meters_capacity_and_three_times_on_top(
    claim: Callable[..., Recovery],
) -> None:
    found = claim(rule="china_1996")
    power_kwh = 3 * 220 * 10 / 1000 * 2 * 12 * 10
    lighting_kwh = 220 * 10 / 1000 * 2 * 6 * 180
    # The third account's wiring is unknown, so its estimate stands; the fourth lost nothing.
    np.testing.assert_allclose(found.kwh, [power_kwh, lighting_kwh, 40, np.nan])
    assert found.penalty[0] == pytest.approx(3 * found.back_bill[0])
    assert found.amount[0] == pytest.approx(4 * 0.5 * power_kwh)


def test_brazil_takes_six_cycles_where_the_onset_is_unknown(
    claim: Callable[..., Recovery],
) -> None:
    found = claim(rule="brazil_ren1000")
    np.testing.assert_array_equal(found.days[:2], [10, 180])
    assert found.kwh[1] == 900


def test_nothing_is_charged_before_the_last_visit_that_saw_the_meter(
    claim: Callable[..., Recovery],
) -> None:
    assert claim({"clean": 25}, rule="brazil_ren1000").days[0] == 5
    assert claim({"no_access": 25}, rule="brazil_ren1000").days[0] == 10
    assert claim({"clean": 25}).days[0] == 10


def test_india_takes_a_year_at_twice_the_tariff(claim: Callable[..., Recovery]) -> None:
    found = claim(rule="india_2003")
    assert found.days[1] == 365
    assert found.amount[0] == 2 * 25


def test_every_parameter_of_a_preset_can_be_set(claim: Callable[..., Recovery]) -> None:
    found = claim(
        rule="china_1996", basis="estimated", unknown_days=90, cap_months=2, penalty_multiple=1
    )
    np.testing.assert_array_equal(found.days, [10, 61, 5, 10])
    np.testing.assert_array_equal(found.kwh, [50, 305, 40, np.nan])
    assert found.penalty[0] == found.back_bill[0]


def test_contracted_load_by_hours_and_factor(claim: Callable[..., Recovery]) -> None:
    found = claim(basis="contracted_load", hours_a_day=10, load_factor=0.5)
    np.testing.assert_array_equal(found.kwh, [10 * 10 * 0.5 * 10, np.nan, 4 * 10 * 0.5 * 5, np.nan])

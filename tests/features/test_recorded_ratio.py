"""Ratios that fall in the records alone, and such as really changed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.recorded_ratio import measure
from features.registry import Measured
from features.study import study
from features.window import Window

Build = Callable[..., Window]
SHAPE = (12, 60)


def judge(build: Build, *, billed: float, **named: object) -> Measured:
    ratio = np.full(SHAPE, 40.0)
    ratio[0, 35:] = 24
    kwh = np.array(build(*SHAPE).kwh)
    kwh[0, 35:] *= billed
    return measure(study(build(*SHAPE, kwh=kwh, multiplier=ratio, **named)))[0]


def test_a_ratio_lowered_on_record_is_seen_and_its_energy_told(build: Build) -> None:
    found = judge(build, billed=0.6)
    assert found.value[0] == pytest.approx(0.4)
    assert found.onset[0] == 35
    assert found.kwh_per_day[0] == pytest.approx(0.4 * build(*SHAPE).kwh[0, 35:].mean())
    assert np.all(found.value[1:] == 0)


def test_smaller_transformers_leave_the_bill_as_it_was(build: Build) -> None:
    assert judge(build, billed=1.0).value[0] == 0


def test_a_work_order_some_days_off_explains_it(build: Build) -> None:
    order = np.zeros(SHAPE, dtype=bool)
    order[0, 30] = True
    assert judge(build, billed=0.6, work_orders={"ratio_change": order}).value[0] == 0


def test_a_ratio_that_rises_hides_nothing(build: Build) -> None:
    ratio = np.full(SHAPE, 40.0)
    ratio[0, 35:] = 60
    assert np.all(measure(study(build(*SHAPE, multiplier=ratio)))[0].value == 0)

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Find

WORKDAY = np.arange(20) % 7 < 5


def test_production_at_night_uses_as_much_as_by_day(find: Find) -> None:
    case = find("valley_production")
    now, usual = case.kw()
    np.testing.assert_allclose(case.left(), 1, atol=0.02)
    after = slice(case.span.start, None)
    turned = np.roll(usual[after], round(case.one.hours * 4), axis=1)
    np.testing.assert_allclose(now[after], turned, rtol=0.05, atol=0.05)


def test_of_three_shifts_one_is_left(find: Find) -> None:
    case = find("shift_cut")
    now, usual = case.kw()
    share = now[case.span] / usual[case.span]
    assert (share < 0.4).mean() == pytest.approx(2 / 3, abs=0.02)
    assert (share > 0.95).mean() == pytest.approx(1 / 3, abs=0.02)


def test_new_tenant_comes_after_empty_days_under_his_own_name(find: Find) -> None:
    case = find("tenant_change")
    left, onset = case.left(), case.span.start
    assert (left[onset : onset + case.one.empty_days] < 0.05).all()
    later = left[onset + case.one.empty_days :]
    np.testing.assert_allclose(later, case.one.level, atol=0.02)
    change = next(one for one in case.odd.simulation.journal.changes if one.row == case.row)
    assert change.values["customer_id"] not in set(case.odd.simulation.roster.customer_id)
    assert case.day_of(change.at_us) == onset


def test_rationed_plant_works_less_by_day_of_workdays_and_then_as_before(find: Find) -> None:
    case = find("power_rationing")
    left = case.left()
    rationed = np.zeros(20, dtype=bool)
    rationed[case.span] = True
    holidays = np.array([day.day.kind > 0 for day in case.odd.days])
    assert (left[rationed & ~holidays] < 0.9).all()
    np.testing.assert_allclose(left[~rationed | holidays], 1, atol=0.02)


def test_weekend_home_is_used_at_weekends(find: Find) -> None:
    case = find("weekend_home")
    kwh = case.kw()[0].sum(axis=1)
    assert np.median(kwh[~WORKDAY]) > 4 * np.median(kwh[WORKDAY])

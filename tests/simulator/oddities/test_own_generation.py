from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.contract.vocabulary import WorkOrder

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Case, Find


def _by_day(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """(d,) each: mean load of ten to three o'clock, and of the night."""
    hours, power = case.odd.days[0].day.hours, case.kw()[0]
    return power[:, (hours > 10) & (hours < 15)].mean(axis=1), power[:, hours < 5].mean(axis=1)


def _has_pv(case: Case) -> list[int]:
    changes = case.odd.simulation.journal.changes
    return [
        case.day_of(one.at_us) for one in changes if one.row == case.row and "has_pv" in one.values
    ]


def test_connected_roof_is_on_record_and_feeds_in_from_then_on(find: Find) -> None:
    case = find("new_pv")
    onset = case.span.start
    assert case.orders == [(WorkOrder.PV_CONNECTION, onset, onset)]
    assert _has_pv(case) == [onset]
    assert (case.kw()[0][:onset] >= 0).all()
    assert case.odd.exported(case.row) > 1


def test_roof_that_nobody_told_of_feeds_in_without_any_record(find: Find) -> None:
    case = find("unregistered_pv")
    assert case.orders == []
    assert _has_pv(case) == []
    assert case.odd.exported(case.row) > 1
    assert case.plain.exported(case.row) == 0


def test_after_clouds_an_old_roof_leaves_little_to_draw(find: Find) -> None:
    case = find("pv_after_clouds")
    onset = case.span.start
    assert _has_pv(case)[0] < 0  # known before the first reading
    noon, _ = _by_day(case)
    assert noon[onset:].max() < noon[:onset].min()
    drawn = np.clip(case.kw()[0], 0, None).sum(axis=1)
    usual = case.kw()[1].sum(axis=1)
    assert (drawn / usual)[onset:].mean() < 0.8 * (drawn / usual)[:onset].mean()


def test_battery_feeds_the_dark_with_the_days_surplus_and_no_more(find: Find) -> None:
    case = find("home_battery")
    now, _ = case.kw()
    onset = case.span.start
    hours = case.odd.days[0].day.hours
    evening = (hours > 18) & (hours < 23)
    assert now[onset:, evening].mean() < 0.4 * now[:onset, evening].mean()
    assert (now[onset:] > -1e-3).all()  # the surplus is stored
    assert (now[:onset] < 0).any()


def test_own_set_takes_the_dear_hours_of_workdays(find: Find) -> None:
    case = find("own_generator")
    now, usual = case.kw()
    hours = case.odd.days[0].day.hours
    workdays = np.array([day.day.kind < 2 for day in case.odd.days])
    share = (now / usual)[case.span][workdays[case.span]]
    dear, cheap = (hours > 9.6) & (hours < 10.9), (hours > 12.5) & (hours < 16.5)
    assert 0 < (share[:, dear] < 0.45).all(axis=1).mean() <= 1
    np.testing.assert_allclose(share[:, cheap], 1, rtol=0.02)


def test_cranes_feed_back_for_single_quarter_hours_from_the_first_day(find: Find) -> None:
    case = find("crane_regeneration")
    power = case.curves("p_kw")[0]
    back = power < 0
    assert back[:6].any(axis=1).sum() >= 4
    assert 0.01 < back.mean() < 0.12
    assert case.odd.exported(case.row) > 0

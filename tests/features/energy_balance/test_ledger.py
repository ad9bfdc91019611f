"""The ledger: what pandas sums up, estimates that are no loss, and hours that cannot be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.energy_balance.balance import Balance
from features.energy_balance.bookkeeping import find_balance
from features.window import Window

WIRES = 0.02
# The town is made anew for each example: its fixture is but a builder.
FRESH_EVERY_TIME = (HealthCheck.function_scoped_fixture,)
Towns = Callable[..., Any]


def balance_of(window: Window) -> Balance:
    found = find_balance(window)
    assert found is not None
    return found


def unread(window: Window, rows: Any, days: Any) -> Window:
    """The window without some days of some accounts."""
    kwh = window.kwh.copy()
    kwh[rows, days] = np.nan
    facts = {name: values.astype(np.float64) for name, values in window.facts.items()}
    for name, values in facts.items():
        if name.startswith("hour_"):
            values[rows, days] = np.nan
    as_facts = {name: values.astype(np.float32) for name, values in facts.items()}
    return replace(window, kwh=kwh, facts=as_facts)


def test_districts_and_feeders_sum_up_as_pandas_groups_them(town: Towns) -> None:
    window = town().window()
    balance = balance_of(window)
    by_day = pd.DataFrame(window.kwh).groupby(window.text["transformer_id"]).sum()
    districts = balance.node_ids[~balance.is_feeder].tolist()
    np.testing.assert_allclose(
        balance.daily.metered[~balance.is_feeder], by_day.loc[districts].to_numpy()
    )
    hours = pd.DataFrame(np.stack([window.fact(f"hour_{h:02d}_kwh") for h in range(24)], 2)[:, 3])
    by_hour = hours.groupby(window.text["transformer_id"]).sum().loc[districts].to_numpy()
    third_day = balance.hourly.metered[~balance.is_feeder, 3 * 24 : 4 * 24]
    np.testing.assert_allclose(third_day, by_hour, rtol=1e-4)
    sent = pd.DataFrame(window.supplied.kwh, index=window.supplied.node_ids)
    feeder = [f"F{k % 2}" for k in range(4)]
    below = sent.loc[[f"T{k}" for k in range(4)]].groupby(np.array(feeder)).sum().to_numpy()
    np.testing.assert_allclose(balance.daily.metered[balance.is_feeder], below)


def test_a_feeder_counts_customers_of_its_own_transformer_itself(town: Towns) -> None:
    window = town(accounts=81).window()
    text = {name: values.astype("<U8") for name, values in window.text.items()}
    text["transformer_id"][80] = "OWN"
    supplied = window.supplied
    kwh = supplied.kwh.copy()
    district = list(supplied.node_ids).index("T0")
    kwh[district] -= window.kwh[80] * (1 + WIRES)
    balance = balance_of(replace(window, text=text, supplied=replace(supplied, kwh=kwh)))
    line = int(np.flatnonzero(balance.node_ids == "F0")[0])
    assert balance.node_of[80] == -1
    below = kwh[[district, list(supplied.node_ids).index("T2")]].sum(axis=0) + window.kwh[80]
    np.testing.assert_allclose(balance.daily.metered[line], below)


def test_ratios_of_each_day_make_hours_primary(town: Towns) -> None:
    window = town().window()
    ratio = np.ones(window.shape)
    ratio[5, :20], ratio[5, 20:] = 10.0, 20.0
    facts = {
        name: (values / ratio).astype(np.float32) if name.startswith("hour_") else values
        for name, values in window.facts.items()
    }
    plain, other = balance_of(window), balance_of(replace(window, facts=facts, multiplier=ratio))
    np.testing.assert_allclose(other.own_hours, plain.own_hours, rtol=1e-4, atol=1e-5)


def test_unread_meters_make_no_loss_but_a_wider_error(town: Towns) -> None:
    window = town(accounts=40, districts=2).window()
    rows = np.arange(0, 40, 8)
    whole, part = balance_of(window), balance_of(unread(window, rows[:, None], np.arange(20, 30)))
    node = int(np.flatnonzero(whole.node_ids == "T0")[0])
    days = slice(20, 30)
    change = part.daily.loss[node, days] - whole.daily.loss[node, days]
    assert np.abs(change.mean()) < 2 * part.daily.sigma[node, days].mean()
    assert (part.daily.sigma[node, days] > 2 * whole.daily.sigma[node, days]).all()
    assert (part.daily.estimated[node, days] > 0).all()
    assert (part.daily.estimated[node, :20] == 0).all()
    assert not part.own_known[rows[0], 25]
    assert np.isfinite(part.own_hours[rows[0], 25 * 24 : 26 * 24]).all()


def test_a_span_read_as_one_keeps_its_total(town: Towns) -> None:
    window = town().window(is_hourly=False)
    kwh, spread = window.kwh.copy(), np.zeros(window.shape, dtype=bool)
    kwh[7, 10:17], spread[7, 10:17] = window.kwh[7, 10:17].mean(), True
    found = balance_of(replace(window, kwh=kwh, kwh_is_spread=spread))
    assert found.own_kwh[7, 10:17].sum() == pytest.approx(window.kwh[7, 10:17].sum())
    assert found.own_kwh[7, 10:17].std() > 0
    assert not found.own_known[7, 10:17].any()


def test_a_district_of_which_most_was_not_read_is_not_told(town: Towns) -> None:
    window = town().window()
    rows = np.flatnonzero(window.text["transformer_id"] == "T1")[3:]
    found = balance_of(unread(window, rows[:, None], np.arange(20, 30)))
    node = int(np.flatnonzero(found.node_ids == "T1")[0])
    assert np.isnan(found.daily.loss[node, 20:30]).all()
    assert np.isfinite(found.daily.loss[node, :20]).all()


def test_supply_read_in_part_is_made_whole_or_left(town: Towns) -> None:
    window = town().window()
    supplied, node = window.supplied, 2
    hours, kwh, coverage = supplied.hour_kwh.copy(), supplied.kwh.copy(), supplied.coverage.copy()
    for day, missing in ((10, 3), (11, 12)):
        hours[node, day, 5 : 5 + missing] = np.nan
        kwh[node, day] = np.nansum(hours[node, day])
        coverage[node, day] = 1 - missing / 24
    part = replace(supplied, hour_kwh=hours, kwh=kwh, coverage=coverage)
    found = balance_of(replace(window, supplied=part)).daily
    assert found.supplied[node, 10] == pytest.approx(supplied.kwh[node, 10], rel=0.05)
    assert found.sigma[node, 10] > found.sigma[node, 9]
    assert np.isnan(found.supplied[node, 11])


def test_hours_of_a_clock_change_are_left_out_and_the_day_is_not(town: Towns) -> None:
    window = town().window()
    minutes = window.day_minutes.copy()
    minutes[9] = 1500.0
    found = balance_of(replace(window, day_minutes=minutes))
    assert np.isnan(found.hourly.loss[:, 9 * 24 : 10 * 24]).all()
    assert np.isfinite(found.daily.loss[:, 9]).all()
    assert np.isfinite(found.hourly.loss[:, 10 * 24 : 11 * 24]).all()


def test_a_wrong_clock_moves_no_hours(town: Towns) -> None:
    made = town()
    shifted = made.window()
    facts = dict(shifted.facts)
    for hour in range(24):
        late = facts[f"hour_{hour:02d}_kwh"].copy()
        late[0, 10:14] = shifted.facts[f"hour_{(hour - 6) % 24:02d}_kwh"][0, 10:14]
        facts[f"hour_{hour:02d}_kwh"] = late
    plain = balance_of(shifted)
    moved = balance_of(replace(shifted, facts=facts))
    told = {}
    for name, day in (("event_clock_fault_count", 10), ("event_clock_set_count", 13)):
        told[name] = np.zeros(shifted.shape, dtype=np.float32)
        told[name][0, day] = 1
    known = balance_of(replace(shifted, facts=facts | told))
    hours = slice(10 * 24, 14 * 24)
    node = plain.node_of[0]
    errors = [
        np.abs(one.hourly.loss - plain.hourly.loss)[node, hours].mean() for one in (moved, known)
    ]
    assert errors[1] < errors[0]
    assert not known.own_known[0, 10:14].any()
    assert known.own_known[0, 14]


def test_what_panels_feed_in_is_sent_too(town: Towns) -> None:
    window = town().window()
    register = np.zeros(window.shape)
    register[4] = np.cumsum(np.full(window.shape[1], 2.0))
    exported = np.zeros(window.shape, dtype=np.float32)
    exported[4] = 1.9
    facts = dict(window.facts) | {
        "export_last_kwh": register.astype(np.float32),
        "export_kwh": exported,
    }
    found = balance_of(replace(window, facts=facts)).daily
    node = balance_of(window).node_of[4]
    np.testing.assert_allclose(found.fed_in[node, 1:], 2.0)
    # Without registers at midnight, what the day's own readings span.
    facts.pop("export_last_kwh")
    inside = balance_of(replace(window, facts=facts)).daily
    np.testing.assert_allclose(inside.fed_in[node], 1.9, rtol=1e-6)
    late = facts | {"export_kwh": np.where(np.arange(window.shape[1]) < 20, np.nan, exported)}
    after = balance_of(unread(replace(window, facts=late), 4, 30)).daily
    assert (after.fed_in[node, :20] == 0).all()
    assert after.fed_in[node, 30] == pytest.approx(1.9)
    others = np.arange(len(found.fed_in)) != node
    assert (found.fed_in[others] == 0).all()


@settings(max_examples=8, deadline=None, suppress_health_check=FRESH_EVERY_TIME)
@given(order=st.permutations(range(40)))
def test_the_order_of_accounts_changes_nothing(town: Towns, order: list[int]) -> None:
    made = town(accounts=40, districts=2, days=21)
    plain = balance_of(made.window())
    made.counted, made.loads, made.fed_by = (
        of[order] for of in (made.counted, made.loads, made.fed_by)
    )
    other = balance_of(made.window())
    np.testing.assert_allclose(other.daily.metered[2:], plain.daily.metered[2:], rtol=1e-9)
    np.testing.assert_array_equal(other.state[2:], plain.state[2:])


@settings(max_examples=8, deadline=None, suppress_health_check=FRESH_EVERY_TIME)
@given(taken=st.floats(1.0, 30.0))
def test_a_constant_theft_raises_the_loss_by_itself(town: Towns, taken: float) -> None:
    window = town(accounts=40, districts=2, days=28).window(is_hourly=False)
    supplied = window.supplied
    kwh = supplied.kwh.copy()
    node = list(supplied.node_ids).index("T1")
    kwh[node] += taken
    before = balance_of(window)
    after = balance_of(replace(window, supplied=replace(supplied, kwh=kwh)))
    np.testing.assert_allclose(after.daily.loss[node] - before.daily.loss[node], taken, atol=1e-9)
    gained = np.median(after.unexplained[node]) - np.median(before.unexplained[node])
    assert 0.3 * taken < gained < 1.5 * taken


def test_without_supply_meters_there_is_no_balance(town: Towns) -> None:
    assert find_balance(replace(town().window(), supplied=None)) is None

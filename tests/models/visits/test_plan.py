from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.visits import table_arrow
from models.scoring import Scored
from models.visits.case_state import CaseStates
from models.visits.plan import plan_visits
from models.visits.records import Records
from pipeline.contract import VISITS
from pipeline.contract.check import check_rows
from pipeline.settings import Settings

ZONES = ("north", "south", "west")


@pytest.fixture(scope="session")
def make_plan(
    make_scored: Callable[..., Scored],
    make_records: Callable[..., Records],
    make_states: Callable[..., CaseStates],
) -> Callable[..., pd.DataFrame]:
    """Plan visits to n accounts whose scores, zones, districts and losses are drawn."""

    def planned(n: int, seed: int, visits: dict[str, Any], **how: Any) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        ids = np.array([f"A{k:03d}" for k in range(n)])
        zones, district = rng.choice(ZONES, n), rng.integers(0, max(n // 4, 1), n)
        score, lost = rng.random(n), np.round(rng.gamma(1.0, 20.0, n), 1)
        flags = {name: rng.random(n) < share for name, share in how.get("flags", {}).items()}
        order = rng.permutation(n) if how.get("is_shuffled") else np.arange(n)
        scored = make_scored(
            ids[order],
            score[order],
            lost[order],
            text={"zone": zones[order]},
            group={"transformer_id": district[order].astype(np.int32)},
            number={"contract_kw": np.where(order % 7 == 0, 200.0, 5.0)},
        )
        states = make_states(n, **{k: np.flatnonzero(flag[order]) for k, flag in flags.items()})
        master = pd.DataFrame({"account_id": ids, "zone": zones, "transformer_id": district})
        master = master.assign(transformer_id="t", tariff_per_kwh=0.5).set_index("account_id")
        tips = [(str(one), 3) for one in ids[:: how.get("tip_every", 10)]]
        whole = Settings.model_validate({"visits": visits, "seed": how.get("draw", 1)})
        return plan_visits(scored, master, make_records((), (), tips), states, whole)

    return planned


PLANS = st.fixed_dictionaries(
    {
        "capacity": st.integers(1, 25),
        "capacity_by_zone": st.dictionaries(st.sampled_from(ZONES), st.integers(0, 4)),
        "cost": st.sampled_from([0.0, 10.0, 60.0]),
        "random_share": st.sampled_from([0.0, 0.05, 0.3, 1.0]),
        "tip_share": st.sampled_from([0.0, 0.1, 0.5]),
        "large_share": st.sampled_from([0.0, 0.1, 0.5]),
    }
)
FLAGS = {"is_open": 0.1, "is_cooling_off": 0.1, "is_tracked": 0.1, "has_alarm": 0.05}


@settings(max_examples=40, deadline=None)
@given(n=st.integers(1, 60), seed=st.integers(0, 10**6), visits=PLANS)
def test_every_plan_keeps_the_rules(
    make_plan: Callable[..., pd.DataFrame], n: int, seed: int, visits: dict[str, Any]
) -> None:
    plan = make_plan(n, seed, visits, flags=FLAGS)
    assert len(plan) <= visits["capacity"]
    for zone, most in visits["capacity_by_zone"].items():
        assert (plan["zone"] == zone).sum() <= most
    assert plan["account_id"].is_unique
    rng = np.random.default_rng(seed)
    rng.choice(ZONES, n), rng.integers(0, max(n // 4, 1), n)
    rng.random(n), rng.gamma(1.0, 20.0, n)
    barred = (rng.random(n) < FLAGS["is_open"]) | (rng.random(n) < FLAGS["is_cooling_off"])
    assert not set(plan["account_id"]) & {f"A{k:03d}" for k in np.flatnonzero(barred)}
    assert plan["place"].tolist() == list(range(1, len(plan) + 1))
    assert plan["selection_probability"].between(0, 1).all()
    assert (plan["selection_probability"] > 0).all()
    check_rows(table_arrow(plan, VISITS), VISITS)


@settings(max_examples=25, deadline=None)
@given(n=st.integers(1, 60), seed=st.integers(0, 10**6), visits=PLANS)
def test_plan_does_not_depend_on_the_order_of_accounts(
    make_plan: Callable[..., pd.DataFrame], n: int, seed: int, visits: dict[str, Any]
) -> None:
    plan = make_plan(n, seed, visits, flags=FLAGS)
    shuffled = make_plan(n, seed, visits, flags=FLAGS, is_shuffled=True)
    pd.testing.assert_frame_equal(plan, shuffled)


def test_plan_changes_with_the_day_and_seed_alone_at_random(
    make_plan: Callable[..., pd.DataFrame],
) -> None:
    visits = {"capacity": 10, "random_share": 0.2}
    plan, again, other = (make_plan(60, 1, visits, draw=draw) for draw in (1, 1, 2))
    pd.testing.assert_frame_equal(plan, again)
    random = [set(one.loc[one["reason"] == "random", "account_id"]) for one in (plan, other)]
    chosen = [set(one.loc[one["reason"] != "random", "account_id"]) for one in (plan, other)]
    assert random[0] != random[1]
    assert chosen[0] == chosen[1]


def test_alarm_under_watch_goes_first_and_watch_alone_waits(
    make_scored: Callable[..., Scored],
    make_records: Callable[..., Records],
    make_states: Callable[..., CaseStates],
) -> None:
    scored = make_scored(["A", "B", "C"], [0.99, 0.99, 0.1])
    states = make_states(3, is_tracked=[1, 2], has_alarm=[2])
    whole = Settings.model_validate({"visits": {"capacity": 3, "random_share": 0.0}})
    master = pd.DataFrame(
        {"zone": None, "transformer_id": None, "tariff_per_kwh": 1.0}, index=["A", "B", "C"]
    )
    plan = plan_visits(scored, master, make_records(), states, whole)
    assert plan["account_id"].tolist() == ["C", "A"]
    assert plan["reason"].tolist() == ["tracking", "suspect"]


def test_without_a_capacity_there_is_no_plan(make_plan: Callable[..., pd.DataFrame]) -> None:
    assert make_plan(20, 1, {}).empty


def test_unfit_accounts_are_not_visited(
    make_scored: Callable[..., Scored],
    make_records: Callable[..., Records],
    make_states: Callable[..., CaseStates],
) -> None:
    scored = make_scored(["A", "B"], [0.9, 0.9], columns={"disqualified": ["too few days", None]})
    master = pd.DataFrame(
        {"zone": None, "transformer_id": None, "tariff_per_kwh": 1.0}, index=["A", "B"]
    )
    whole = Settings.model_validate({"visits": {"capacity": 5, "random_share": 1.0}})
    plan = plan_visits(scored, master, make_records(), make_states(2), whole)
    assert plan["account_id"].tolist() == ["B"]

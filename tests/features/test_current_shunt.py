"""Fixed and switched shunts are found on three and four wires; honest changes are not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from features.measurement import compute
from features.registry import FeatureTable, Measured
from features.window import Window

N, D, START = 12, 60, 35


def measured(table: FeatureTable, name: str) -> Measured:
    """One measured feature."""
    return table.measured[[feature.name for feature in table.features].index(name)]


def four_wire(depth: float, *, new_load_share: float = 0.0, noise: float = 0.05) -> dict:
    """Facts and kWh of three-phase meters; the first has phase b shunted from START on."""
    rng = np.random.default_rng(5)
    day_load = np.exp(rng.normal(0, 0.1, (N, D)))
    current = {p: 20 * day_load * np.exp(rng.normal(0, noise, (N, D))) for p in "abc"}
    current["b"][0, START:] *= 1 - depth
    current["a"][0, START:] *= 1 + new_load_share
    kwh = 1.0 * (current["a"] + current["b"] + current["c"])
    facts = {f"i_{p}_mean_a": current[p] for p in "abc"}
    facts |= {f"i_{p}_max_a": 2 * current[p] for p in "abc"}
    for p, others in (("a", "bc"), ("b", "ac"), ("c", "ab")):
        facts[f"ratio_{p}_mean"] = 2 * current[p] / (current[others[0]] + current[others[1]])
    facts["pf_mean"] = np.full((N, D), 0.9)
    return {"facts": facts, "kwh": kwh, "text": {"wiring": "3P4W"}}


@pytest.mark.parametrize("depth", [0.3, 0.6, 0.95])
def test_fixed_shunt_of_one_phase(build: Callable[..., Window], depth: float) -> None:
    found = measured(compute(build(N, D, **four_wire(depth))), "phase_fall_share")
    assert found.value[0] == pytest.approx(depth, abs=0.12)
    assert abs(found.onset[0] - START) <= 1
    assert np.all(found.value[1:] < 0.1)


def test_unbilled_energy_is_a_third_of_the_depth(build: Callable[..., Window]) -> None:
    window = build(N, D, **four_wire(0.6))
    found = measured(compute(window), "phase_fall_share")
    assert found.kwh_per_day[0] == pytest.approx(20 * 0.6, rel=0.25)


def test_new_load_on_another_phase_is_innocent(build: Callable[..., Window]) -> None:
    window = build(N, D, **four_wire(0.0, new_load_share=1.5))
    assert measured(compute(window), "phase_fall_share").value[0] < 0.1


def test_unbalanced_but_steady_load_is_innocent(build: Callable[..., Window]) -> None:
    case = four_wire(0.0)
    case["facts"]["ratio_b_mean"][0] *= 0.3
    assert measured(compute(build(N, D, **case)), "phase_fall_share").value[0] < 0.1


def test_three_wire_shunt_costs_more_on_element_c(build: Callable[..., Window]) -> None:
    values = {}
    for phase in "ac":
        rng = np.random.default_rng(8)
        current = {p: 4 * np.exp(rng.normal(0, 0.02, (N, D))) for p in "ac"}
        current[phase][0, START:] *= 0.5
        facts = {f"i_{p}_mean_a": current[p] for p in "ac"}
        facts |= {f"ratio_{p}_mean": current[p] / current["c" if p == "a" else "a"] for p in "ac"}
        facts["pf_mean"] = np.full((N, D), 0.9)
        kwh = np.full((N, D), 1000.0)
        kwh[0, START:] = 1000 * (1 - 0.5 * (0.36 if phase == "a" else 0.64))
        window = build(N, D, facts=facts, kwh=kwh, text={"wiring": "3P3W"})
        values[phase] = measured(compute(window), "phase_fall_share")
        assert values[phase].value[0] == pytest.approx(0.5, abs=0.05)
    assert values["a"].kwh_per_day[0] == pytest.approx(1000 * 0.18, rel=0.1)
    assert values["c"].kwh_per_day[0] == pytest.approx(1000 * 0.32, rel=0.1)


def test_one_phase_meters_have_no_ratio_to_judge(build: Callable[..., Window]) -> None:
    case = four_wire(0.6)
    case["text"] = {"wiring": "1P2W"}
    assert np.isnan(measured(compute(build(N, D, **case)), "phase_fall_share").value).all()


def switching(rate: float, before: float) -> dict:
    """Edges a day of the first meter: `before` until START, then `rate`."""
    rng = np.random.default_rng(9)
    edges = rng.poisson(0.05, (N, D)).astype(float)
    edges[0] = rng.poisson(before, D)
    edges[0, START:] = rng.poisson(rate, D - START)
    kwh = 10 * np.exp(rng.normal(0, 0.1, (N, D)))
    kwh[0, START:] *= 0.7
    return {
        "kwh": kwh,
        "facts": {
            "edge_down_count": edges,
            "edge_up_count": edges,
            "edge_depth_mean": np.where(edges > 0, 0.5, np.nan),
            "edge_low_minutes": 60.0 * edges,
        },
    }


def test_remote_controlled_shunt_shows_as_edges(build: Callable[..., Window]) -> None:
    found = measured(compute(build(N, D, **switching(5, 0.05))), "edge_excess_count")
    assert found.value[0] == pytest.approx(5, abs=1)
    assert abs(found.onset[0] - START) <= 2
    assert found.kwh_per_day[0] > 0
    assert np.all(found.value[1:] < 0.5)


def test_switching_without_lost_energy_counts_less(build: Callable[..., Window]) -> None:
    case = switching(5, 0.05)
    case["kwh"][0, START:] /= 0.7
    assert measured(compute(build(N, D, **case)), "edge_excess_count").value[0] < 3


def test_few_days_of_small_excess_are_noise(build: Callable[..., Window]) -> None:
    case = switching(4, 4)
    case["facts"]["edge_down_count"][0, -3:] = 6
    case["facts"]["edge_up_count"][0, -3:] = 6
    found = measured(compute(build(N, D, **case)), "edge_excess_count")
    assert found.value[0] == 0


def test_direct_connection_has_no_transformer_to_shunt(build: Callable[..., Window]) -> None:
    through = measured(compute(build(N, D, **switching(5, 0.05))), "edge_excess_count").value[0]
    case = switching(5, 0.05) | {"number": {"ct_ratio": 1.0}}
    direct = measured(compute(build(N, D, **case)), "edge_excess_count").value[0]
    assert direct == pytest.approx(0.4 * through)


def test_process_that_always_switches_is_innocent(build: Callable[..., Window]) -> None:
    found = measured(compute(build(N, D, **switching(5, 5))), "edge_excess_count")
    assert found.value[0] < 1.5


def test_terminal_sees_what_the_meter_does_not(build: Callable[..., Window]) -> None:
    terminal = np.full((N, D), 100.0)
    meter = terminal * np.random.default_rng(1).normal(1, 0.005, (N, D))
    meter[0, START:] *= 0.7
    facts = {"terminal_matched_kwh": terminal, "terminal_meter_kwh": meter}
    found = measured(compute(build(N, D, facts=facts)), "terminal_deficit_share")
    assert found.value[0] == pytest.approx(0.3, abs=0.02)
    assert found.onset[0] == START
    assert np.all(found.value[1:] == 0)


def test_constant_deficit_is_rather_a_wrong_ratio_on_record(build: Callable[..., Window]) -> None:
    terminal = np.full((N, D), 100.0)
    facts = {"terminal_matched_kwh": terminal, "terminal_meter_kwh": terminal * 0.8}
    found = measured(compute(build(N, D, facts=facts)), "terminal_deficit_share")
    assert found.value == pytest.approx(0.2 * 0.4)


def test_other_phases_that_rise_do_not_make_a_shunt(build: Callable[..., Window]) -> None:
    case = four_wire(0.0)
    for phase in "ac":
        case["facts"][f"i_{phase}_mean_a"][0, START:] *= 1.6
    case["facts"]["ratio_b_mean"][0, START:] /= 1.6
    assert measured(compute(build(N, D, **case)), "phase_fall_share").value[0] < 0.1


def test_closed_plant_is_not_compared_by_phase(build: Callable[..., Window]) -> None:
    case = four_wire(0.9)
    case["kwh"][0, START:] *= 0.1
    assert measured(compute(build(N, D, **case)), "phase_fall_share").value[0] == 0

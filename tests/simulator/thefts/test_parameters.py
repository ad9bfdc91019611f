from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from simulator.mixture import whom
from simulator.thefts.parameters import ParameterChange, RatioRecordLower, RatioSetLower

if TYPE_CHECKING:
    from tests.simulator.thefts.conftest import Commit


def test_pulse_constant_lowers_power_and_register_and_not_u_and_i(commit: Commit) -> None:
    case = commit(ParameterChange, whom.four_wire, 1.0)
    for name in ("p_kw", "q_kvar"):
        assert case.level(name) == pytest.approx(0.3, abs=0.01)
    for name in ("u_a", "u_b", "u_c", "i_a", "i_b", "i_c", "pf"):
        np.testing.assert_array_equal(case.shown[name], case.usual[name])
    last = np.flatnonzero(case.since)[-200:]
    counted, usual = (np.ptp(one["register_kwh"][last]) for one in (case.shown, case.usual))
    assert counted / usual == pytest.approx(0.3, abs=0.02)
    assert case.lost_share == pytest.approx(0.7, abs=0.02)


def test_ratio_in_the_meter_lowers_its_current_too(commit: Commit) -> None:
    case = commit(RatioSetLower, whom.watched, 0.6)
    for name in ("p_kw", "q_kvar", "i_a", "i_b", "i_c"):
        assert case.level(name) == pytest.approx(0.5, abs=0.01)
    np.testing.assert_array_equal(case.shown["u_a"], case.usual["u_a"])
    terminal, before = case.run.terminal(case.row), case.honest.terminal(case.row)
    np.testing.assert_array_equal(terminal["p_kw"], before["p_kw"])


@pytest.mark.parametrize(
    ("build", "trace"), [(ParameterChange, "program_change"), (RatioSetLower, "ratio_change")]
)
def test_logs_tell_of_it_at_night_mostly_and_no_order_does(
    build: type[ParameterChange], trace: str, commit: Commit
) -> None:
    cases = [commit(build, whom.four_wire_ct, 0.5, seed=seed) for seed in range(4)]
    codes = [code for case in cases for code in case.codes]
    assert set(codes) <= {trace, "clock_set", "log_clear"}
    assert codes.count(trace) >= 2
    for case in cases:
        assert case.run.simulation.journal.orders == case.honest.simulation.journal.orders


def test_ratio_in_the_records_falls_without_an_order_and_no_device_shows_it(
    commit: Commit,
) -> None:
    case = commit(RatioRecordLower, whom.four_wire_ct, 0.6)
    for name, values in case.usual.items():
        np.testing.assert_array_equal(case.shown[name], values)
    change = case.run.simulation.journal.changes[-1]
    assert change.row == case.row
    ratio = case.run.simulation.roster.ct_ratio[case.row]
    assert change.values == {"ct_ratio": 0.5 * ratio}
    assert case.run.simulation.journal.orders == case.honest.simulation.journal.orders
    assert case.codes == []
    assert case.lost_share == pytest.approx(0.5, abs=0.03)

import numpy as np
import pytest

from features.energy_balance.divisions import (
    Totals,
    majority,
    summed,
    with_all_below,
    without_districts,
)


def totals(supplied: list[float], metered: list[float], days: list[float]) -> Totals:
    """Nodes that lose a tenth of their loss technically, each with an error of 1 kWh a day."""
    sent, counted, read = (np.array(one) for one in (supplied, metered, days))
    zero = np.zeros(len(sent))
    technical = 0.1 * (sent - counted)
    with np.errstate(invalid="ignore", divide="ignore"):
        unexplained = (sent - counted - technical) / read
    return Totals(read, sent, zero, counted, zero, technical, unexplained, np.ones(len(sent)))


# A feeder (0) with two districts, ten days each: 1000 in, 600 and 390 on, 10 lost.
LINE = totals([1000.0, 600.0, 390.0], [990.0, 540.0, 380.0], [10.0, 10.0, 10.0])
PARENT = np.array([-1, 0, 0], dtype=np.int32)


def test_a_feeder_with_all_below_loses_what_no_meter_counted() -> None:
    found = with_all_below(LINE, PARENT, np.ones(3, dtype=bool))
    assert found.supplied[0] == 1000.0
    assert found.metered[0] == pytest.approx(540.0 + 380.0)
    assert found.unexplained[0] == pytest.approx(0.9 * 80.0 / 10.0)
    assert found.error[0] == pytest.approx(np.sqrt(3.0))


def test_a_district_that_is_not_sound_adds_no_loss() -> None:
    found = with_all_below(LINE, PARENT, np.array([True, True, False]))
    assert found.loss[0] == pytest.approx(10.0 + 60.0)


def test_a_district_read_on_fewer_days_stands_for_all_of_the_feeder() -> None:
    few = totals([1000.0, 300.0, 390.0], [990.0, 270.0, 380.0], [10.0, 5.0, 10.0])
    found = with_all_below(few, PARENT, np.ones(3, dtype=bool))
    assert found.loss[0] == pytest.approx(80.0)


def test_energy_counts_once_in_a_sum_of_feeder_and_districts() -> None:
    group = np.zeros(3, dtype=np.int32)
    found = summed(without_districts(LINE, PARENT), group, 1)
    assert found.supplied[0] == pytest.approx(1000.0)
    assert found.loss[0] == pytest.approx(80.0)


def test_nodes_without_a_day_or_a_group_take_no_part() -> None:
    unread = totals([100.0, 0.0, 50.0], [90.0, 0.0, 40.0], [10.0, 0.0, 10.0])
    found = summed(unread, np.array([0, 0, -1], dtype=np.int32), 2)
    assert found.loss.tolist() == [10.0, 0.0]
    assert np.isfinite(found.unexplained[0])
    assert np.isnan(found.unexplained[1])


def test_the_commonest_code_wins_and_the_first_of_equals() -> None:
    code = np.array([2, 2, 1, 3, 1, -1], dtype=np.int32)
    node = np.array([0, 0, 0, 1, 1, 2], dtype=np.int32)
    assert majority(code, node, 3).tolist() == [2, 1, -1]

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Case, Find


def _sent(case: Case, level: str) -> tuple[np.ndarray, np.ndarray]:
    """(d, T) twice: energy sent into the district, or its feeder; with the oddity and without."""
    roster = case.odd.simulation.roster
    node = {"transformer": roster.transformer, "feeder": roster.feeder}[level][case.row]
    return tuple(
        np.stack([getattr(day.supply, f"{level}_kwh")[node] for day in world.days])
        for world in (case.odd, case.plain)
    )


@pytest.mark.parametrize(
    ("kind", "low", "high"), [("flat_rate_lighting", 1.02, 1.2), ("leaky_line", 1.01, 1.2)]
)
def test_more_is_sent_into_district_and_feeder_and_no_meter_counts_it(
    kind: str, low: float, high: float, befall: Find
) -> None:
    case = befall(kind)
    for level in ("transformer", "feeder"):
        now, usual = _sent(case, level)
        np.testing.assert_allclose(now[: case.span.start], usual[: case.span.start])
        assert now[case.span].sum() > usual[case.span].sum()
    now, usual = _sent(case, "transformer")
    assert low < now[case.span].sum() / usual[case.span].sum() < high
    for row in case.one.spans:
        np.testing.assert_array_equal(*(w.registers(row) for w in (case.odd, case.plain)))


def test_lamps_of_a_flat_rate_burn_by_night(befall: Find) -> None:
    case = befall("flat_rate_lighting")
    extra = np.subtract(*_sent(case, "transformer"))[case.span].mean(axis=0)
    hours = case.odd.days[0].day.hours
    assert extra[hours < 5].min() > 2 * extra[(hours > 8) & (hours < 17)].max()


def test_faulty_supply_meter_scales_its_district_alone(befall: Find) -> None:
    case = befall("supply_meter_fault")
    now, usual = _sent(case, "transformer")
    np.testing.assert_allclose(now[case.span] / usual[case.span], case.one.gain)
    np.testing.assert_allclose(now[: case.span.start], usual[: case.span.start])
    np.testing.assert_allclose(*_sent(case, "feeder"))

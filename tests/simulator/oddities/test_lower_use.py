from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.contract.vocabulary import WorkOrder

if TYPE_CHECKING:
    from tests.simulator.oddities.conftest import Find


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        ("vacation", 0.05, 0.21),
        ("vacancy", 0, 0.04),
        ("holiday_closure", 0.04, 0.16),
        ("efficiency", 0.54, 0.76),
        ("approved_suspension", 0, 0.02),
    ],
)
def test_as_much_is_left_as_the_cause_leaves(
    kind: str, least: float, most: float, find: Find
) -> None:
    case = find(kind)
    left = case.left()[case.span]
    assert ((left >= least) & (left <= most)).all()
    suspended = [(WorkOrder.SUSPENSION, case.span.start)] * (kind == "approved_suspension")
    assert [order[:2] for order in case.orders] == suspended


def test_season_ends_down_a_slope(find: Find) -> None:
    left = find("seasonal_closing").left()[find("seasonal_closing").span]
    assert (left[1:] <= left[:-1] + 0.01).all()
    assert left[-1] < 0.1

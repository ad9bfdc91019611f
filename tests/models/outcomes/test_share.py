from __future__ import annotations

from typing import Any

import pytest

from models.outcomes.share import LARGEST_STEP, earned_share

COUNTS = {"theft": 60, "innocent": 220, "fault": 20, "record_error": 0}


def _figures(
    sureness: float = 1.0, ranked: float = 0.1, on_top: float = 0.05, loss: float = 0.02
) -> dict[str, Any]:
    return {
        "average_precision": {"gain": {"value": ranked, "sureness": sureness}},
        "precision_at_capacity": {"gain": {"value": on_top}},
        "log_loss": {"gain": {"value": loss}},
    }


def test_a_sure_gain_grows_step_by_step_to_what_the_visits_are_worth() -> None:
    share, shares = 0.0, []
    for _ in range(5):
        share = earned_share(_figures(), COUNTS, share)
        shares.append(share)
    assert shares == pytest.approx([0.25, 0.5, 0.75, 6 / 7, 6 / 7])


def test_more_visits_and_a_surer_gain_are_worth_more() -> None:
    few = {**COUNTS, "innocent": 20}
    assert earned_share(_figures(), few, 0.5) < earned_share(_figures(), COUNTS, 0.5)
    assert earned_share(_figures(0.9), COUNTS, 0.5) < earned_share(_figures(1.0), COUNTS, 0.5)
    assert earned_share(_figures(0.9), COUNTS, 0.5) > 0


@pytest.mark.parametrize(
    "figures",
    [
        None,
        _figures(ranked=-0.01),
        _figures(on_top=-0.03),
        _figures(loss=-0.05),
    ],
)
def test_who_is_found_out_loses_all_at_once(figures: dict[str, Any] | None) -> None:
    assert earned_share(figures, COUNTS, 0.75) == 0.0


def test_a_gain_that_may_be_luck_gives_nothing_and_takes_a_step() -> None:
    assert earned_share(_figures(sureness=0.5), COUNTS, 0.0) == 0.0
    assert earned_share(_figures(sureness=0.4), COUNTS, 0.7) == pytest.approx(0.45)


@pytest.mark.parametrize("counts", [{**COUNTS, "theft": 9}, {"theft": 10, "innocent": 30}])
def test_few_visits_get_nothing(counts: dict[str, int]) -> None:
    assert earned_share(_figures(), counts, 1.0) == 0.0


def test_no_training_raises_it_by_more_than_a_step() -> None:
    assert earned_share(_figures(), {"theft": 900, "innocent": 9000}, 0.3) == 0.3 + LARGEST_STEP

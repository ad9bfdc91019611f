from __future__ import annotations

import numpy as np

from models.visits.capacity import Room
from models.visits.choice import Candidates, choose
from models.visits.trips import Places
from pipeline.contract.vocabulary import VisitReason
from pipeline.settings.visits import VisitSettings

EVERYBODY = VisitSettings(capacity=10, tip_share=0, large_share=0, cost=10.0, trip_saving=0.5)


def _candidates(amount: list[float], **changes: object) -> Candidates:
    m = len(amount)
    no = np.zeros(m, dtype=bool)
    nowhere = np.full(m, np.nan)
    values: dict[str, object] = {
        "zone": np.array(["z"] * m),
        "places": Places(np.arange(m, dtype=np.int32), nowhere, nowhere),
        "amount": np.array(amount),
        "has_alarm": no,
        "has_tip": no,
        "is_large": no,
        "is_suspect": ~no,
    }
    return Candidates(**(values | changes))  # type: ignore[arg-type]


def _at(m: int, *rows: int) -> np.ndarray:
    flags = np.zeros(m, dtype=bool)
    flags[list(rows)] = True
    return flags


def test_best_go_first_and_losses_stay() -> None:
    found = choose(_candidates([5.0, 30.0, 20.0, 9.9]), Room(10, {}), EVERYBODY)
    assert found.chosen == [1, 2]
    assert set(found.reasons) == {VisitReason.SUSPECT}


def test_of_equals_the_first() -> None:
    assert choose(_candidates([30.0, 30.0, 30.0]), Room(2, {}), EVERYBODY).chosen == [0, 1]


def test_visit_on_the_way_is_worth_more_than_one_far_away() -> None:
    nowhere = np.full(3, np.nan)
    near = Places(np.array([0, 1, 0], dtype=np.int32), nowhere, nowhere)
    candidates = _candidates([50.0, 30.0, 28.0], places=near)
    # 28 less half the cost is more than 30 less the whole.
    assert choose(candidates, Room(2, {}), EVERYBODY).chosen == [0, 2]
    no_saving = EVERYBODY.model_copy(update={"trip_saving": 0.0})
    assert choose(candidates, Room(2, {}), no_saving).chosen == [0, 1]


def test_zone_that_is_full_leaves_its_place_to_others() -> None:
    zones = np.array(["a", "a", "b"])
    found = choose(_candidates([50.0, 40.0, 30.0], zone=zones), Room(2, {"a": 1}), EVERYBODY)
    assert found.chosen == [0, 2]


def test_quota_of_tips_is_kept_and_used_at_a_loss() -> None:
    settings = EVERYBODY.model_copy(update={"capacity": 3, "tip_share": 0.34})
    candidates = _candidates([50.0, 40.0, 30.0, 1.0], has_tip=_at(4, 3))
    found = choose(candidates, Room(3, {}), settings)
    assert found.chosen == [3, 0, 1]
    assert found.reasons[0] is VisitReason.TIP


def test_unused_quota_goes_to_the_rest() -> None:
    settings = EVERYBODY.model_copy(update={"capacity": 3, "tip_share": 0.34, "large_share": 0.34})
    assert choose(_candidates([50.0, 40.0, 30.0]), Room(3, {}), settings).chosen == [0, 1, 2]


def test_large_customer_takes_the_place_of_a_better_suspect() -> None:
    settings = EVERYBODY.model_copy(update={"capacity": 2, "large_share": 0.5})
    candidates = _candidates([50.0, 40.0, 30.0, 5.0], is_large=_at(4, 2, 3))
    found = choose(candidates, Room(2, {}), settings)
    assert found.chosen == [2, 0]
    assert found.reasons == [VisitReason.LARGE_CUSTOMER, VisitReason.SUSPECT]


def test_alarms_go_before_everything() -> None:
    candidates = _candidates([50.0, 1.0], has_alarm=_at(2, 1))
    found = choose(candidates, Room(1, {}), EVERYBODY)
    assert found.chosen == [1]
    assert found.reasons == [VisitReason.TRACKING]

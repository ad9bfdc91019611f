from collections.abc import Sequence

import numpy as np
import pandas as pd

from models.sweep import add_sweep


def losses(**columns: Sequence[object]) -> pd.DataFrame:
    """Districts that lose 100 (80 to 120) kWh a day unexplained, changed by `columns`."""
    count = len(next(iter(columns.values())))
    plain: dict[str, Sequence[object]] = {
        "division": ["district"] * count,
        "node_id": [f"T{k}" for k in range(count)],
        "parent_id": ["F1"] * count,
        "unexplained_kwh_per_day": [100.0] * count,
        "unexplained_low": [80.0] * count,
        "remapped_kwh_per_day": [np.nan] * count,
        "remapped_low": [np.nan] * count,
        "remapped_state": [None] * count,
        "state": ["unexplained"] * count,
        "listed_kwh_per_day": [0.0] * count,
        "coverage": [1.0] * count,
    }
    return pd.DataFrame({**plain, **columns})


def ranks(frame: pd.DataFrame) -> list[int]:
    add_sweep(frame)
    return [int(rank) if pd.notna(rank) else 0 for rank in frame["sweep_rank"]]


def test_the_largest_expected_energy_comes_first() -> None:
    frame = losses(listed_kwh_per_day=[20.0, 0.0, 40.0])
    assert ranks(frame) == [2, 1, 3]
    assert frame["expected_kwh_per_day"].tolist() == [80.0, 100.0, 60.0]


def test_nobody_sweeps_what_suspects_explain_or_what_is_hardly_read() -> None:
    frame = losses(listed_kwh_per_day=[90.0, 0.0, 0.0], coverage=[1.0, 0.4, 1.0])
    assert ranks(frame) == [0, 0, 1]
    assert frame["expected_kwh_per_day"].isna().tolist() == [True, True, False]


def test_faults_balanced_nodes_and_sums_are_not_swept() -> None:
    states = ["balanced", "negative", "stuck", "wrong_ratio", "unread", "unexplained"]
    divisions = ["district"] * 5 + ["zone"]
    assert ranks(losses(state=states, division=divisions)) == [0] * 6


def test_wrong_records_are_put_right_before_a_sweep() -> None:
    frame = losses(
        remapped_kwh_per_day=[5.0, 60.0, np.nan],
        remapped_low=[-10.0, 40.0, np.nan],
        remapped_state=["balanced", "unexplained", None],
    )
    assert ranks(frame) == [0, 2, 1]
    assert frame["expected_kwh_per_day"][1] == 60.0


def test_what_the_district_beside_counts_too_much_is_a_record_to_check_first() -> None:
    kwh, low = [300.0, 40.0, 260.0, -270.0], [270.0, 30.0, 230.0, -300.0]
    state = ["unexplained"] * 3 + ["negative"]
    columns: dict[str, Sequence[object]] = {
        "unexplained_kwh_per_day": kwh,
        "unexplained_low": low,
        "state": state,
    }
    frame = losses(**columns, parent_id=["F1", "F1", "F2", "F1"])
    assert ranks(frame) == [0, 2, 1, 0]
    frame = losses(**columns, parent_id=["F1", "F1", "F2", "F3"])
    assert ranks(frame) == [1, 3, 2, 0]


def test_a_loss_far_above_what_is_counted_beside_it_is_swept_for_the_rest() -> None:
    frame = losses(
        unexplained_kwh_per_day=[100.0, -30.0],
        unexplained_low=[80.0, -40.0],
        state=["unexplained", "negative"],
    )
    assert ranks(frame) == [1, 0]
    assert frame["expected_kwh_per_day"][0] == 70.0

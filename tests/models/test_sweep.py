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

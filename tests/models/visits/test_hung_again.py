from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.window import Window
from models.visits.hung_again import of_rows

IDS = [f"A{k}" for k in range(6)]


def test_window_of_some_rows_keeps_their_values(make_window: Callable[..., Window]) -> None:
    kwh = np.arange(6.0)[:, None] * np.ones(30)
    window = make_window(IDS, kwh=kwh, facts={"coverage": kwh.astype(np.float32)})
    found = of_rows(window, np.array([1, 4]))
    assert found.account_ids.tolist() == ["A1", "A4"]
    assert found.shape == (2, 30)
    assert found.kwh[:, 0].tolist() == [1.0, 4.0]
    assert found.facts["coverage"][:, 0].tolist() == [1.0, 4.0]
    assert found.text["wiring"].shape == (2,)
    assert len(found.holidays) == len(found.day_minutes) == 30

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.rhythm import stretches


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_share_of_days_at_work_is_kept_in_the_long_run(share: float) -> None:
    at_work = stretches(np.random.default_rng(3), 20_000, share, 4.0)
    assert at_work.mean() == pytest.approx(share, abs=0.03)


def test_stretches_last_as_long_as_said() -> None:
    at_work = stretches(np.random.default_rng(3), 20_000, 0.5, 6.0)
    starts = (np.diff(at_work.astype(int)) == 1).sum()
    assert at_work.sum() / starts == pytest.approx(6.0, abs=0.4)


@given(st.integers(1, 60), st.floats(0.05, 1.0), st.integers(0, 99))
def test_first_day_is_always_at_work(days: int, share: float, seed: int) -> None:
    at_work = stretches(np.random.default_rng(seed), days, share, 3.0)
    assert at_work.shape == (days,)
    assert at_work[0]


def test_whole_share_has_no_pause() -> None:
    assert stretches(np.random.default_rng(0), 50, 1.0, 4.0).all()

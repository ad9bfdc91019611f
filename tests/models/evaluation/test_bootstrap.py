import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation import bootstrap
from models.evaluation.bootstrap import interval, resampled


@given(st.lists(st.sampled_from(["theft", "normal", "confounder"]), max_size=20))
def test_every_draw_keeps_the_number_of_each_label(labels: list[str]) -> None:
    strata = np.array(labels, dtype=np.str_)
    weights = np.concatenate(list(resampled(strata, 7, seed=1)))
    assert weights.shape == (7, len(labels))
    for label in set(labels):
        assert (weights[:, strata == label].sum(axis=1) == labels.count(label)).all()


def test_the_same_seed_gives_the_same_draws_and_another_others() -> None:
    strata = np.array(["normal"] * 30)
    one, same, other = (np.concatenate(list(resampled(strata, 5, s))) for s in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


def test_draws_come_in_blocks_that_memory_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "_CELLS", 100)
    blocks = [len(block) for block in resampled(np.array(["normal"] * 30), 8, seed=1)]
    assert blocks == [3, 3, 2]


def test_accounts_are_drawn_with_replacement_and_equally() -> None:
    (weights,) = resampled(np.array(["normal"] * 10), 4000, seed=3)
    assert weights.mean(axis=0) == pytest.approx(1, abs=0.06)
    # A share of (1 - 1/10)^10 of the accounts is left out of a draw.
    assert (weights == 0).mean() == pytest.approx(0.9**10, abs=0.01)


def test_interval_holds_nineteen_of_twenty_draws() -> None:
    low, high = interval(np.arange(1001.0))
    assert (low, high) == (pytest.approx(25), pytest.approx(975))
    assert interval(np.array([np.nan, 3.0])) == (3, 3)
    assert np.isnan(interval(np.array([np.nan]))).all()

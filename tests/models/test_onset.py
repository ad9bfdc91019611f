from __future__ import annotations

import numpy as np
import pytest

from models.onset import (
    SLACK_CLEAR,
    SLACK_NOISY,
    Onset,
    last_day,
    refine,
    speech_of_clear,
    speech_of_level,
    widened_by_gaps,
)

DAYS, ONSET = 60, 30


def _guess(day: int) -> np.ndarray:
    return np.array([day], dtype=np.int32)


def _share(*missing: int) -> np.ndarray:
    """Share of the energy that is missing: a fifth on the days `missing`, else next to none."""
    share = np.full((1, DAYS), 0.005)
    share[0, list(missing)] = 0.2
    return share


def _clear(share: np.ndarray) -> np.ndarray:
    return speech_of_clear(share, np.array([0.005]))


@pytest.mark.parametrize("guess", [18, 30, 42])
def test_a_late_or_early_guess_is_corrected(guess: int) -> None:
    speech = _clear(_share(*range(ONSET, DAYS)))
    assert refine(_guess(guess), speech, SLACK_CLEAR, 20).best[0] == ONSET


def test_a_thief_who_rests_most_days_began_with_the_first_of_them() -> None:
    found = refine(_guess(40), _clear(_share(*range(ONSET, DAYS, 4))), SLACK_CLEAR, 20)
    assert found.best[0] == ONSET


def test_one_odd_day_long_before_is_not_the_onset() -> None:
    found = refine(_guess(ONSET), _clear(_share(12, *range(ONSET, DAYS))), SLACK_CLEAR, 20)
    assert found.best[0] == ONSET


def test_without_any_day_that_speaks_the_guess_stands() -> None:
    found = refine(_guess(17), _clear(_share()), SLACK_CLEAR, 20)
    assert (found.best[0], found.earliest[0], found.latest[0]) == (17, 17, 17)
    assert refine(_guess(-1), _clear(_share()), SLACK_CLEAR, 20).best[0] == -1


def test_unread_days_before_the_onset_belong_to_its_interval() -> None:
    share = _share(*range(ONSET, DAYS))
    share[0, 25:ONSET] = np.nan
    found = widened_by_gaps(
        refine(_guess(ONSET), _clear(share), SLACK_CLEAR, 20), np.isfinite(share)
    )
    assert found.best[0] == ONSET
    assert found.earliest[0] in {24, 25}
    assert found.latest[0] == ONSET


def test_a_noisy_level_gives_a_wider_interval_that_holds_the_day() -> None:
    rng = np.random.default_rng(1)
    inside, widths = 0, []
    for _ in range(40):
        share = 0.25 * rng.standard_normal((1, DAYS))
        share[0, ONSET:] += 0.5
        speech = speech_of_level(share, np.array([0.25]), _guess(ONSET + 2))
        found = refine(_guess(ONSET + 2), speech, SLACK_NOISY, 6)
        inside += int(found.earliest[0] <= ONSET <= found.latest[0])
        widths.append(found.latest[0] - found.earliest[0] + 1)
    assert inside >= 30
    assert 1 < np.mean(widths) < 6


def test_a_long_quiet_ends_a_loss_and_a_short_rest_does_not() -> None:
    ended = _clear(_share(*range(ONSET, 40)))
    assert last_day(_guess(ONSET), ended)[0] == 39
    goes_on = _clear(_share(*range(ONSET, 52)))
    assert last_day(_guess(ONSET), goes_on)[0] == -1


def test_a_thief_of_long_rests_is_given_more_time() -> None:
    speech = _clear(_share(20, 30, 42))
    assert last_day(_guess(20), speech)[0] == -1


def test_choosing_between_onsets_goes_row_by_row() -> None:
    one = Onset(*(np.array([1, 1], dtype=np.int32) for _ in range(4)))
    two = Onset(*(np.array([2, 2], dtype=np.int32) for _ in range(4)))
    assert one.or_else(two, np.array([True, False])).best.tolist() == [1, 2]

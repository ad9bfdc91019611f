"""Expected energy: what an account would have used, had it gone on as it used to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.peers import movement, peer_levels
from features.robust import row_median
from features.window import Floats
from models.scoring import Scored

LEAST_USUAL_DAYS = 7
LEAST_WEEKDAYS = 2
WEEKDAYS = 7


def expected_energy(scored: Scored, rows: NDArray[np.intp]) -> Floats:
    """Return (m, d) each one's own usual energy by weekday, moved as its peers moved.

    The peers' movement is that against their own weekdays, so that their weekends are not
    put upon an account without any. Usual is the median before the onset, or of all days
    where those are fewer than seven.
    """
    window = scored.window
    weekdays = window.weekdays
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = window.kwh / _usual(window.kwh, weekdays)
        relative = np.where(np.isfinite(relative), relative, np.nan)
        moved = movement(relative, peer_levels(window))[rows]
        own = window.kwh[rows] / np.where(moved > 0, moved, np.nan)
    onset = scored.loss.onset[rows][:, None]
    before = np.where(np.arange(window.shape[1]) < onset, own, np.nan)
    is_enough = np.isfinite(before).sum(axis=1, keepdims=True) >= LEAST_USUAL_DAYS
    basis = _usual(np.where(is_enough, before, own), weekdays)
    return np.asarray(moved * basis)


def _usual(kwh: Floats, weekdays: NDArray[np.int64]) -> Floats:
    """Median of each account's days of the same weekday (n, d), of all days where few."""
    usual = np.repeat(row_median(kwh)[:, None], kwh.shape[1], axis=1)
    for weekday in range(WEEKDAYS):
        same = weekdays == weekday
        own = row_median(kwh[:, same], LEAST_WEEKDAYS)[:, None]
        usual[:, same] = np.where(np.isfinite(own), own, usual[:, same])
    return usual

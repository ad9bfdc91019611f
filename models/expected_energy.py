"""Expected energy: what an account would have used, had it moved with its peers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.peers import movement, peer_levels
from features.window import Floats
from models.scoring import Scored

LEAST_USUAL_DAYS = 7


def expected_energy(scored: Scored, rows: NDArray[np.intp]) -> Floats:
    """Return (m, d) what the peers' movement would have made of each one's usual energy.

    Usual is the median before the onset, or of all days where those are fewer than seven.
    """
    window = scored.window
    with np.errstate(invalid="ignore", divide="ignore"):
        usual = np.array(pd.DataFrame(window.kwh).median(axis=1))[:, None]
        relative = np.where(usual > 0, window.kwh / usual, np.nan)
        moved = movement(relative, peer_levels(window))[rows]
        own = window.kwh[rows] / np.where(moved > 0, moved, np.nan)
    onset = scored.loss.onset[rows][:, None]
    before = np.where(np.arange(window.shape[1]) < onset, own, np.nan)
    is_enough = np.isfinite(before).sum(axis=1, keepdims=True) >= LEAST_USUAL_DAYS
    basis = pd.DataFrame(np.where(is_enough, before, own)).median(axis=1)
    return np.asarray(moved * np.array(basis)[:, None])

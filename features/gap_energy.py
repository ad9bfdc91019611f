"""Gap energy: did the register go on while the meter was silent?"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.load_profile import mean_over_hours
from features.quiet_hours import register_quantum
from features.usual import Usual
from features.window import Floats, Window

LEAST_EXPECTED_KWH = 0.05
# A register read in whole kWh tells nothing over a gap in which three of them are not due.
LEAST_QUANTA = 3.0


def telling_kwh(window: Window) -> Floats:
    """Energy (n,), secondary, from which on a register that did not move tells something."""
    return np.maximum(LEAST_EXPECTED_KWH, LEAST_QUANTA * register_quantum(window))


def lost_share(window: Window, usual: Usual, profile: Floats) -> Floats:
    """Missing share (n, d) of the register advance over the gaps that touch each day.

    A dead modem has about 0, a meter that stood about 1. NaN where registers do not tell.
    profile: (n, 24) usual load of each hour over the mean hour's.
    """
    rate = usual.kwh / window.multiplier / window.day_minutes
    seam_minutes = np.nan_to_num(window.seam_gap_minutes.astype(np.float64))
    seam_start = np.nan_to_num(window.fact("first_minute").astype(np.float64)) - seam_minutes
    gap_minutes = _known(window, "gap_longest_minutes")
    gap_factor = mean_over_hours(profile, _known(window, "gap_longest_start_minute"), gap_minutes)
    seam_factor = mean_over_hours(profile, seam_start, seam_minutes)
    seam_expected = np.nan_to_num(rate) * seam_minutes * seam_factor
    advance, expected = _over_gaps(
        _pieces(window, "gap_register_kwh"),
        _pieces(window, "gap_expected_kwh") * gap_factor,
        np.ascontiguousarray(window.seam_register_kwh, dtype=np.float64),
        np.ascontiguousarray(seam_expected, dtype=np.float64),
        np.ascontiguousarray(window.fact("rows_count") > 0),
    )
    least = telling_kwh(window)[:, None]
    enough = expected >= least
    share = 1.0 - np.divide(advance, expected, out=np.zeros_like(expected), where=enough)
    share = np.where(enough, share, np.nan)
    share = _beside_terminal(window, share, least)
    # A register that went back over the gap certainly did not go on.
    fell = _known(window, "register_decrease_kwh") > 0
    fell |= np.nan_to_num(window.seam_register_decrease_kwh) > 0
    return np.where(fell, 1.0, share)


def _beside_terminal(window: Window, share: Floats, least_kwh: Floats) -> Floats:
    """The same share, where the terminal itself counted over the gaps of the day."""
    counted = window.fact("terminal_live_gap_kwh").astype(np.float64)
    advance = window.fact("gap_register_kwh").astype(np.float64)
    known = (counted >= least_kwh) & np.isfinite(advance) & (_known(window, "gap_minutes") > 0)
    missing = 1.0 - np.divide(advance, counted, out=np.zeros_like(advance), where=known)
    return np.where(known, np.maximum(missing, 0.0), share)


def _pieces(window: Window, name: str) -> Floats:
    return np.ascontiguousarray(window.fact(name), dtype=np.float64)


@njit(cache=True)
def _over_gaps(
    gap_advance: NDArray[np.float64],
    gap_expected: NDArray[np.float64],
    seam_advance: NDArray[np.float64],
    seam_expected: NDArray[np.float64],
    is_read: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Add the gaps inside each day and the seams at its two ends, (n, d) each.

    A seam that swallows whole days is credited to all of them, and to the days it ends in.
    """
    n, d = gap_advance.shape
    advance, expected = np.zeros((n, d)), np.zeros((n, d))
    for i in range(n):
        last_read = -1
        for t in range(d):
            if np.isfinite(gap_advance[i, t]) and gap_expected[i, t] > 0:
                advance[i, t] += gap_advance[i, t]
                expected[i, t] += gap_expected[i, t]
            if not is_read[i, t]:
                continue
            if np.isfinite(seam_advance[i, t]) and seam_expected[i, t] > 0:
                for k in range(max(last_read, 0), t + 1):
                    advance[i, k] += seam_advance[i, t]
                    expected[i, k] += seam_expected[i, t]
            last_read = t
    return advance, expected


def _known(window: Window, name: str) -> Floats:
    """A fact with 0 for unknown."""
    return np.nan_to_num(window.fact(name).astype(np.float64))

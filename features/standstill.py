"""Standstill: when the meter stood although its supply was live, and what it failed to count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.load_profile import hour_profile, mean_over_hours
from features.neighbours import Silence
from features.own_restart import restart_weight
from features.robust import row_mean, row_median
from features.usual import Usual
from features.window import Flags, Floats, Window

LEAST_MINUTES = 30.0
LEAST_STUCK_MINUTES = 120.0
LEAST_FROZEN_MINUTES = 60.0
LEAST_GAP_MINUTES = 45.0
LEAST_DARK_MINUTES = 90.0
SHARED_MINUTES = 60.0
LOST_FROM, LOST_SURE = 0.7, 0.9
LEAST_EXPECTED_KWH = 0.05
SOLITARY_SHARE = 0.3


@dataclass(frozen=True)
class Standstill:
    """Standstill of each account and day, (n, d).

    dark_minutes: silent while neighbours or the terminal showed live supply.
    lost_share: share of the expected register advance that is missing over the day's gaps,
    NaN where registers do not tell. A meter whose modem alone is dead has about 0, a
    meter that stood has about 1.
    guilty_minutes: dark minutes in which the register stood too, or minutes in which the
    meter was read but its register stood under load or all its values repeated.
    lost_kwh: primary energy that the account usually takes in such minutes of the day.
    is_communication: dark while the register went on: an innocent modem.
    """

    dark_minutes: Floats
    lost_share: Floats
    guilty_minutes: Floats
    lost_kwh: Floats
    is_communication: Flags

    @property
    def is_episode(self) -> Flags:
        """(n, d) days with at least half an hour of guilty standstill."""
        return np.asarray(self.guilty_minutes >= LEAST_MINUTES)


def find_standstill(window: Window, silence: Silence, usual: Usual) -> Standstill:
    """Join silence, terminal and registers into guilty minutes a day."""
    terminal_gap = _known(window, "terminal_live_gap_minutes")
    dark = np.maximum(_alone_minutes(silence), terminal_gap)
    profile = hour_profile(window)
    lost = _lost_share(window, usual, profile)
    stood = np.clip((lost - LOST_FROM) / (LOST_SURE - LOST_FROM), 0.0, 1.0)
    # Quarter hours that are missing here and there are the noise of the radio.
    dark = np.where(_longest_gap(window, silence) >= LEAST_GAP_MINUTES, dark, 0.0)
    by_terminal = np.where(terminal_gap >= LEAST_MINUTES, 0.5, 0.0)
    by_restart = restart_weight(window, (dark >= LEAST_DARK_MINUTES) & ~np.isfinite(lost))
    unknown_weight = np.fmax(by_terminal, by_restart)
    guilty_dark = dark * np.where(np.isfinite(lost), stood, unknown_weight)
    guilty = np.maximum(guilty_dark, _guilty_shown(window, usual))
    innocent = (dark >= LEAST_MINUTES) & (lost < LOST_FROM)
    guilty = np.minimum(np.nan_to_num(guilty), window.day_minutes[None, :])
    lost_kwh = guilty / window.day_minutes * np.nan_to_num(usual.kwh)
    lost_kwh *= _hour_factor(silence, profile, guilty >= LEAST_MINUTES)
    lost_kwh = np.where(guilty >= LEAST_MINUTES, np.fmax(_seen_by_terminal(window), lost_kwh), 0.0)
    return Standstill(dark, lost, guilty, lost_kwh, innocent)


def _longest_gap(window: Window, silence: Silence) -> Floats:
    """Longest single gap that touches the day, by readings, seam or half hours, (n, d)."""
    seam = np.nan_to_num(window.seam_gap_minutes)
    # A seam also ended the day before; a day without any reading is a gap as a whole.
    before = np.pad(seam[:, 1:], ((0, 0), (0, 1)))
    unread = np.where(window.fact("rows_count") > 0, 0.0, window.day_minutes)
    inside = np.fmax(_known(window, "gap_longest_minutes"), silence.alone_longest_minutes)
    return np.asarray(np.maximum.reduce([inside, seam, before, unread]), dtype=np.float64)


def _seen_by_terminal(window: Window) -> Floats:
    """Primary kWh a day that the terminal counted and the meter did not; NaN without one."""
    matched = window.fact("terminal_matched_kwh") - window.fact("terminal_meter_kwh")
    gap = window.fact("terminal_live_gap_kwh") - _known(window, "gap_register_kwh")
    both = np.fmax(matched, 0.0) + np.where(np.isfinite(gap), np.fmax(gap, 0.0), 0.0)
    return np.asarray(both, dtype=np.float64) * window.multiplier


def _alone_minutes(silence: Silence) -> Floats:
    """Minutes silent alone; the ragged edges of a silence shared with neighbours are not."""
    alone = silence.alone_minutes.astype(np.float64)
    is_edge = (silence.shared_minutes >= SHARED_MINUTES) & (alone < 4 * silence.shared_minutes)
    return np.where(is_edge, 0.0, alone)


def _hour_factor(silence: Silence, profile: Floats, episodes: Flags) -> Floats:
    """Usual load in the longest silence of the day over the mean load, (n, d).

    Standstills that were read but stood have no such hour; they take the mean of the others.
    """
    start = np.nan_to_num(silence.alone_first_minute.astype(np.float64))
    length = silence.alone_longest_minutes.astype(np.float64)
    factor = mean_over_hours(profile, start, length)
    known = episodes & (length >= LEAST_MINUTES)
    typical = row_mean(np.where(known, factor, np.nan))
    typical = np.where(np.isfinite(typical), typical, 1.0)
    return np.where(known, factor, typical[:, None])


def _known(window: Window, name: str) -> Floats:
    """A fact with 0 for unknown."""
    values = window.fact(name).astype(np.float64)
    return np.where(np.isfinite(values), values, 0.0)


def _guilty_shown(window: Window, usual: Usual) -> Floats:
    """Minutes in which the meter was read, but stood under load or repeated itself.

    A meter that shows its voltages and no current is no standstill but a shunt or bypass.
    """
    frozen = _known(window, "frozen_minutes")
    habit = np.nan_to_num(row_median(window.fact("frozen_minutes")))[:, None]
    stands = np.where(frozen >= habit + LEAST_FROZEN_MINUTES, frozen, 0.0)
    stuck = _known(window, "stuck_longest_minutes")
    has_voltage = np.isfinite(window.fact("u_a_mean_v")) & (_known(window, "live_minutes") > 0)
    is_stuck = has_voltage & (stuck >= LEAST_STUCK_MINUTES)
    # A head-end that repeats old values delays energy; a hung meter loses it for good.
    expected_loss = usual.kwh * stuck / window.day_minutes
    shortfall = np.divide(
        usual.kwh - window.kwh, expected_loss, out=np.zeros_like(stuck), where=expected_loss > 0
    )
    lost = np.clip(np.nan_to_num(shortfall), 0.0, 1.0)
    return np.maximum(stands, np.where(is_stuck & (lost > 0.5), stuck * lost, 0.0))


def _lost_share(window: Window, usual: Usual, profile: Floats) -> Floats:
    """Missing share of the register advance over the gaps that touch each day."""
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
    enough = expected >= LEAST_EXPECTED_KWH
    share = 1.0 - np.divide(advance, expected, out=np.zeros_like(expected), where=enough)
    # A register that went back over the gap certainly did not go on.
    fell = _known(window, "register_decrease_kwh") > 0
    fell |= np.nan_to_num(window.seam_register_decrease_kwh) > 0
    return np.where(fell, 1.0, np.where(enough, share, np.nan))


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


def solitary_power_downs(window: Window, share_of_others: Floats) -> Flags:
    """(n, d) power-downs that less than 30 % of the neighbours reported on the same day."""
    downs = _known(window, "event_power_down_count") > 0
    return np.asarray(downs & (np.nan_to_num(share_of_others, nan=0.0) < SOLITARY_SHARE))

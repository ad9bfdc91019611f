"""Standstill: when the meter stood although its supply was live, and what it failed to count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.gap_energy import lost_share, telling_kwh
from features.load_profile import hour_profile, mean_over_hours
from features.neighbours import Silence
from features.own_restart import restart_weight
from features.quiet_hours import OwnHours, Spans, compare_hours
from features.robust import row_mean
from features.shown_standstill import Shown, find_shown
from features.usual import Usual
from features.window import Flags, Floats, Window

LEAST_MINUTES = 30.0
LEAST_GAP_MINUTES = 45.0
LEAST_DARK_MINUTES = 90.0
SHARED_MINUTES = 60.0
LOST_FROM, LOST_SURE = 0.7, 0.9
SOLITARY_SHARE = 0.3
CHANCE_SHARE, REAL_SHARE = 0.2, 0.5
OFTEN_DAYS = 4


@dataclass(frozen=True)
class Standstill:
    """Standstill of each account and day, (n, d).

    dark_minutes: silent while neighbours or the terminal showed live supply.
    lost_share: share of the expected register advance that is missing over the day's gaps,
    NaN where registers do not tell. A meter whose modem alone is dead has about 0, a
    meter that stood has about 1.
    guilty_minutes: dark minutes in which the register stood too, or minutes in which the
    meter was read but its register stood under load or all its values repeated.
    lost_kwh: primary energy that the account takes in the same hours of its other days.
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
    """Join silence, terminal, registers and own habits into guilty minutes a day."""
    terminal_gap = _known(window, "terminal_live_gap_minutes")
    dark = np.maximum(_alone_minutes(silence), terminal_gap)
    profile = hour_profile(window)
    lost = lost_share(window, usual, profile)
    stood = np.clip((lost - LOST_FROM) / (LOST_SURE - LOST_FROM), 0.0, 1.0)
    # Quarter hours that are missing here and there are the noise of the radio.
    dark = np.where(_longest_gap(window, silence) >= LEAST_GAP_MINUTES, dark, 0.0)
    # A terminal that counted next to nothing in the gap has seen no standstill.
    has_load = ~(window.fact("terminal_live_gap_kwh") < telling_kwh(window)[:, None])
    by_terminal = np.where((terminal_gap >= LEAST_MINUTES) & has_load, 0.5, 0.0)
    by_restart = restart_weight(window, (dark >= LEAST_DARK_MINUTES) & ~np.isfinite(lost))
    unknown_weight = np.fmax(by_terminal, by_restart)
    suspected = dark * np.where(np.isfinite(lost), stood, unknown_weight)
    shown = find_shown(window, usual)
    own = _own_hours(window, usual, suspected, shown)
    candidates = np.nan_to_num(np.maximum(suspected, shown.minutes))
    # Where the hours are quiet anyway, the meter's own restarts tell, day after day.
    odd = np.maximum(
        _not_by_chance(own, candidates), restart_weight(window, candidates >= LEAST_DARK_MINUTES)
    )
    odd = np.where(terminal_gap >= LEAST_MINUTES, 1.0, odd)
    guilty = np.minimum(candidates * odd, window.day_minutes)
    missed = np.where(stood > 0, dark * np.clip(lost, 0.0, 1.0), guilty) * (guilty > 0)
    missed = np.minimum(np.maximum(missed, guilty), window.day_minutes)
    lost_kwh = missed / window.day_minutes * np.nan_to_num(usual.kwh)
    lost_kwh *= _hour_factor(silence, profile, guilty >= LEAST_MINUTES)
    # The same hours of other days know better than a profile, where there are enough of them.
    by_habit = missed * own.usual_kw / 60.0 * window.multiplier
    lost_kwh = np.where(np.isfinite(by_habit), by_habit, lost_kwh)
    lost_kwh = np.where(guilty >= LEAST_MINUTES, np.fmax(_seen_by_terminal(window), lost_kwh), 0.0)
    innocent = (dark >= LEAST_MINUTES) & (lost < LOST_FROM)
    return Standstill(dark, lost, guilty, lost_kwh, innocent)


def _not_by_chance(own: OwnHours, candidates: Floats) -> Floats:
    """Weight (n, d) of standstills, in minutes (n, d), beside the account's own quiet hours.

    Where most of an account's candidates are but quiet hours, the few others are chance; where
    most are not, the others are of the same kind.
    """
    minutes = np.where(candidates >= LEAST_MINUTES, candidates, 0.0)
    total = minutes.sum(axis=1)
    share = np.divide(
        (own.weight * minutes).sum(axis=1), total, out=np.zeros_like(total), where=total > 0
    )
    real = np.clip((share - CHANCE_SHARE) / (REAL_SHARE - CHANCE_SHARE), 0.0, 1.0)[:, None]
    often = ((own.weight > 0) & (minutes > 0)).sum(axis=1) >= OFTEN_DAYS
    same = np.where(often[:, None] & (own.weight > 0), np.sqrt(real), 0.0)
    weight: Floats = np.maximum(own.weight * real, same)
    return weight


def _own_hours(window: Window, usual: Usual, dark: Floats, shown: Shown) -> OwnHours:
    """Compare the hours of each suspected standstill with the account's other days."""
    read = window.fact("rows_count") > 0
    length = np.where(read, _known(window, "gap_longest_minutes"), window.day_minutes)
    start = np.where(read, _known(window, "gap_longest_start_minute"), 0.0)
    missing = np.maximum(_known(window, "gap_minutes"), 1.0)
    advance = np.where(read, _known(window, "gap_register_kwh"), 0.0)
    is_dark = (dark > 0) & (length > 0)
    spans = Spans(
        np.where(is_dark, start, shown.start),
        np.where(is_dark, length, shown.length),
        np.where(is_dark, advance * np.minimum(length / missing, 1.0), 0.0),
    )
    return compare_hours(window, spans, usual.kwh, (dark > 0) | (shown.minutes > 0))


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


def solitary_power_downs(window: Window, share_of_others: Floats) -> Flags:
    """(n, d) power-downs that less than 30 % of the neighbours reported on the same day."""
    downs = _known(window, "event_power_down_count") > 0
    return np.asarray(downs & (np.nan_to_num(share_of_others, nan=0.0) < SOLITARY_SHARE))

"""Event days: days on which a device reported something that nobody can account for.

A visit of the utility explains an event, and so does a wave of the same events: when a
district or a batch is reprogrammed, or a storm shakes its covers, many meters report it
within a few days of each other.
"""

from __future__ import annotations

import numpy as np

from features.exemptions import widened
from features.peers import share_of_others
from features.robust import first_true
from features.study import Study
from features.window import Flags, Floats, Window
from pipeline.contract.vocabulary import EventCode

# A ratio that was changed in the field enters the records within a month.
RECORD_DAYS = 30
WAVE_DAYS = 3
WAVE_SHARE = 0.15
LEAST_OTHERS = 8
# Or so many others at once, where that is so many times what the group reports otherwise.
WAVE_METERS, WAVE_TIMES = 4, 4.0
# Chance alone brings so many more of a few now and then, not more than this.
WAVE_SIGMAS = 4.0
# Events that came at this many of their usual distances from the first day on were always there.
STANDING_TIMES, STANDING_LEFT = 3.0, 0.4
LEAST_STANDING = 4
GROUPS = ("transformer_id", "feeder_id", "concentrator_id", "meter_model")


def event_counts(window: Window, codes: tuple[EventCode, ...]) -> Floats:
    """Events of these codes a day by meter and terminal, (n, d); 0 where none came.

    What a terminal reported before or after the account had it is nothing of the account's.
    """
    total = np.zeros(window.shape)
    for code in codes:
        total += np.nan_to_num(window.fact(f"event_{code.value}_count"))
        if code.value in window.terminal_events:
            total += np.nan_to_num(window.terminal_events[code.value])
    return np.where(window.valid, total, 0.0)


def unexplained_days(study: Study, codes: tuple[EventCode, ...]) -> Flags:
    """(n, d) days with such an event, without a work order near and without a wave.

    A day counts once, however often the device repeats itself.
    """
    happened = event_counts(study.window, codes) > 0
    return np.asarray(happened & ~study.exempt.authorised & ~in_wave(study.window, happened))


def recorded_later(study: Study) -> Flags:
    """(n, d) days after which an authorised change of ratio was entered, within a month."""
    entered = study.exempt.ratio_changed
    ahead = np.zeros_like(entered)
    for shift in range(min(RECORD_DAYS + 1, entered.shape[1])):
        ahead[:, : entered.shape[1] - shift] |= entered[:, shift:]
    return ahead


def in_wave(window: Window, happened: Flags) -> Flags:
    """(n, d) events that others of the district, feeder or batch report within three days."""
    near = widened(happened, WAVE_DAYS)
    found = np.zeros(window.shape, dtype=bool)
    for name in GROUPS:
        share, others = share_of_others(near, window.group[name], window.valid)
        share = np.nan_to_num(share)
        found |= (share > WAVE_SHARE) & (others >= LEAST_OTHERS)
        meters = np.round(share * others)
        usual = _otherwise(meters)
        by_chance = np.maximum(WAVE_TIMES * usual, usual + WAVE_SIGMAS * np.sqrt(usual + 1.0))
        found |= (meters >= WAVE_METERS) & (meters >= by_chance)
    return np.asarray(found & happened)


def _otherwise(meters: Floats) -> Floats:
    """Mean (n, d) of the days beyond two waves' reach, so that a wave is not its own measure."""
    d = meters.shape[1]
    total = np.pad(np.cumsum(meters, axis=1), ((0, 0), (1, 0)))
    day = np.arange(d)
    low = np.maximum(day - 2 * WAVE_DAYS, 0)
    high = np.minimum(day + 2 * WAVE_DAYS + 1, d)
    near = total[:, high] - total[:, low]
    return np.asarray((total[:, -1:] - near) / np.maximum(d - (high - low), 1))


def newness(window: Window, happened: Flags) -> Floats:
    """Weight (n,): 1 for events that began in the window, less for those that always came.

    happened: (n, d). A crane that brakes and a shared neutral were there on the first day; of
    a few events, or of rare ones, nothing tells. The window begins with the first report.
    """
    reported = (window.fact("rows_count") >= 0) | np.isfinite(window.kwh)
    begun = int(np.argmax(reported.any(axis=0))) if reported.size else 0
    count, first = happened.sum(axis=1), first_true(happened)
    span = happened.shape[1] - happened[:, ::-1].argmax(axis=1) - 1 - first
    distance = span / np.maximum(count - 1, 1)
    standing = (count >= LEAST_STANDING) & (first - begun < STANDING_TIMES * distance)
    return np.where(standing, STANDING_LEFT, 1.0)


def reports_events(window: Window) -> Flags:
    """(n,) accounts whose meter was read at all; events are absent where none happened."""
    any_event = any(name.startswith("event_") for name in window.facts)
    read = window.has("rows_count") | np.isfinite(window.kwh).any(axis=1)
    return np.asarray(read & (any_event or bool(window.terminal_events)))

"""White screen: a meter that is hung by interference, stops counting and later works again.

Physics: supply is live (neighbours, terminal), the meter is dark or frozen, its register
did not advance over the gap, and it returns after a power cycle, often with lost memory.
A dead modem goes dark too, but its register goes on; an outage darkens the neighbours too;
a bad batch fails at many customers.
"""

from __future__ import annotations

import numpy as np

from features.hang_rate import batch_weight, hang_surprise, model_rate
from features.hang_signs import event_hangs, recovery_signs
from features.hang_spells import Spells, find_spells
from features.registry import Measured
from features.robust import first_true
from features.study import Study
from features.white_screen_features import FEATURES
from features.white_screen_repeat import (
    find_trouble,
    hour_concentration,
    recorded_faults,
    sister_hangs,
)
from features.window import Codes, Flags, Floats

__all__ = ["FEATURES", "measure"]

ALMOST_ONE = 0.25
# By how often the meter came back by itself: never, once, twice, three times, more.
RETURN_WEIGHTS = (0.3, 0.5, 0.7, 0.85, 1.0)
MOST_SINGLE_HOURS = 4.0
LONG_HOURS = 1.5
TELLING_SIGNS = 2
UNSIGNED_WEIGHT = 0.6


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    window, episodes = study.window, study.standstill.is_episode
    judged = _judged(study)
    signs = recovery_signs(study)
    confirmed = episodes | event_hangs(study, signs)
    onset = first_true(confirmed)
    spells = find_spells(window, confirmed, study.standstill.guilty_minutes)
    near = np.where(confirmed, signs, 0.0).sum(axis=1)
    restarted = signs >= TELLING_SIGNS
    batch = batch_weight(window, confirmed, restarted)
    weight = batch * repeat_weight(spells) * length_weight(study, spells)
    # Where meters report what befell them, one that came back without a word is doubtful.
    weight = np.where(_unsigned(signs, confirmed), UNSIGNED_WEIGHT * weight, weight)
    kwh = _missing_kwh(study, confirmed, onset)
    # Two at one customer outweigh a batch that fails now and then.
    trouble = find_trouble(window, confirmed, spells, np.column_stack((near, 2 * batch)))
    sisters, faults = sister_hangs(window, trouble, confirmed)
    records = recorded_faults(window, trouble, confirmed)

    def made(values: Floats, can: Flags = judged) -> Measured:
        return Measured.of(np.where(can, values, np.nan), onset=onset, kwh_per_day=kwh)

    has_events = judged | window.has("event_power_down_count")
    concentration = hour_concentration(study.silence.alone_first_minute, episodes)
    surprise = hang_surprise(window, confirmed, restarted) * repeat_weight(spells)
    return (
        made(_hours(study, spells) * weight),
        made(_whole(spells.returned * weight)),
        made(_whole(near * weight), has_events),
        made(concentration * weight),
        made(sisters, has_events),
        made(faults, has_events),
        made(records, has_events),
        made(_missing_share(study) * weight),
        Measured.of(
            np.where(judged, surprise, np.nan),
            baseline=model_rate(window, confirmed | restarted).mean,
            onset=onset,
            kwh_per_day=kwh,
        ),
    )


def _unsigned(signs: Floats, confirmed: Flags) -> Flags:
    """(n,) no sign on the days of a standstill nor on those after, while other meters tell."""
    told = signs > 0
    told[:, :-1] |= told[:, 1:]
    return np.asarray(~(told & confirmed).any(axis=1) & told.any())


def repeat_weight(spells: Spells) -> Floats:
    """Weight (n,) by how often the meter came back by itself.

    Once is a fault that may befall any meter, four times is not; a board that is dead until it
    is exchanged says least.
    """
    times = np.minimum(spells.returned, len(RETURN_WEIGHTS) - 1).astype(np.intp)
    weight: Floats = np.asarray(RETURN_WEIGHTS)[times]
    return weight


def _hours(study: Study, spells: Spells) -> Floats:
    """Guilty hours (n,); of a single spell no more than four, however long it was dead."""
    hours = study.standstill.guilty_minutes.sum(axis=1) / 60.0
    most = np.where(spells.count <= 1, MOST_SINGLE_HOURS, np.inf)
    capped: Floats = np.minimum(hours, most)
    return capped


def length_weight(study: Study, spells: Spells) -> Floats:
    """Weight (n,) by the usual length of a spell: a restart takes minutes, theft hours."""
    hours = study.standstill.guilty_minutes.sum(axis=1) / 60.0
    usual = np.divide(hours, spells.count, out=np.zeros_like(hours), where=spells.count > 0)
    return np.asarray(np.minimum(usual / LONG_HOURS, 1.0))


def _missing_share(study: Study) -> Floats:
    """Share (n,) of the energy expected in the window that the standstills cost."""
    expected = np.where(study.window.kwh >= 0, study.usual.kwh, 0.0)
    total = np.nan_to_num(expected).sum(axis=1)
    lost = study.standstill.lost_kwh.sum(axis=1)
    share: Floats = np.divide(lost, total, out=np.zeros_like(total), where=total > 0)
    return share


def _whole(count: Floats) -> Floats:
    """Whole numbers: what is weakened counts as so many fewer."""
    whole: Floats = np.floor(count + ALMOST_ONE)
    return whole


def _judged(study: Study) -> Flags:
    """(n,) accounts whose supply could be judged live by neighbours or a terminal."""
    by_terminal = study.window.has("terminal_live_gap_minutes")
    return np.asarray(study.silence.is_judged.any(axis=1) | by_terminal)


def _missing_kwh(study: Study, confirmed: Flags, onset: Codes) -> Floats:
    """Unbilled kWh a day since the onset, NaN without one.

    What ended with an exchange is spread over the days until then alone.
    """
    days = study.window.shape[1]
    last = days - 1 - confirmed[:, ::-1].argmax(axis=1)
    since_last = np.arange(days) >= last[:, None]
    ended = (study.exempt.exchanged & since_last).any(axis=1)
    until = np.where(ended, last + 1, days)
    lost = study.standstill.lost_kwh.sum(axis=1)
    return np.where(onset >= 0, lost / np.maximum(until - onset, 1), np.nan)

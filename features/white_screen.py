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
from features.registry import Feature, Measured
from features.robust import first_true
from features.study import Study
from features.white_screen_repeat import (
    find_trouble,
    hour_concentration,
    recorded_faults,
    sister_hangs,
)
from features.window import Codes, Flags, Floats, Window
from pipeline.contract.vocabulary import Family, Means

_F, _M = Family.WHITE_SCREEN, Means.METER_HANG
_DOMAIN = "domain.md section 2, white-screen score"
ALMOST_ONE = 0.25
# By how often the meter came back by itself: never, once, twice, three times, more.
RETURN_WEIGHTS = (0.3, 0.5, 0.7, 0.85, 1.0)
MOST_SINGLE_HOURS = 4.0


def _dark_hours(window: Window) -> Floats:
    """Hours a day without readings, for the chart."""
    covered = window.fact("coverage").astype(np.float64)
    hours: Floats = (1.0 - covered) * window.day_minutes / 60.0
    return hours


FEATURES = (
    Feature(
        "hang_hours",
        "h",
        _F,
        _M,
        ("coverage",),
        14,
        3.0,
        "The meter stood for {value} h in all while its supply was live: its neighbours or its"
        " terminal were read, and its register did not go on or it came back with a restart of"
        " its own. First on {since}.",
        _DOMAIN,
        signal=_dark_hours,
        label="Hours in which the meter stood",
        reads_gaps=True,
    ),
    Feature(
        "hang_days_count",
        "days",
        _F,
        _M,
        ("coverage",),
        14,
        2.0,
        "The meter stood while its supply was live, and then worked again by itself: {value} times"
        " or more; first on {since}.",
        _DOMAIN,
        signal=_dark_hours,
        label="Days with a standstill",
        signal_unit="h",
        reads_gaps=True,
    ),
    Feature(
        "hang_recovery_signs_count",
        "signs",
        _F,
        _M,
        ("event_power_down_count",),
        14,
        2.0,
        "Signs of a hung meter around the standstills: {value} or more. Such signs are a restart,"
        " a memory error, a blank display, a clock or register gone back, or a power failure"
        " that no neighbour had.",
        _DOMAIN,
        label="Signs of a hung meter",
        reads_gaps=True,
    ),
    Feature(
        "hang_hour_concentration",
        "-log10 p",
        _F,
        _M,
        ("coverage",),
        14,
        1.3,
        "The standstills begin at about the same time of day; by chance that happens once in"
        " 10^{value:.0f} cases.",
        _DOMAIN + "; Rayleigh p < 0.05",
        label="Standstills at one time of day",
        reads_gaps=True,
    ),
    Feature(
        "sister_hang_count",
        "meters",
        _F,
        _M,
        ("coverage",),
        14,
        1.0,
        "Other meters of this customer or at this address that stood, or that were called faulty:"
        " {value}; and at least one of them worked again by itself. Two such faults at one"
        " customer are hardly chance: reopen the first.",
        _DOMAIN + "; P(two or more in a year) = 5e-5 at 0.5 % a meter and year",
        rule_at=1.0,
        error_rate=1e-3,
        label="Other meters of the customer that stood",
        reads_gaps=True,
    ),
    Feature(
        "sister_fault_count",
        "meters",
        _F,
        _M,
        ("coverage",),
        14,
        1.0,
        "Other meters of this customer or at this address that failed as well: {value}. All of"
        " them stayed dead until they were exchanged, or are on record alone, so it may be"
        " chance: keep the removed meters and look at both.",
        _DOMAIN + "; a second white screen at one customer routes to inspection",
        rule_at=1.0,
        error_rate=0.35,
        label="Other meters of the customer that failed",
        reads_gaps=True,
    ),
    Feature(
        "recorded_fault_count",
        "records",
        _F,
        _M,
        ("coverage",),
        14,
        1.0,
        "Meter faults or exchanges on record at this customer: {value}; and now this meter stood"
        " as well. What was then judged a fault may have been the same trick: reopen it.",
        _DOMAIN + "; a second white screen at one customer reopens the first",
        label="Earlier faults of the customer's meters",
        reads_gaps=True,
    ),
    Feature(
        "hang_missing_share",
        "share",
        _F,
        _M,
        ("coverage",),
        14,
        0.05,
        "Standstills cost {value} of the energy that its own past and its peers let expect.",
        _DOMAIN,
        label="Energy lost in standstills",
        reads_gaps=True,
    ),
    Feature(
        "hang_rate_surprise",
        "-log10 p",
        _F,
        _M,
        ("coverage",),
        14,
        4.0,
        "Meters of its model, or of the fleet where they are few, stand {baseline} times each in"
        " such a time. That one of them stands as often as this one is a chance of one in"
        " 10^{value:.0f}.",
        _DOMAIN + "; Poisson, rate of the model drawn towards that of the fleet",
        label="Standstills beyond those of its model",
        reads_gaps=True,
    ),
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    window, episodes = study.window, study.standstill.is_episode
    judged = _judged(study)
    signs = recovery_signs(study)
    confirmed = episodes | event_hangs(study, signs)
    onset = first_true(confirmed)
    spells = find_spells(window, confirmed, study.standstill.guilty_minutes)
    near = np.where(confirmed, signs, 0.0).sum(axis=1)
    batch = batch_weight(window, confirmed)
    weight = batch * repeat_weight(spells)
    kwh = _missing_kwh(study, confirmed, onset)
    # Two at one customer outweigh a batch that fails now and then.
    trouble = find_trouble(window, confirmed, spells, np.column_stack((near, 2 * batch)))
    sisters, faults = sister_hangs(window, trouble, confirmed)
    records = recorded_faults(window, trouble, confirmed)

    def made(values: Floats, can: Flags = judged) -> Measured:
        return Measured.of(np.where(can, values, np.nan), onset=onset, kwh_per_day=kwh)

    has_events = judged | window.has("event_power_down_count")
    concentration = hour_concentration(study.silence.alone_first_minute, episodes)
    surprise = hang_surprise(window, confirmed) * repeat_weight(spells)
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
            baseline=model_rate(window, confirmed).mean,
            onset=onset,
            kwh_per_day=kwh,
        ),
    )


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
    return np.where(spells.count <= 1, np.minimum(hours, MOST_SINGLE_HOURS), hours)


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

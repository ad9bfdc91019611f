"""White screen: a meter that is hung by interference, stops counting and later works again.

Physics: supply is live (neighbours, terminal), the meter is dark or frozen, its register
did not advance over the gap, and it returns after a power cycle, often with lost memory.
A dead modem goes dark too, but its register goes on; an outage darkens the neighbours too;
a bad batch fails at many customers.
"""

from __future__ import annotations

import numpy as np

from features.peers import share_of_others
from features.registry import Feature, Measured
from features.robust import first_true
from features.standstill import solitary_power_downs
from features.study import Study
from features.white_screen_repeat import (
    batch_weight,
    hour_concentration,
    recorded_faults,
    sister_hangs,
)
from features.window import Codes, Flags, Floats, Window
from pipeline.contract.vocabulary import Family, Means

_F, _M = Family.WHITE_SCREEN, Means.METER_HANG
_DOMAIN = "domain.md section 2, white-screen score"
SIGN_EVENTS = (
    "meter_restart",
    "processor_reset",
    "memory_error",
    "display_blank",
    "clock_fault",
    "energy_clear",
    "register_decrease",
    "rf_interference",
)
LOW_SHARE = 0.7
ALMOST_ONE = 0.25


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
        "Days on which the meter stood while its supply was live, and then worked again:"
        " {value} or more; first on {since}.",
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
        "Other meters of this customer that stood too: {value}. Two such faults at one customer"
        " are hardly chance: reopen the first.",
        _DOMAIN + "; P(two or more in a year) = 5e-5 at 0.5 % a meter and year",
        rule_at=1.0,
        error_rate=1e-3,
        label="Other meters of the customer that stood",
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
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    window, episodes = study.window, study.standstill.is_episode
    judged = _judged(study)
    signs = _recovery_signs(study)
    confirmed = episodes | _event_hangs(study, signs)
    onset = first_true(confirmed)
    weight = batch_weight(window, confirmed) * _isolated_weight(study, confirmed, signs)
    kwh = _missing_kwh(study, onset)
    hours = study.standstill.guilty_minutes.sum(axis=1) / 60.0
    # Two at one customer outweigh a batch that fails now and then.
    batch = np.minimum(1.0, 2 * batch_weight(window, confirmed))
    sisters = _whole(sister_hangs(window, confirmed) * batch)
    records = _whole(recorded_faults(window, confirmed) * batch)

    def made(values: Floats, can: Flags = judged) -> Measured:
        return Measured.of(np.where(can, values, np.nan), onset=onset, kwh_per_day=kwh)

    has_events = window.has("event_power_down_count")
    near = np.where(confirmed, signs, 0.0).sum(axis=1)
    expected = np.where(window.kwh >= 0, study.usual.kwh, 0.0)
    total = np.nan_to_num(expected).sum(axis=1)
    lost = study.standstill.lost_kwh.sum(axis=1)
    share = np.divide(lost, total, out=np.zeros_like(total), where=total > 0)
    concentration = hour_concentration(study.silence.alone_first_minute, episodes)
    return (
        made(hours * weight),
        made(_whole(_episode_days(study, confirmed) * weight)),
        made(_whole(near * weight), judged | has_events),
        made(concentration * weight),
        made(sisters, judged | has_events),
        made(records, judged | has_events),
        made(share * weight),
    )


def _whole(count: Floats) -> Floats:
    """Whole numbers: what is weakened counts as so many fewer."""
    return np.floor(count + ALMOST_ONE)


def _judged(study: Study) -> Flags:
    """(n,) accounts whose supply could be judged live by neighbours or a terminal."""
    by_terminal = study.window.has("terminal_live_gap_minutes")
    return np.asarray(study.silence.is_judged.any(axis=1) | by_terminal)


def _recovery_signs(study: Study) -> Floats:
    """Kinds of signs a day (n, d): events, a solitary power-down, a register gone back."""
    window = study.window
    kinds = np.zeros(window.shape)
    for name in SIGN_EVENTS:
        kinds += window.fact(f"event_{name}_count") > 0
    downs = window.fact("event_power_down_count") > 0
    share, _ = share_of_others(downs, window.group["transformer_id"], window.valid)
    kinds += solitary_power_downs(window, share)
    kinds += (window.fact("register_decrease_kwh") > 0) | (window.seam_register_decrease_kwh > 0)
    kinds[study.exempt.authorised] = 0.0
    # A sign of the morning after belongs to the standstill of the night.
    kinds[:, :-1] = np.maximum(kinds[:, :-1], np.where(kinds[:, 1:] >= 2, kinds[:, 1:], 0.0))
    return kinds


def _event_hangs(study: Study, signs: Floats) -> Flags:
    """(n, d) hangs seen by events and lost energy alone, where readings are too coarse."""
    coarse = ~study.silence.is_judged & (signs >= 2)
    return np.asarray(coarse & (study.usual.residual < np.log(LOW_SHARE)))


def _isolated_weight(study: Study, confirmed: Flags, signs: Floats) -> Floats:
    """Weaken what looks like one plain fault: one episode, ended for good by an exchange."""
    count = confirmed.sum(axis=1)
    last = confirmed.shape[1] - 1 - confirmed[:, ::-1].argmax(axis=1)
    days = np.arange(confirmed.shape[1])
    after = (days >= last[:, None]) & (days <= last[:, None] + 14)
    replaced = (study.exempt.exchanged & after).any(axis=1)
    one_run = count <= 2
    unsigned = np.where(confirmed, signs, 0.0).sum(axis=1) == 0
    weight = np.where(one_run & replaced, 0.3, 1.0)
    return np.where(one_run & unsigned, 0.6 * weight, weight)


def _episode_days(study: Study, confirmed: Flags) -> Floats:
    """Days with an episode; a standstill of several whole days counts as two."""
    read = study.window.fact("rows_count") > 0
    return np.asarray((confirmed & read).sum(axis=1), dtype=np.float64)


def _missing_kwh(study: Study, onset: Codes) -> Floats:
    """Unbilled kWh a day since the onset, NaN without one."""
    days = study.window.shape[1] - onset
    lost = study.standstill.lost_kwh.sum(axis=1)
    return np.where(onset >= 0, lost / np.maximum(days, 1), np.nan)

"""Features of the white screen, as declared to people."""

from __future__ import annotations

import numpy as np

from features.registry import Feature
from features.window import Floats, Window
from pipeline.contract.vocabulary import Family, Means

_F, _M = Family.WHITE_SCREEN, Means.METER_HANG
_DOMAIN = "domain.md section 2, white-screen score"


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
        error_rate=0.4,
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

"""What the consumption family declares of the day's course: readings made up or cut."""

from __future__ import annotations

from features.registry import Feature
from features.window import Floats, Window
from pipeline.contract.vocabulary import Family, Means

_F = Family.CONSUMPTION
_JOKAR = "attacks h4 to h6 of Jokar et al. (2016), IEEE Trans. Smart Grid 7"
_ZHENG = "attacks 2 and 4 of Zheng et al. (2019), IEEE Trans. Industrial Informatics 15"


def _kwh(window: Window) -> Floats:
    return window.kwh


DAY_FEATURES = (
    Feature(
        "zero_hours_count",
        "h",
        _F,
        Means.IRREGULAR_USE,
        ("hour_00_kwh",),
        35,
        2.5,
        "Since {since}, {value} hours a day more than before are without any use, on days on which"
        " the rest went on.",
        _ZHENG,
        signal=_kwh,
        label="Hours without use inside normal days",
        signal_unit="kWh",
    ),
    Feature(
        "flat_day_share",
        "share",
        _F,
        Means.IRREGULAR_USE,
        ("hour_00_kwh",),
        35,
        0.6,
        "The hours of the day became {value} more alike for good, since {since}.",
        _JOKAR,
        signal=_kwh,
        label="Flatter days than before",
        signal_unit="kWh",
    ),
    Feature(
        "rough_day_share",
        "share",
        _F,
        Means.IRREGULAR_USE,
        ("hour_00_kwh",),
        35,
        0.6,
        "Use jumps from hour to hour more than it did: {value} of the jumps came on top, since"
        " {since}.",
        _JOKAR,
        signal=_kwh,
        label="Rougher days than before",
        signal_unit="kWh",
    ),
    Feature(
        "reversed_day_share",
        "share",
        _F,
        Means.IRREGULAR_USE,
        ("hour_00_kwh",),
        42,
        0.3,
        "Of late the day runs backwards: it is {value} more like the usual day reversed than like"
        " that day at any other hour.",
        _JOKAR,
        signal=_kwh,
        label="Day run backwards",
        signal_unit="kWh",
    ),
    Feature(
        "capped_days_share",
        "share",
        _F,
        Means.IRREGULAR_USE,
        ("kwh",),
        42,
        0.4,
        "{value} more of the days than before end at one and the same highest value, as if use"
        " above it were cut off.",
        _ZHENG,
        signal=_kwh,
        label="Days cut off at one level",
        signal_unit="kWh",
    ),
)

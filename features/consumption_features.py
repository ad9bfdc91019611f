"""What the consumption family declares: its features, thresholds and sentences."""

from __future__ import annotations

from features.consumption_base_load import lowest_hour_kwh
from features.consumption_day_features import DAY_FEATURES
from features.registry import Feature
from features.window import Floats, Window
from pipeline.contract.vocabulary import Family, Means

_F = Family.CONSUMPTION
_DOMAIN = "domain.md section 2, desk tool of 2007-09: daily energy under 0.6 of the mean before"
_REAL_HOMES = (
    "threshold tried on attacks after Jokar et al. (2016), hidden in honest homes of London and"
    " Newcastle"
)


def _kwh(window: Window) -> Floats:
    return window.kwh


FEATURES = (
    Feature(
        "level_fall_share",
        "share",
        _F,
        Means.CONSUMPTION_DROP,
        ("kwh",),
        35,
        0.25,
        "Use fell for good since {since}: by {value} after allowing for its own ups and downs, its"
        " peers and the season.",
        _DOMAIN,
        signal=_kwh,
        label="Lasting fall of use",
        signal_unit="kWh",
    ),
    Feature(
        "decline_share",
        "share",
        _F,
        Means.CONSUMPTION_DROP,
        ("kwh",),
        91,
        0.45,
        "Use slid steadily by {value} in the last quarter, against its peers.",
        _DOMAIN,
        signal=_kwh,
        label="Slow decline of use",
        signal_unit="kWh",
    ),
    Feature(
        "zero_days",
        "days",
        _F,
        Means.ZERO_USE,
        ("kwh",),
        14,
        7.0,
        "The meter has supply and has counted nothing since {since}; days without use: {value}"
        " or more.",
        "domain.md section 2, zero use, live: at least 3 days",
        signal=_kwh,
        label="Days without use",
        signal_unit="kWh",
    ),
    Feature(
        "flatness_share",
        "share",
        _F,
        Means.IRREGULAR_USE,
        ("kwh",),
        42,
        0.5,
        "The days of a week became {value} more alike for good, at no higher use, since {since}.",
        _REAL_HOMES,
        signal=_kwh,
        label="Calmer use than before",
        signal_unit="kWh",
    ),
    Feature(
        "irregular_rise",
        "log",
        _F,
        Means.IRREGULAR_USE,
        ("kwh",),
        42,
        0.5,
        "The days of a week differ more than they used to, at no higher use, since {since}: their"
        " spread (of logs) grew by {value}.",
        _REAL_HOMES,
        signal=_kwh,
        label="More erratic use than before",
        signal_unit="kWh",
    ),
    Feature(
        "part_of_day_loss_share",
        "share",
        _F,
        Means.METER_BYPASS,
        ("hour_00_kwh",),
        35,
        0.5,
        "One quarter of the day lost {value} of its use while the rest went on, since {since}.",
        _DOMAIN,
        signal=_kwh,
        label="Loss in one part of the day",
        signal_unit="kWh",
    ),
    Feature(
        "base_load_loss_share",
        "share",
        _F,
        Means.METER_BYPASS,
        ("hour_00_kwh",),
        35,
        0.6,
        "Use in the quietest hour of the day fell by {value} and stayed down, since {since}.",
        "domain.md section 2, bypass before the meter: base-load collapse",
        signal=lowest_hour_kwh,
        label="Lowest hour of the day",
        signal_unit="kWh",
    ),
    Feature(
        "below_peers_sigma",
        "sigma",
        _F,
        Means.IRREGULAR_USE,
        ("kwh",),
        14,
        5.0,
        "Use is far below that of its class: by {value} times the usual scatter between customers.",
        _DOMAIN,
        label="Use below that of its class",
    ),
    Feature(
        "on_and_off_share",
        "share",
        _F,
        Means.ZERO_USE,
        ("kwh",),
        42,
        0.35,
        "On {value} of the days since {since} nothing at all was counted, not even a standby, and"
        " on days between them as much as ever.",
        "domain.md section 2, zero use of a live supply; no empty building comes and goes so",
        signal=_kwh,
        label="Days at nothing between full days",
        signal_unit="kWh",
        rule_at=0.5,
        error_rate=0.35,
    ),
    *DAY_FEATURES,
)

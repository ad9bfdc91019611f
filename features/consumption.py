"""Consumption: lasting losses against one's own past and against peers.

Needs kWh alone, from every minute to every month, so it carries utilities without voltages
and currents. A vacancy or thrift looks like a bypass here; so this family alone stays
moderate, and the physical families decide.
"""

from __future__ import annotations

import numpy as np

from features.consumption_level import decline_share, find_level_fall
from features.consumption_shape import (
    VACANT_SHARE,
    base_load_loss,
    below_peers,
    flatness_share,
    left_share,
    lowest_hour_kwh,
    part_loss,
    zero_days,
)
from features.registry import Feature, Measured
from features.study import Study
from features.window import Codes, Flags, Floats, Window
from pipeline.contract.vocabulary import Family, Means

_F = Family.CONSUMPTION
_DOMAIN = "domain.md section 2, desk tool of 2007-09: daily energy under 0.6 of the mean before"
VACANT_WEIGHT = 0.25
GENERATION_WEIGHT = 0.3


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
        0.35,
        "Use fell for good by {value} more than its own ups and downs and its peers explain,"
        " since {since}.",
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
        0.7,
        "Day-to-day variation is {value} smaller in the last four weeks than before, at lower use.",
        _DOMAIN,
        signal=_kwh,
        label="Calmer use than before",
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
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    fall, onset, kwh = find_level_fall(study)
    weight = _vacancy_weight(study) * _generation_weight(study, onset)
    zero, flat = zero_days(study), flatness_share(study)
    part, base = part_loss(study), base_load_loss(study)
    nothing = np.full(len(onset), -1, dtype=np.int32)

    def made(value: Floats, since: Codes, lost: Floats | None = None) -> Measured:
        return Measured.of(value, onset=since, kwh_per_day=lost, spread=0.5)

    return (
        made(fall.share * weight, onset, kwh),
        made(decline_share(study) * weight, nothing),
        made(np.floor(zero.value * _vacancy_weight(study)), zero.onset, _own(study, zero.value > 0)),
        made(flat.value * weight, flat.onset),
        made(part.value, part.onset),
        made(base.value * weight, base.onset),
        made(below_peers(study), nothing),
    )


def _own(study: Study, when: Flags) -> Floats:
    return np.where(when, study.usual.own_median, np.nan)


def _vacancy_weight(study: Study) -> Floats:
    """Less where hardly anything is left: an empty building looks just like that."""
    above = (left_share(study) - VACANT_SHARE) / VACANT_SHARE
    return np.clip(np.nan_to_num(above, nan=1.0), 0.0, 1.0) * (1 - VACANT_WEIGHT) + VACANT_WEIGHT


def _generation_weight(study: Study, onset: Codes) -> Floats:
    """Less where own generation began before or about when use fell."""
    days = study.window.shape[1]
    generating = study.exempt.generating
    soon = np.clip(np.maximum(onset, 0) + 14, 0, max(days - 1, 0))
    began = generating[np.arange(len(onset)), soon] if days else np.zeros(len(onset), dtype=bool)
    return np.where(began, GENERATION_WEIGHT, 1.0)

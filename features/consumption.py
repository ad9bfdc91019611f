"""Consumption: lasting losses against one's own past and against peers.

Needs kWh alone, from every minute to every month, so it carries utilities without voltages
and currents. A vacancy or thrift looks like a bypass here; so this family alone stays
moderate, and the physical families decide.
"""

from __future__ import annotations

import numpy as np

from features.consumption_hours import same_day_weight
from features.consumption_level import decline_share, find_level_fall, weekly_level
from features.consumption_place import return_weight
from features.consumption_rhythm import calm_share, emptiness, irregular_rise, weekly_scatter
from features.consumption_shape import (
    base_load_loss,
    below_peers,
    left_share,
    lowest_hour_kwh,
    part_loss,
    zero_days,
)
from features.level import LastingFall
from features.registry import Feature, Measured
from features.study import Study
from features.window import Codes, Flags, Floats, Window
from pipeline.contract.vocabulary import Family, Means

_F = Family.CONSUMPTION
_DOMAIN = "domain.md section 2, desk tool of 2007-09: daily energy under 0.6 of the mean before"
_REAL_HOMES = (
    "threshold tried on attacks after Jokar et al. (2016), hidden in honest homes of London and"
    " Newcastle"
)
VACANCY_DISCOUNT = 0.75
GENERATION_WEIGHT = 0.3
# Of a day's energy lost, where a base load that is gone counts in full.
TELLING_SHARE = 0.35


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
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    week, scatter = weekly_level(study), weekly_scatter(study)
    fall, onset, kwh = find_level_fall(study, week)
    # Less where hardly anything is left and its rhythm is gone: so is an empty building.
    vacancy = 1.0 - VACANCY_DISCOUNT * emptiness(study, scatter, left_share(study))
    weight = vacancy * _generation_weight(study, onset)
    honest_life = return_weight(study, fall.fall) * same_day_weight(study, onset)
    calm, rise = calm_share(study, week, scatter), irregular_rise(study, week, scatter)
    zero = zero_days(study)
    part, base = part_loss(study), base_load_loss(study)
    nothing = np.full(len(onset), -1, dtype=np.int32)

    def made(value: Floats, since: Codes, lost: Floats | None = None) -> Measured:
        return Measured.of(value, onset=since, kwh_per_day=lost, spread=0.5)

    return (
        made(fall.weighed_share * weight * honest_life, onset, kwh),
        made(decline_share(study, week) * weight * honest_life, nothing),
        made(np.floor(zero.value * vacancy), zero.onset, _own(study, zero.value > 0)),
        made(calm.value * weight, calm.onset),
        made(rise.value * weight, rise.onset),
        made(part.value * vacancy, part.onset),
        made(base.value * weight * _energy_weight(fall), base.onset),
        made(below_peers(study), nothing),
    )


def _energy_weight(fall: LastingFall) -> Floats:
    """Less where the day as a whole lost little: a quiet hour is not yet a lost load."""
    lost = 1.0 - np.exp(-np.maximum(fall.fall, 0.0))
    return np.asarray(np.clip(lost / TELLING_SHARE, 0.0, 1.0))


def _own(study: Study, when: Flags) -> Floats:
    return np.where(when, study.usual.own_median, np.nan)


def _generation_weight(study: Study, onset: Codes) -> Floats:
    """Less where own generation began before or about when use fell."""
    days = study.window.shape[1]
    generating = study.exempt.generating
    soon = np.clip(np.maximum(onset, 0) + 14, 0, max(days - 1, 0))
    began = generating[np.arange(len(onset)), soon] if days else np.zeros(len(onset), dtype=bool)
    return np.where(began, GENERATION_WEIGHT, 1.0)
